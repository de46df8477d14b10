import type { MailAuth } from '@congvu/contracts';
import type { AuthFacts } from '../webmail.tables.ts';

/** What SPF, DKIM, DMARC and ARC came to, with one sentence for the reader. */
export function sayAuth(auth: AuthFacts | null): MailAuth | null {
  if (auth === null) {
    return null;
  }
  const { spf = 'none', dkim = 'none', dmarc = 'none', arc = 'none' } = auth;
  const text =
    dmarc === 'pass'
      ? 'Địa chỉ người gửi đã được xác thực (DMARC đạt).'
      : dmarc === 'fail'
        ? 'Địa chỉ người gửi không qua xác thực (DMARC không đạt): có thể bị giả mạo.'
        : 'Không xác thực được địa chỉ người gửi: nơi gửi không công bố DMARC.';
  return { spf, dkim, dmarc, arc, text };
}
