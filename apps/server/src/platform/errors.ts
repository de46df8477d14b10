/** One entry of a field-by-field answer: `path` names the field as in the contract (`addressees.2.name`). */
export interface FieldError {
  path: string;
  message: string;
}

/**
 * The only error a command throws on purpose. `code` is `module.reason`; `message` is the Vietnamese text shown to the
 * person: what is wrong, the rule, what to do.
 */
export class AppError extends Error {
  override name = 'AppError';
  readonly code: string;
  readonly status: number;
  readonly fields: FieldError[];

  constructor(code: string, status: number, message: string, options: { fields?: FieldError[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = status;
    this.fields = options.fields ?? [];
  }
}

export function invalid(code: string, message: string, fields: FieldError[] = []): AppError {
  return new AppError(code, 422, message, { fields });
}

export function notFound(code: string, message: string): AppError {
  return new AppError(code, 404, message);
}

export function conflict(code: string, message: string): AppError {
  return new AppError(code, 409, message);
}

export function forbidden(reason: string, code = 'platform.forbidden'): AppError {
  return new AppError(code, 403, reason);
}
