import {
  buildPath,
  type Certificate,
  type CertificatePath,
  checkRevocation,
  displayName,
  PkiError,
  parseCertificate,
  type RevocationEvidence,
  type RevocationSource,
  type TrustAnchorEntry,
} from '@congvu/pki';
import { PadesError } from '../errors.ts';
import { readDss } from '../pdf/dss.ts';
import { asOpenBase, type SigningBase } from './base.ts';
import { type Signatory, signatoriesOf } from './signers-of.ts';

export interface EvidenceRequest {
  trust: readonly TrustAnchorEntry[];
  /** Who answers for certificates below this anchor. */
  source: (anchor: TrustAnchorEntry) => RevocationSource;
  /** Now; the package has no clock. */
  at: Date;
  /**
   * Unless told `refuse`: a certificate that was revoked before its signature was proven stops everything. With `keep` the
   * answer is kept as evidence, so that the document itself says that the signature does not hold.
   */
  whenRevoked?: 'refuse' | 'keep';
}

export interface CollectedEvidence {
  evidence: RevocationEvidence[];
  /** DER: every path from signer to anchor. */
  certificates: Uint8Array[];
}

interface Walk {
  request: EvidenceRequest;
  known: RevocationEvidence[];
  pool: Certificate[];
  /** By the certificate asked about. */
  found: Map<string, RevocationEvidence>;
  certificates: Map<string, Uint8Array>;
}

function keyOf(der: Uint8Array): string {
  return Buffer.from(der).toString('base64');
}

function refuse(code: 'pades.evidence' | 'pades.revoked', text: string): never {
  throw new PadesError(code, text);
}

function pathOf(walk: Walk, one: Signatory): CertificatePath {
  const { trust, at } = walk.request;
  const path = buildPath({
    certificate: one.certificate,
    pool: [...one.pool, ...walk.pool],
    anchors: [],
    trust,
    at: one.provenAt ?? at,
    purpose: one.purpose,
  });
  if (path.anchor === undefined) {
    refuse('pades.evidence', `Chưa lấy được chứng cứ cho chữ ký ${one.field}. ${path.problems[0]?.text ?? ''}`);
  }
  return path;
}

function sourceFor(walk: Walk, anchor: Certificate): RevocationSource {
  const entry = walk.request.trust.find(({ certificate }) => Buffer.compare(certificate, anchor.raw) === 0);
  return entry === undefined
    ? refuse('pades.evidence', `Chưa cấu hình nơi hỏi tình trạng thu hồi của "${displayName(anchor.subject)}".`)
    : walk.request.source(entry);
}

function judge(
  walk: Walk,
  { certificate, issuer, at }: Link,
  evidence: readonly RevocationEvidence[],
): RevocationEvidence | undefined {
  const status = checkRevocation({ certificate, issuer, evidence, at, pool: walk.pool });
  if (status.state === 'revoked' && walk.request.whenRevoked !== 'keep') {
    const reason = status.reasonText === undefined ? '' : ` (${status.reasonText})`;
    refuse('pades.revoked', `Chứng thư của "${displayName(certificate.subject)}" đã bị thu hồi${reason}.`);
  }
  return status.state === 'unknown' ? undefined : status.evidence;
}

interface Link {
  certificate: Certificate;
  issuer: Certificate;
  /** When the certificate had to be good. */
  at: Date;
}

/** Evidence about one certificate: what the document has when that is enough, else asked for now. */
async function findEvidence(walk: Walk, link: Link, source: RevocationSource): Promise<RevocationEvidence> {
  // One list speaks about many certificates.
  const known = judge(walk, link, [...walk.known, ...walk.found.values()]);
  if (known !== undefined) {
    return known;
  }
  const asked = await source.find(link.certificate, link.issuer);
  const name = displayName(link.certificate.subject);
  return (
    judge(walk, link, [asked]) ??
    refuse('pades.evidence', `Câu trả lời về tình trạng thu hồi của "${name}" không dùng được làm chứng cứ.`)
  );
}

async function collectFor(walk: Walk, one: Signatory): Promise<void> {
  const { chain, anchor } = pathOf(walk, one);
  for (const certificate of chain) {
    walk.certificates.set(keyOf(certificate.raw), certificate.raw);
  }
  for (const [index, certificate] of chain.entries()) {
    const issuer = chain[index + 1];
    const key = keyOf(certificate.raw);
    if (issuer === undefined || anchor === undefined || walk.found.has(key)) {
      continue;
    }
    const link = { certificate, issuer, at: one.provenAt ?? walk.request.at };
    walk.found.set(key, await findEvidence(walk, link, sourceFor(walk, anchor)));
  }
}

/**
 * Everything somebody needs to check the document when authorities are gone: the certificates of every path, of signers and
 * of timestamp authorities, and an answer about the revocation of each certificate below the anchor. What the document holds
 * is used first. Network only through `source`.
 * @throws PkiError `pki.revocation_*` of the source
 * @throws PadesError `pades.revoked`; `pades.evidence` without a path to an anchor or with an answer that proves nothing;
 * and as `prepareSignature` for the file
 */
export async function collectEvidence(
  pdf: Uint8Array | SigningBase,
  request: EvidenceRequest,
): Promise<CollectedEvidence> {
  const { file } = asOpenBase(pdf);
  const dss = readDss(file);
  const signatories = signatoriesOf(file);
  if (signatories.length === 0) {
    throw new PadesError('pades.unsigned', 'Tệp chưa có chữ ký nào.');
  }
  return collect(request, signatories, {
    evidence: [
      ...dss.CRLs.map((der) => ({ kind: 'crl' as const, der })),
      ...dss.OCSPs.map((der) => ({ kind: 'ocsp' as const, der })),
    ],
    certificates: dss.Certs,
  });
}

/** Another writer's store may hold anything. */
function readIfCertificate(der: Uint8Array): Certificate[] {
  try {
    return [parseCertificate(der)];
  } catch (error) {
    if (error instanceof PkiError) {
      return [];
    }
    throw error;
  }
}

async function collect(
  request: EvidenceRequest,
  signatories: readonly Signatory[],
  known: CollectedEvidence,
): Promise<CollectedEvidence> {
  const walk: Walk = {
    request,
    known: known.evidence,
    pool: known.certificates.flatMap(readIfCertificate),
    found: new Map(),
    certificates: new Map(),
  };
  for (const one of signatories) {
    await collectFor(walk, one);
  }
  return { evidence: [...walk.found.values()], certificates: [...walk.certificates.values()] };
}

/**
 * Before a signature: that the signer's certificate leads to an anchor and nothing on the path is revoked. Answers the
 * evidence, which may be kept.
 * @throws as {@link collectEvidence}
 * @example await assertNotRevoked(identity, { trust, source, at: new Date() });
 */
export async function assertNotRevoked(
  signer: { certificate: Uint8Array; chain: readonly Uint8Array[] },
  request: Omit<EvidenceRequest, 'whenRevoked'>,
): Promise<CollectedEvidence> {
  const certificate = parseCertificate(signer.certificate);
  const pool = signer.chain.map((der) => parseCertificate(der));
  const one: Signatory = {
    field: displayName(certificate.subject),
    certificate,
    pool,
    purpose: 'signing',
    provenAt: request.at,
  };
  return collect(request, [one], { evidence: [], certificates: [] });
}
