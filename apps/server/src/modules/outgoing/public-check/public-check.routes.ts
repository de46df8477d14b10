import { CheckCodeSetting, PublicCheckParams, PublicDocumentCheck, PublicFileMatch } from '@congvu/contracts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import { changeCheckCodeSetting, viewCheckCodeSetting } from './check-code-setting.ts';
import { checkDocument } from './check-document.ts';
import { matchFile } from './match-file.ts';
import { createPublicLimit } from './public-limit.ts';

/** Of one network in ten minutes: an office behind one address types a code wrongly now and then, a machine tries thousands. */
const WRONG_CODES = 30;
const FILES = 30;

export function publicCheckRoutes(): Route[] {
  const limits = { guesses: createPublicLimit(WRONG_CODES), files: createPublicLimit(FILES) };
  return [
    defineRoute({
      method: 'GET',
      path: '/api/public/check/:code',
      policy: 'public',
      summary: 'Tra văn bản đã phát hành theo mã in ở chân trang; không cần đăng nhập, không lộ nội dung',
      params: PublicCheckParams,
      response: PublicDocumentCheck,
      handle: (context, { params }) => checkDocument(context, limits.guesses, params.code),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/public/check/:code/file',
      policy: 'public',
      summary: 'Đối chiếu một tệp PDF với tệp đã phát hành; tệp gửi lên không được giữ lại',
      params: PublicCheckParams,
      upload: true,
      response: PublicFileMatch,
      handle: (context, { params, files }) => matchFile(context, limits, params.code, files()),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/outgoing/settings/check-code',
      policy: 'outgoing.list',
      summary: 'Cơ quan có in mã kiểm tra ở chân trang văn bản đi không',
      response: CheckCodeSetting,
      handle: (context) => viewCheckCodeSetting(context),
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/outgoing/settings/check-code',
      policy: 'outgoing.change_settings',
      summary: 'In hoặc không in mã kiểm tra ở chân trang văn bản đi',
      body: CheckCodeSetting,
      response: CheckCodeSetting,
      handle: (context, { body }) => changeCheckCodeSetting(context, body),
    }),
  ];
}
