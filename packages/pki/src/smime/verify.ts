import { createHash } from 'node:crypto';
import { readTime } from '../asn1/read.ts';
import { type CmsProblemKind, checkSignedData } from '../cms/verify.ts';
import { PkiError } from '../errors.ts';
import { OID } from '../oids.ts';
import { checkRevocation } from '../revocation/check-revocation.ts';
import type { RevocationEvidence, RevocationStatus } from '../revocation/revocation.ts';
import type { TrustAnchorEntry } from '../trust/trust-anchor.ts';
import { type Certificate, displayName } from '../x509/certificate.ts';
import { nameValue } from '../x509/name.ts';
import { buildPath, type CertificatePath, type PathProblem } from '../x509/path.ts';
import { certificateAddresses, isSameAddress } from './addresses.ts';
import type { MailProtection } from './protection.ts';

export type MailSignatureReasonCode =
  | 'STRUCTURE'
  | 'CHANGED'
  | 'SIGNATURE'
  | 'WEAK'
  | 'ALGORITHM'
  | 'NO_CERTIFICATE'
  | 'SENDER'
  | 'NO_ADDRESS'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'UNTRUSTED'
  | 'USAGE'
  | 'REVOKED'
  | 'REVOCATION_UNKNOWN'
  | 'SIGNING_TIME';

export interface MailSignatureReason {
  code: MailSignatureReasonCode;
  /** `invalid`: it does not count · `open`: it cannot be told. */
  against: 'invalid' | 'open';
  /** Vietnamese. */
  text: string;
}

/** Who signed a mail and whether that counts; `reasons` empty means valid. */
export interface MailSignature {
  verdict: 'valid' | 'invalid' | 'open';
  /** `part`: beside what was signed stands something that was not. */
  covers: 'all' | 'part';
  signer: string;
  organisation: string;
  /** Those the certificate was issued for. */
  addresses: string[];
  /** Hex; undefined when the certificate was not there. */
  certificateSha256: string | undefined;
  /** By the signer's own word (RFC 5652 §11.3). */
  claimedAt: Date | undefined;
  reasons: MailSignatureReason[];
}

export interface MailGrounds {
  /** Addresses of the From field, as the mail is shown. */
  from: readonly string[];
  trust: readonly TrustAnchorEntry[];
  /** Revocation lists and answers at hand. */
  evidence?: readonly RevocationEvidence[];
  /** What is known of revocations beside them; undefined when nothing is. */
  revokedSince?: (certificate: Certificate) => Date | undefined;
  /** When the mail came: nothing else proves a time. */
  at: Date;
}

type Signed = Extract<MailProtection, { kind: 'signed' | 'damaged' }>;

const DAY_MS = 86_400_000;
const MAX_LISTS = 16;

function invalid(code: MailSignatureReasonCode, text: string): MailSignatureReason {
  return { code, against: 'invalid', text };
}

function open(code: MailSignatureReasonCode, text: string): MailSignatureReason {
  return { code, against: 'open', text };
}

/** Tax codes and identity numbers in a name are shown by their last digits only. */
function masked(text: string): string {
  return text.replace(/\d{6,}(?=\d{3})/g, (digits) => '*'.repeat(digits.length));
}

function nameOf(certificate: Certificate): string {
  return masked(displayName(certificate.subject));
}

function vietnamDay(at: Date): string {
  const [year, month, day] = new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10).split('-');
  return `${day}/${month}/${year}`;
}

/** MD5 and SHA-1 are refused, not doubted (RFC 8551 §2.1, §2.2): anybody may have made the signature. */
const CODES: Record<CmsProblemKind, Pick<MailSignatureReason, 'code' | 'against'>> = {
  format: { code: 'STRUCTURE', against: 'invalid' },
  digest: { code: 'CHANGED', against: 'invalid' },
  signature: { code: 'SIGNATURE', against: 'invalid' },
  certificate: { code: 'NO_CERTIFICATE', against: 'open' },
  binding: { code: 'SIGNATURE', against: 'invalid' },
  algorithm: { code: 'ALGORITHM', against: 'open' },
  weak: { code: 'WEAK', against: 'invalid' },
};

