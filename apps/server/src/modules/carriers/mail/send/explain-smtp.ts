import { MailError } from '../mail-error.ts';

function property(error: unknown, name: string): unknown {
  return error instanceof Error ? Object.getOwnPropertyDescriptor(error, name)?.value : undefined;
}

/** A server's own words may hold anything: only the first line, without control characters. */
function saidBy(error: unknown): string {
  const response = property(error, 'response');
  const text = typeof response === 'string' ? response : '';
  return (
    text
      .split(/[\r\n]/)[0]
      ?.replaceAll(/\p{C}/gu, ' ')
      .slice(0, 200) ?? ''
  );
}

/** Answers to the envelope and the text speak of this letter; those to the greeting, STARTTLS or EHLO of the server. */
const ABOUT_THE_LETTER: ReadonlySet<unknown> = new Set(['EENVELOPE', 'EMESSAGE']);
/** The line broke while the text may have been under way. */
const BROKEN = /closed unexpectedly|^Timeout/;

function tooLarge(said: string, cause: unknown): MailError {
  return new MailError(
    'carriers.mail_too_large',
    `Máy chủ thư không nhận thư lớn như vậy${said === '' ? '' : ` (${said})`}. Giảm dung lượng tệp đính kèm rồi gửi lại, hoặc gửi bản giấy.`,
    { final: true, cause },
  );
}

/** RFC 5321 §4.2.1: what begins with 4 may be otherwise later, what begins with 5 stays. */
function explainAnswer(error: unknown, status: number, said: string): MailError {
  if (status === 552 || said.includes('5.3.4') || status === 0) {
    return tooLarge(said, error);
  }
  if (status < 500) {
    return new MailError('carriers.mail_refused', `Máy chủ thư tạm chưa nhận: ${said}. Hệ thống tự gửi lại.`, {
      cause: error,
    });
  }
  if (property(error, 'command') === 'MAIL FROM') {
    return new MailError(
      'carriers.mail_refused',
      `Máy chủ thư không cho hộp thư này gửi: ${said}. Kiểm tra quyền gửi của hộp thư trên máy chủ thư.`,
      { isOfTheWay: true, cause: error },
    );
  }
  return new MailError(
    'carriers.mail_refused',
    `Máy chủ thư từ chối thư này: ${said}. Kiểm tra địa chỉ thư công vụ của nơi nhận trong sổ địa chỉ rồi gửi lại.`,
    { final: true, cause: error },
  );
}

/** What nodemailer threw, as what it means for the letter. */
export function explainSmtp(error: unknown, host: string): MailError {
  if (error instanceof MailError) {
    return error;
  }
  const code = property(error, 'code');
  const responseCode = property(error, 'responseCode');
  if (code === 'EAUTH') {
    return new MailError(
      'carriers.mail_bad_credentials',
      `Máy chủ thư ${host} không nhận tên đăng nhập hoặc mật khẩu. Nhập lại mật khẩu ứng dụng của hộp thư.`,
      { isOfTheWay: true, cause: error },
    );
  }
  if (ABOUT_THE_LETTER.has(code)) {
    return explainAnswer(error, typeof responseCode === 'number' ? responseCode : 0, saidBy(error));
  }
  const isBroken = property(error, 'command') === 'DATA' || BROKEN.test(error instanceof Error ? error.message : '');
  if (isBroken) {
    return new MailError(
      'carriers.mail_in_doubt',
      `Mất kết nối với máy chủ thư ${host} khi đang gửi. Hệ thống tự gửi lại; nơi nhận nhận ra thư trùng.`,
      { inDoubt: true, isOfTheWay: true, cause: error },
    );
  }
  return new MailError(
    'carriers.mail_unreachable',
    `Không kết nối an toàn được với máy chủ thư ${host}${typeof code === 'string' ? ` (${code})` : ''}. Hệ thống tự thử lại.`,
    { isOfTheWay: true, cause: error },
  );
}
