/** One wrong field of an answer; `path` as in the contract (`facts.abstract`). */
interface FieldProblem {
  path: string;
  message: string;
}

/** The server answered with an error of its own: a code, Vietnamese text, fields, a number to quote. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly fields: FieldProblem[];
  readonly requestId: string;

  constructor(status: number, code: string, message: string, fields: FieldProblem[], requestId: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.requestId = requestId;
  }
}

/** No answer came: whether the act was carried out is unknown, so it may only be repeated with the same key. */
export class ConnectionError extends Error {
  override name = 'ConnectionError';
  constructor(cause?: unknown) {
    super('Chưa kết nối được máy chủ. Nội dung đang nhập được giữ trên trang này; kiểm tra mạng rồi thử lại.', {
      cause,
    });
  }
}

/** A device of the person (a passkey) did not do what it was asked; the text is ours. */
export class DeviceError extends Error {
  override name = 'DeviceError';
}

export interface ErrorText {
  message: string;
  code: string;
}

const FAULT = 'Trang gặp trục trặc khi hiển thị. Tải lại trang; nếu còn lỗi, báo quản trị kèm mã hỗ trợ.';

/** What may be shown of anything thrown: never a stack, never a foreign sentence. */
export function describeError(error: unknown): ErrorText {
  if (error instanceof ApiError) {
    const quoted = error.requestId === '' ? error.code : `${error.code} · ${error.requestId.slice(-8)}`;
    return { message: error.message, code: quoted };
  }
  if (error instanceof DeviceError) {
    return { message: error.message, code: 'web.device' };
  }
  if (error instanceof ConnectionError) {
    return { message: error.message, code: 'web.connection' };
  }
  return { message: FAULT, code: 'web.fault' };
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof ApiError && error.code === code;
}

/** Message of one field of the last answer; `path` may be the last part of the contract's path. */
export function fieldError(error: unknown, path: string): string | undefined {
  if (!(error instanceof ApiError)) {
    return undefined;
  }
  return error.fields.find((field) => field.path === path || field.path.endsWith(`.${path}`))?.message;
}
