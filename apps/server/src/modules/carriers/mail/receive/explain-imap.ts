import { MailError } from '../mail-error.ts';

function property(error: unknown, name: string): unknown {
  return error instanceof Error ? Object.getOwnPropertyDescriptor(error, name)?.value : undefined;
}

/** What imapflow threw, in words. */
export function explainImap(error: unknown, host: string): MailError {
  if (error instanceof MailError) {
    return error;
  }
  if (property(error, 'authenticationFailed') === true) {
    return new MailError(
      'carriers.mail_bad_credentials',
      `Máy chủ thư ${host} không nhận tên đăng nhập hoặc mật khẩu. Nhập lại mật khẩu ứng dụng của hộp thư.`,
      { isOfTheWay: true, cause: error },
    );
  }
  const code = property(error, 'code');
  return new MailError(
    'carriers.mail_unreachable',
    `Không mở được hộp thư trên ${host}${typeof code === 'string' ? ` (${code})` : ''}. Hệ thống tự thử lại.`,
    { isOfTheWay: true, cause: error },
  );
}