function judgeSender(certificate: Certificate, from: readonly string[]): MailSignatureReason[] {
  const [sender, ...others] = from;
  if (sender === undefined || others.length > 0) {
    return [invalid('SENDER', 'Thư không ghi đúng một người gửi nên không biết chữ ký là của ai.')];
  }
  const addresses = certificateAddresses(certificate);
  if (addresses.length === 0) {
    const text = `Chứng thư của "${nameOf(certificate)}" không ghi địa chỉ thư nên chưa gắn được với ${sender}.`;
    return [open('NO_ADDRESS', text)];
  }
  return addresses.some((address) => isSameAddress(address, sender))
    ? []
    : [invalid('SENDER', `Chữ ký của ${addresses.slice(0, 3).join(', ')}, không phải của người gửi ${sender}.`)];
}

/** What RFC 8551 §2.5.1 asks for; a second one would be read differently by different readers. */
function readClaim({ signature }: Extract<Signed, { kind: 'signed' }>): Date | 'repeated' | undefined {
  const list = signature.signerInfos[0]?.signedAttributes?.list ?? [];
  const found = list.filter(({ oid }) => oid === OID.signingTime);
  const [value, ...others] = found.flatMap(({ values }) => values);
  if (value === undefined) {
    return undefined;
  }
  return others.length > 0 || found.length > 1 ? 'repeated' : readTime(value);
}

function judgeExpiry(problem: PathProblem, claimedAt: Date | undefined): MailSignatureReason {
  return claimedAt === undefined || claimedAt > problem.certificate.notAfter
    ? invalid('EXPIRED', problem.text)
    : open('EXPIRED', `${problem.text} Không chứng minh được thư đã ký trước ngày đó.`);
}

function judgePathProblem(problem: PathProblem, claimedAt: Date | undefined): MailSignatureReason {
  switch (problem.code) {
    case 'expired':
      return judgeExpiry(problem, claimedAt);
    case 'not_yet_valid':
      return invalid('NOT_YET_VALID', problem.text);
    case 'no_chain':
      return open('UNTRUSTED', problem.text);
    case 'weak':
      return invalid('WEAK', problem.text);
    case 'usage':
    case 'authority':
    case 'critical_extension':
      return invalid('USAGE', problem.text);
  }
}

/** RFC 8550 §4.4.4: where usages are named, that of mail is among them. */
function judgeUsage(certificate: Certificate): MailSignatureReason[] {
  const usages = certificate.extensions.extKeyUsage;
  return usages === undefined || usages.includes(OID.emailProtection) || usages.includes(OID.anyExtendedKeyUsage)
    ? []
    : [invalid('USAGE', `Chứng thư của "${nameOf(certificate)}" không được cấp để ký thư.`)];
}

/** The issuer publishes revocations of this certificate: it says where, or the trust list does. */
function isPublished(certificate: Certificate, index: number, { trust }: CertificatePath): boolean {
  const isAsked = (trust?.crlUrls.length ?? 0) + (trust?.ocspUrls.length ?? 0) > 0;
  return certificate.extensions.hasRevocationPointer || (index === 0 && isAsked);
}

/** What the office knows by itself comes first: it may know before any list does. */
function judgeStatus(certificate: Certificate, status: RevocationStatus, grounds: MailGrounds): MailSignatureReason[] {
  const name = nameOf(certificate);
  const office = grounds.revokedSince?.(certificate);
  if (office !== undefined && office <= grounds.at) {
    return [invalid('REVOKED', `Chứng thư của "${name}" đã bị thu hồi ngày ${vietnamDay(office)}.`)];
  }
  if (status.state !== 'revoked') {
    return [];
  }
  if (status.reason === 'certificateHold') {
    return [open('REVOKED', `Chứng thư của "${name}" đang bị tạm dừng, chưa kết luận được.`)];
  }
  const when = status.since === undefined ? '' : ` ngày ${vietnamDay(status.since)}`;
  return [invalid('REVOKED', `Chứng thư của "${name}" đã bị thu hồi${when} (${status.reasonText ?? ''}).`)];
}

function judgeRevocation(
  path: CertificatePath,
  pool: readonly Certificate[],
  grounds: MailGrounds,
): MailSignatureReason[] {
  const { at, evidence = [] } = grounds;
  return path.chain.flatMap((certificate, index) => {
    const issuer = path.chain[index + 1];
    if (issuer === undefined || path.anchor === undefined) {
      return [];
    }
    const status = checkRevocation({ certificate, issuer, evidence, at, pool });
    const reasons = judgeStatus(certificate, status, grounds);
    const isOpen = reasons.length === 0 && status.state === 'unknown' && isPublished(certificate, index, path);
    return isOpen
      ? [open('REVOCATION_UNKNOWN', `Chưa có căn cứ chứng thư của "${nameOf(certificate)}" không bị thu hồi.`)]
      : reasons;
  });
}

