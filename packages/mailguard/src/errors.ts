export type MailGuardErrorCode =
  | 'mailguard.too_large'
  | 'mailguard.too_many_parts'
  | 'mailguard.too_deep'
  | 'mailguard.header_too_large'
  | 'mailguard.unreadable';

const TEXTS: Readonly<Record<MailGuardErrorCode, string>> = {
  'mailguard.too_large': 'Thư lớn hơn giới hạn 30 MB nên không được đọc. Đề nghị người gửi gửi tệp lớn bằng liên kết.',
  'mailguard.too_many_parts': 'Thư có hơn 1.000 phần nên không được đọc: đây là dấu hiệu của thư cố ý làm quá tải máy.',
  'mailguard.too_deep': 'Các phần của thư lồng nhau quá 16 lớp nên không được đọc.',
  'mailguard.header_too_large': 'Phần đầu thư lớn hơn 256 kB nên không được đọc.',
  'mailguard.unreadable': 'Không đọc được cấu trúc của thư.',
};

/**
 * The only class this package throws; `message` is Vietnamese.
 *
 * @example
 * try { await readMail(bytes); } catch (error) {
 *   if (error instanceof MailGuardError && error.code === 'mailguard.too_many_parts') { … }
 * }
 */
export class MailGuardError extends Error {
  override readonly name = 'MailGuardError';
  readonly code: MailGuardErrorCode;

  constructor(code: MailGuardErrorCode, cause?: unknown) {
    super(TEXTS[code], cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
