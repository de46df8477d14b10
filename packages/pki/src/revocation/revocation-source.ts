import { randomBytes } from 'node:crypto';
import { PkiError } from '../errors.ts';
import type { HttpRequest, HttpTransport } from '../http.ts';
import { readCrlFile } from '../pem.ts';
import type { Certificate } from '../x509/certificate.ts';
import { checkRevocation } from './check-revocation.ts';
import { buildOcspRequest } from './ocsp-request.ts';
import { parseOcspResponse } from './ocsp-response.ts';
import type { RevocationEvidence, RevocationSource } from './revocation.ts';

export interface RevocationSourceSettings {
  /** The configured addresses, tried in order; nothing a certificate says is ever followed. */
  ocspUrls: readonly string[];
  crlUrls: readonly string[];
  transport: HttpTransport;
  now: () => Date;
  /** What is asked first; OCSP unless told. */
  prefer?: 'ocsp' | 'crl';
  /** Refuses answers that do not repeat our nonce; responders may leave it out (RFC 6960 §4.4.1), so not unless told. */
  isNonceRequired?: boolean;
  /** Per address, milliseconds; 10 s for OCSP and 60 s for lists unless told. */
  timeoutMs?: number;
  /** 64 MB unless told. */
  maxCrlBytes?: number;
  /** How long a list just fetched serves the next question; 60 s unless told. */
  keepCrlMs?: number;
}

const MAX_OCSP = 256 * 1024;
const MAX_CRL = 64 * 1024 * 1024;

interface Attempt {
  kind: RevocationEvidence['kind'];
  url: string;
}

interface Pair {
  certificate: Certificate;
  issuer: Certificate;
}

async function exchange(transport: HttpTransport, request: HttpRequest): Promise<Uint8Array> {
  const { hostname } = new URL(request.url);
  try {
    const { status, body } = await transport(request);
    if (status === 200) {
      return body;
    }
    throw new PkiError('pki.revocation_unreachable', `Máy chủ ${hostname} trả lời mã ${status}.`);
  } catch (cause) {
    if (cause instanceof PkiError && cause.code === 'pki.revocation_unreachable') {
      throw cause;
    }
    throw new PkiError('pki.revocation_unreachable', `Không kết nối được máy chủ ${hostname}.`, { cause });
  }
}

/** An answer to another question, kept by somebody on the way, must not pass as an answer to ours. */
function assertNonce(der: Uint8Array, nonce: Uint8Array, isRequired: boolean): void {
  const answered = parseOcspResponse(der).nonce;
  if (answered === undefined ? isRequired : Buffer.compare(answered, nonce) !== 0) {
    throw new PkiError('pki.ocsp', 'Câu trả lời OCSP dành cho một yêu cầu khác (sai số ngẫu nhiên).');
  }
}

async function askOcsp(url: string, pair: Pair, settings: RevocationSourceSettings): Promise<Uint8Array> {
  const nonce = randomBytes(16);
  const der = await exchange(settings.transport, {
    url,
    method: 'POST',
    headers: { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' },
    body: buildOcspRequest({ ...pair, nonce }),
    timeoutMs: settings.timeoutMs ?? 10_000,
    maxBytes: MAX_OCSP,
  });
  assertNonce(der, nonce, settings.isNonceRequired ?? false);
  return Uint8Array.from(der);
}

async function fetchCrl(url: string, settings: RevocationSourceSettings): Promise<Uint8Array> {
  const file = await exchange(settings.transport, {
    url,
    method: 'GET',
    headers: { accept: 'application/pkix-crl' },
    timeoutMs: settings.timeoutMs ?? 60_000,
    maxBytes: settings.maxCrlBytes ?? MAX_CRL,
  });
  return readCrlFile(file);
}

/** One fetch per list while several certificates of a chain are asked about. */
function crlShelf(settings: RevocationSourceSettings): (url: string) => Promise<Uint8Array> {
  const shelf = new Map<string, { until: number; list: Promise<Uint8Array> }>();
  return (url) => {
    const now = settings.now().getTime();
    const kept = shelf.get(url);
    if (kept !== undefined && kept.until > now) {
      return kept.list;
    }
    const list = fetchCrl(url, settings);
    shelf.set(url, { until: now + (settings.keepCrlMs ?? 60_000), list });
    list.catch(() => shelf.delete(url));
    return list;
  };
}

function attemptsOf({ ocspUrls, crlUrls, prefer = 'ocsp' }: RevocationSourceSettings): Attempt[] {
  const ocsp = ocspUrls.map((url): Attempt => ({ kind: 'ocsp', url }));
  const crl = crlUrls.map((url): Attempt => ({ kind: 'crl', url }));
  return prefer === 'ocsp' ? [...ocsp, ...crl] : [...crl, ...ocsp];
}

function failureOf(errors: readonly PkiError[]): PkiError {
  const unusable = errors.find(({ code }) => code !== 'pki.revocation_unreachable');
  const code = unusable === undefined ? 'pki.revocation_unreachable' : 'pki.revocation_unusable';
  const cause = unusable ?? errors[0];
  return new PkiError(code, `Chưa kiểm tra được tình trạng thu hồi chứng thư. ${cause?.message ?? ''}`.trim(), {
    cause,
  });
}

type Answered = { evidence: RevocationEvidence } | { error: PkiError };

async function attempt(
  kind: Attempt['kind'],
  pair: Pair,
  now: Date,
  fetchOne: () => Promise<Uint8Array>,
): Promise<Answered> {
  try {
    const evidence = { kind, der: await fetchOne() };
    const status = checkRevocation({ ...pair, evidence: [evidence], at: now });
    return status.state === 'unknown'
      ? { error: new PkiError('pki.revocation_unusable', status.problems[0]?.text ?? '') }
      : { evidence };
  } catch (error) {
    if (error instanceof PkiError) {
      return { error };
    }
    throw error;
  }
}

/**
 * Asks configured servers for proof about a certificate, one address after the other, and answers the first proof that holds
 * (also when it proves a revocation: what follows from it is `checkRevocation`'s to say). Addresses inside certificates are
 * never followed.
 * @throws PkiError from `find`: `pki.revocation_unconfigured`, `pki.revocation_unreachable`, `pki.revocation_unusable`
 * @example
 * const source = revocationSource({ ocspUrls: anchor.ocspUrls, crlUrls: anchor.crlUrls, transport, now: () => new Date() });
 * const evidence = await source.find(certificate, issuer);
 */
export function revocationSource(settings: RevocationSourceSettings): RevocationSource {
  const attempts = attemptsOf(settings);
  const listAt = crlShelf(settings);
  return {
    async find(certificate, issuer) {
      if (attempts.length === 0) {
        const text = 'Chưa cấu hình địa chỉ kiểm tra thu hồi (OCSP, CRL) cho nơi cấp chứng thư này.';
        throw new PkiError('pki.revocation_unconfigured', text);
      }
      const pair = { certificate, issuer };
      const errors: PkiError[] = [];
      for (const { kind, url } of attempts) {
        const answered = await attempt(kind, pair, settings.now(), () =>
          kind === 'crl' ? listAt(url) : askOcsp(url, pair, settings),
        );
        if ('evidence' in answered) {
          return answered.evidence;
        }
        errors.push(answered.error);
      }
      throw failureOf(errors);
    },
  };
}
