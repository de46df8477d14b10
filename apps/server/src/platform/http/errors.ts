import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { AppError, type FieldError } from '../errors.ts';

interface ErrorAnswer {
  status: number;
  code: string;
  message: string;
  fields: FieldError[];
}

const KNOWN: Record<string, [number, string, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    413,
    'platform.body_too_large',
    'Dữ liệu gửi lên quá lớn. Tách nhỏ hoặc gửi bằng tệp đính kèm.',
  ],
  FST_REQ_FILE_TOO_LARGE: [
    413,
    'files.too_large',
    'Tệp vượt quá dung lượng cho phép. Nén hoặc tách tệp rồi gửi lại; các tệp khác vẫn được giữ.',
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'platform.media_type', 'Kiểu dữ liệu gửi lên không được nhận ở đây.'],
  FST_ERR_CTP_INVALID_JSON_BODY: [
    400,
    'platform.bad_json',
    'Dữ liệu gửi lên không đọc được (JSON sai). Tải lại trang rồi thử lại.',
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'platform.bad_json', 'Thiếu dữ liệu gửi lên.'],
};

/** PostgreSQL error classes a person can act on; everything else is a fault of ours. */
const DATABASE: Record<string, [number, string, string]> = {
  '55P03': [409, 'platform.busy', 'Bản ghi đang được người khác xử lý. Thử lại sau ít giây.'],
  '40P01': [409, 'platform.busy', 'Bản ghi đang được người khác xử lý. Thử lại sau ít giây.'],
  '40001': [409, 'platform.busy', 'Bản ghi vừa được người khác thay đổi. Tải lại rồi thử lại.'],
  // A name was looked for and free, and somebody took it in between.
  '23505': [409, 'platform.busy', 'Có người vừa lưu cùng tên hoặc cùng mã. Tải lại rồi thử lại.'],
  '22021': [400, 'platform.bad_text', 'Nội dung có ký tự không hợp lệ (ký tự rỗng). Xóa ký tự lạ rồi gửi lại.'],
  '22P05': [400, 'platform.bad_text', 'Nội dung có ký tự không hợp lệ. Xóa ký tự lạ rồi gửi lại.'],
  '53100': [
    507,
    'platform.disk_full',
    'Máy chủ hết dung lượng đĩa; nội dung chưa được lưu. Báo quản trị giải phóng đĩa.',
  ],
  '57P01': [503, 'platform.database_down', 'Cơ sở dữ liệu đang khởi động lại. Thử lại sau ít giây.'],
  ECONNREFUSED: [503, 'platform.database_down', 'Chưa kết nối được cơ sở dữ liệu. Thử lại sau ít giây.'],
};

function answerKnown(entry: [number, string, string]): ErrorAnswer {
  return { status: entry[0], code: entry[1], message: entry[2], fields: [] };
}

function translate(error: FastifyError): ErrorAnswer {
  if (error instanceof AppError) {
    return { status: error.status, code: error.code, message: error.message, fields: error.fields };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields = error.validation.map((issue) => ({
      path: issue.instancePath.replace(/^\//, '').replaceAll('/', '.'),
      message: issue.message ?? 'Giá trị không hợp lệ',
    }));
    return {
      status: 400,
      code: 'platform.invalid_input',
      message: 'Có trường nhập chưa đúng. Sửa các trường được đánh dấu rồi gửi lại.',
      fields,
    };
  }
  const known = KNOWN[error.code] ?? DATABASE[error.code];
  if (known !== undefined) {
    return answerKnown(known);
  }
  if (error.statusCode === 429) {
    return {
      status: 429,
      code: 'platform.too_many',
      message: 'Thao tác quá nhanh. Chờ một phút rồi thử lại.',
      fields: [],
    };
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return {
      status: error.statusCode,
      code: 'platform.bad_request',
      message: 'Yêu cầu không hợp lệ. Tải lại trang rồi thử lại.',
      fields: [],
    };
  }
  return {
    status: 500,
    code: 'platform.fault',
    message:
      'Hệ thống gặp lỗi khi xử lý; thao tác chưa được ghi nhận. Thử lại, nếu còn lỗi thì báo quản trị kèm mã yêu cầu.',
    fields: [],
  };
}

/** The one mapper from whatever was thrown to what the browser shows: code, Vietnamese text, fields, request id. */
export function sendError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const answer = translate(error);
  if (answer.status >= 500) {
    request.log.error({ err: error, code: answer.code }, 'request failed');
  }
  const { status, ...rest } = answer;
  // A file that fails before its first byte has already said what it was.
  for (const name of ['content-length', 'content-disposition', 'etag']) {
    reply.removeHeader(name);
  }
  void reply
    .status(status)
    .type('application/json; charset=utf-8')
    .send({ error: { ...rest, requestId: request.id } });
}