function judgeClaim(claimedAt: Date | 'repeated' | undefined, certificate: Certificate, at: Date) {
  if (claimedAt === 'repeated') {
    return [invalid('SIGNING_TIME', 'Chữ ký ghi thời điểm ký nhiều lần.')];
  }
  if (claimedAt !== undefined && claimedAt.getTime() > at.getTime() + DAY_MS) {
    return [open('SIGNING_TIME', 'Thời điểm ký tự khai muộn hơn lúc thư đến.')];
  }
  return claimedAt !== undefined && claimedAt.getTime() < certificate.notBefore.getTime() - DAY_MS
    ? [open('SIGNING_TIME', 'Thời điểm ký tự khai sớm hơn ngày chứng thư có hiệu lực.')]
    : [];
}

function judgeCertificate(
  certificate: Certificate,
  pool: readonly Certificate[],
  found: Extract<Signed, { kind: 'signed' }>,
  grounds: MailGrounds,
): { claimedAt: Date | undefined; reasons: MailSignatureReason[] } {
  const { trust, at, from } = grounds;
  const claim = readClaim(found);
  const claimedAt = claim === 'repeated' ? undefined : claim;
  const path = buildPath({ certificate, pool, trust, at, purpose: 'signing' });
  const lists = found.signature.revocationLists.slice(0, MAX_LISTS).map((der) => ({ kind: 'crl' as const, der }));
  const evidence = [...(grounds.evidence ?? []), ...lists];
  const reasons = [
    ...judgeSender(certificate, from),
    ...path.problems.map((problem) => judgePathProblem(problem, claimedAt)),
    ...judgeUsage(certificate),
    ...judgeRevocation(path, pool, { ...grounds, evidence }),
    ...judgeClaim(claim, certificate, at),
  ];
  return { claimedAt, reasons };
}

const NOBODY = {
  signer: '',
  organisation: '',
  addresses: [],
  certificateSha256: undefined,
  claimedAt: undefined,
} satisfies Partial<MailSignature>;

/** The verdict that follows from reasons: one that is against it for certain, or one that leaves it open. */
export function verdictOf(reasons: readonly MailSignatureReason[]): MailSignature['verdict'] {
  if (reasons.some(({ against }) => against === 'invalid')) {
    return 'invalid';
  }
  return reasons.length > 0 ? 'open' : 'valid';
}

function judge(found: Extract<Signed, { kind: 'signed' }>, grounds: MailGrounds): MailSignature {
  const { signature, content, covers } = found;
  const check = checkSignedData(signature, {
    contentType: OID.data,
    digestOf: (hash) => createHash(hash).update(content).digest(),
  });
  const problems = check.problems.map(({ kind, text }) => ({ ...CODES[kind], text }));
  const { signer } = check;
  if (signer === undefined) {
    return { ...NOBODY, verdict: verdictOf(problems), covers, reasons: problems };
  }
  const judged = judgeCertificate(signer, check.certificates, found, grounds);
  const reasons = [...problems, ...judged.reasons];
  return {
    verdict: verdictOf(reasons),
    covers,
    signer: nameOf(signer),
    organisation: masked(nameValue(signer.subject, OID.organization) ?? ''),
    addresses: certificateAddresses(signer),
    certificateSha256: createHash('sha256').update(signer.raw).digest('hex'),
    claimedAt: judged.claimedAt,
    reasons,
  };
}

/**
 * Judges the signature of a mail (RFC 8551 §3.5, RFC 8550 §2–4): the very bytes, the key, a path to a configured anchor, dates,
 * revocation by the lists at hand, and that the certificate is the sender's. Addresses inside certificates are never followed.
 * The header of the mail, its subject too, is not signed. Never throws for what is in the mail.
 */
export function verifyProtection(found: Signed, grounds: MailGrounds): MailSignature {
  const broken = (text: string): MailSignature => {
    const reasons = [invalid('STRUCTURE', text)];
    return { ...NOBODY, verdict: 'invalid', covers: found.covers, reasons };
  };
  if (found.kind === 'damaged') {
    return broken(found.text);
  }
  try {
    return judge(found, grounds);
  } catch (error) {
    if (error instanceof PkiError) {
      return broken(error.message);
    }
    throw error;
  }
}
