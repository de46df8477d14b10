import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { AppError } from '../../../platform/errors.ts';
import { dkimRecord, publicOf } from './dkim-keys.ts';

/** A key that signs for a domain, opened. */
export interface SigningKey {
  domain: string;
  selector: string;
  algorithm: 'rsa' | 'ed25519';
  privateKey: string;
}

const PROBE = [
  'From: kiem-tra@%',
  'To: kiem-tra@%',
  'Subject: Kiem tra khoa ky thu',
  'Date: Mon, 22 Mar 2021 08:00:00 +0700',
  'Message-ID: <kiem-tra@%>',
  '',
  'Thu kiem tra.',
  '',
].join('\r\n');

function cannotSign(domain: string, why: string, cause?: unknown): AppError {
  return new AppError(
    'mailflow.cannot_sign',
    500,
    `Không ký được thư đi của ${domain} (${why}). Thư chờ trong hàng đợi, chưa gửi. Quản trị xem khóa ký ở Tên miền thư.`,
    { cause },
  );
}

/**
 * DKIM-Signature lines to put before the mail, one a key.
 * @throws AppError 500 `mailflow.cannot_sign`: a mail never leaves with fewer signatures than it was to have
 */
export async function signMail(raw: Buffer, keys: readonly SigningKey[], at: Date): Promise<string> {
  const [first] = keys;
  if (first === undefined) {
    return '';
  }
  const signatureData = keys.map(({ domain, selector, algorithm, privateKey }) => ({
    signingDomain: domain,
    selector,
    privateKey,
    algorithm: algorithm === 'rsa' ? 'rsa-sha256' : 'ed25519-sha256',
  }));
  // What stands outside signatureData signs nothing and says nothing (spec mail §7); the types ask for it twice.
  const [one] = signatureData;
  if (one === undefined) {
    return '';
  }
  const { signatures, errors } = await dkimSign(raw, {
    ...one,
    canonicalization: 'relaxed/relaxed',
    signTime: at,
    signatureData,
  });
  const made = signatures.split('\r\n').filter((line) => /^DKIM-Signature:/i.test(line)).length;
  if (errors.length > 0 || made !== keys.length) {
    throw cannotSign(first.domain, `${made}/${keys.length} chữ ký`, errors[0]);
  }
  return signatures;
}

/**
 * Signs a probe with each key and checks it against the record that key has published: what libraries do not say, a wrong key does.
 * @throws AppError 500 `mailflow.cannot_sign`
 */
export async function proveKeys(keys: readonly SigningKey[], published: readonly string[], at: Date): Promise<void> {
  for (const [index, key] of keys.entries()) {
    const raw = Buffer.from(PROBE.replaceAll('%', key.domain));
    const signatures = await signMail(raw, [key], at);
    const record = dkimRecord({ algorithm: key.algorithm, publicKey: published[index] ?? '' });
    const checked = await dkimVerify(Buffer.concat([Buffer.from(signatures), raw]), {
      resolver: async () => [[record]],
    });
    const isRight = checked.results.length === 1 && checked.results[0]?.status.result === 'pass';
    if (!isRight || publicOf(key.algorithm, key.privateKey) !== published[index]) {
      throw cannotSign(key.domain, `khóa ${key.selector} không khớp bản ghi`);
    }
  }
}
