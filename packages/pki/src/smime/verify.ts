import { createHash } from 'node:crypto';
import { readTime } from '../asn1/read.ts';
import { type CmsProblemKind, checkSignedData } from '../cms/verify.ts';
import { PkiError } from '../errors.ts';
import { OID } from '../oids.ts';
import type { TrustAnchorEntry, TrustProgramme } from '../trust/trust-anchor.ts';
import type { Certificate } from '../x509/certificate.ts';
import { nameValue } from '../x509/name.ts';
import { buildPath, type PathProblem } from '../x509/path.ts';
import { certificateAddresses, isSameAddress } from './addresses.ts';
import { judgeRevocation, type RevocationGrounds } from './judge-revocation.ts';
import type { MailProtection } from './protection.ts';
import { invalid, type MailSignatureReason, masked, nameOf, open, verdictOf } from './reason.ts';

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
  /** Of the anchor the certificate leads to. */
  programme: TrustProgramme | undefined;
  /** By the signer's own word (RFC 5652 §11.3). */
  claimedAt: Date | undefined;
  reasons: MailSignatureReason[];
}

export interface MailGrounds extends RevocationGrounds {
  /** Addresses of the From field, as the mail is shown. */
  from: readonly string[];
  trust: readonly TrustAnchorEntry[];
}

type Signed = Extract<MailProtection, { kind: 'signed' | 'damaged' }>;

const DAY_MS = 86_400_000;
const MAX_LISTS = 16;

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
): Pick<MailSignature, 'claimedAt' | 'programme' | 'reasons'> {
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
  return { claimedAt, programme: path.trust?.programme, reasons };
}

const NOBODY = {
  signer: '',
  organisation: '',
  addresses: [],
  certificateSha256: undefined,
  programme: undefined,
  claimedAt: undefined,
} satisfies Partial<MailSignature>;

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
    programme: judged.programme,
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
