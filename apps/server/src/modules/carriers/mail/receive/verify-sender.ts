import { type AuthenticateResult, authenticate, type DKIMResult, type DNSResolver } from 'mailauth';
import { domainOf } from '../official-address.ts';

/** Asks the name service; tests give answers of their own. */
export type MailResolver = DNSResolver;

/** Whether the mail is from the domain its From names, by the signature of that domain. */
export type SenderProof =
  | { proven: true; address: string }
  /** The name service gave no answer: nothing is known, ask again later. */
  | { proven: 'later' }
  | { proven: false; address: string; code: 'carriers.mail_unsigned' | 'carriers.mail_not_aligned'; reason: string };

/** Shorter keys have been broken (RFC 8301 §3.2). */
const LEAST_KEY_BITS = 1024;

const TEMPORARY: ReadonlySet<string> = new Set(['temperror', 'temperr']);

function isSound({ status }: DKIMResult): boolean {
  // A signature over the first part of the body lets anything be added behind it (RFC 6376 §8.2).
  return status.result === 'pass' && (status.underSized ?? 0) === 0 && status.testing !== true;
}

/** One author, in one header: what people see and what is judged are the same (RFC 9989 §11.5). */
function authorOf(result: AuthenticateResult): string | undefined {
  const from = result.dkim.headerFrom ?? [];
  return from.length === 1 && result.dmarcSkipReason === undefined ? from[0] : undefined;
}

/** Without a DMARC record the domain itself must have signed; with one, its own rule of alignment counts. */
function isAligned(result: AuthenticateResult, sound: readonly DKIMResult[], domain: string): boolean {
  const policy = typeof result.dmarc === 'object' ? result.dmarc.status.result : 'none';
  if (policy === 'pass') {
    return sound.some(({ status }) => typeof status.aligned === 'string');
  }
  return policy === 'none' && sound.some(({ signingDomain }) => signingDomain?.toLowerCase() === domain);
}

function isTemporary(result: AuthenticateResult): boolean {
  const dmarc = typeof result.dmarc === 'object' ? result.dmarc.status.result : 'none';
  return TEMPORARY.has(dmarc) || (result.dkim.results ?? []).some(({ status }) => TEMPORARY.has(status.result));
}

/**
 * DKIM with alignment to From, as DMARC judges it (RFC 6376, RFC 9989). SPF proves nothing here: the mail is read from a mailbox, long
 * after the connection it came over.
 */
export async function verifySender(raw: Buffer, resolver: MailResolver): Promise<SenderProof> {
  const result = await authenticate(raw, {
    resolver,
    trustReceived: false,
    disableArc: true,
    disableBimi: true,
    rejectRsaSha1: true,
    minBitLength: LEAST_KEY_BITS,
    mta: 'congvu.invalid',
  });
  const address = authorOf(result) ?? '';
  const sound = (result.dkim.results ?? []).filter(isSound);
  if (address !== '' && sound.length > 0 && isAligned(result, sound, domainOf(address))) {
    return { proven: true, address };
  }
  if (isTemporary(result)) {
    return { proven: 'later' };
  }
  return sound.length === 0
    ? {
        proven: false,
        address,
        code: 'carriers.mail_unsigned',
        reason:
          'Thư không có chữ ký DKIM hợp lệ của tên miền gửi nên không chứng minh được nơi gửi. Đề nghị nơi gửi bật ký DKIM trên máy chủ thư, hoặc gọi điện xác minh rồi nhập gói tin từ tệp.',
      }
    : {
        proven: false,
        address,
        code: 'carriers.mail_not_aligned',
        reason:
          'Chữ ký DKIM của thư không phải của tên miền ghi ở người gửi (DMARC không đạt): có thể là thư giả mạo. Gọi điện cho nơi gửi xác minh.',
      };
}
