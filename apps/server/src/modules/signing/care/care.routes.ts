import { SignatureCare, SignatureCareParams, SigningSettings, SigningSettingsView } from '@congvu/contracts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import type { SigningPorts } from '../signing-act.ts';
import { retryCare, runCare } from './care-commands.ts';
import { changeSettings, viewSettings } from './change-settings.ts';
import { viewCare } from './view-care.ts';

export function careRoutes(ports: SigningPorts): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/signing/care',
      policy: 'signing.care',
      summary: 'Chữ ký còn chờ dấu thời gian, bằng chứng, và chữ ký sắp không kiểm tra được',
      response: SignatureCare,
      handle: (context) => viewCare(context, ports),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/signing/care/run',
      policy: 'signing.care_run',
      summary: 'Chạy ngay việc gia hạn dấu thời gian ban đêm',
      response: SignatureCare,
      handle: (context) => runCare(context, ports),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/signing/care/upgrades/:documentId/retry',
      policy: 'signing.care_retry',
      summary: 'Bổ sung lại dấu thời gian, bằng chứng của một văn bản',
      params: SignatureCareParams,
      response: SignatureCare,
      handle: (context, { params }) => retryCare(context, ports, params.documentId),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/signing/settings',
      policy: 'signing.settings',
      summary: 'Thiết lập ký số của cơ quan: mức chữ ký, thời gian cho phép chờ dấu thời gian, việc gia hạn ban đêm',
      response: SigningSettingsView,
      handle: (context) => viewSettings(context, ports),
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/signing/settings',
      policy: 'signing.set_settings',
      summary: 'Đổi thiết lập ký số của cơ quan',
      body: SigningSettings,
      response: SigningSettingsView,
      handle: (context, { body }) => changeSettings(context, ports, body),
    }),
  ];
}
