import { type Certificate, displayName } from '@congvu/pki';
import type { PdfFile } from '../pdf/file.ts';
import { isString, readTextString } from '../pdf/values.ts';
import { findChanges } from './changes/find-changes.ts';
import { type ContentsCheck, checkContents } from './check-contents.ts';
import { hasDamagedCertificate } from './damaged-certificates.ts';
import { type Judgement, judgeCertificate, nameForDisplay, type TrustPolicy } from './judge-certificate.ts';
import type { Change, Integrity, Reason, ReportedLevel, SignatureReport } from './report.ts';
import type { SignedField } from './signed-field.ts';

/** A signature with everything that can be said before the others are known. */
export interface Examined {
  field: SignedField;
  check: ContentsCheck | undefined;
  integrity: Integrity;
  changes: Change[];
  reasons: Reason[];
  claimedAt: Date | undefined;
  /** A timestamp of its own whose maker is trusted. */
  timestampAt: Date | undefined;
}

const PDF_DATE = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?'?)?/;

/** ISO 32000 §7.9.4; without a zone taken as UTC. */
function readPdfDate(text: string): Date | undefined {
  const match = PDF_DATE.exec(text);
  if (match === null) {
    return undefined;
  }
  const [
    ,
    year = '',
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    ,
    sign,
    zoneHour,
    zoneMinute,
  ] = match;
  const zone = sign === undefined ? 'Z' : `${sign}${zoneHour ?? '00'}:${zoneMinute ?? '00'}`;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function claimedTime(field: SignedField, check: ContentsCheck | undefined): Date | undefined {
  const value = field.signature.entries.get('M');
  return (isString(value) ? readPdfDate(readTextString(value)) : undefined) ?? check?.signingTime;
}

function integrityOf(broken: readonly Reason[], changes: readonly Change[], signed: boolean): Integrity {
  if (broken.length > 0 || !signed) {
    return 'broken';
  }
  if (changes.some(({ permitted }) => !permitted)) {
    return 'changed_after_signing';
  }
  return changes.length === 0 ? 'whole' : 'extended_as_permitted';
}

function damage(check: ContentsCheck, anchors: readonly Certificate[]): Reason[] {
  return hasDamagedCertificate(check.certificates, anchors)
    ? [{ code: 'FORMAT_FAILURE', text: 'Chứng thư kèm theo chữ ký đã bị thay đổi.' }]
    : [];
}

function trustedTime(check: ContentsCheck | undefined, policy: TrustPolicy): Date | undefined {
  const token = check?.timestamp;
  if (token === undefined) {
    return undefined;
  }
  const times = { claimedAt: undefined, provenAt: token.at };
  const { invalid, doubts } = judgeCertificate(token.certificate, token.certificates, policy, times, 'timestamping');
  return invalid.length + doubts.length === 0 ? token.at : undefined;
}

/** Bytes, key and revisions of one signature. */
export function examine(file: PdfFile, field: SignedField, policy: TrustPolicy): Examined {
  const check = field.signed === undefined ? undefined : checkContents(field.subFilter, field.signed);
  const faults = field.faults.map((text): Reason => ({ code: 'FORMAT_FAILURE', text }));
  const broken = [...faults, ...(check?.broken ?? []), ...(check === undefined ? [] : damage(check, policy.anchors))];
  const isReadable = field.signed !== undefined && broken.length === 0;
  const changes = isReadable && field.signed !== undefined ? findChanges(field.signed.revision, file) : [];
  return {
    field,
    check,
    integrity: integrityOf(broken, changes, check?.isChecked === true),
    changes,
    reasons: broken,
    claimedAt: claimedTime(field, check),
    timestampAt: trustedTime(check, policy),
  };
}

/** Its own timestamp, or a later document timestamp that covers it and still stands; the earliest counts. */
function provenTime(examined: Examined, all: readonly Examined[]): Date | undefined {
  const end = examined.field.signed?.end ?? Number.MAX_SAFE_INTEGER;
  const proofs = all.filter(
    (other) =>
      other === examined ||
      (other.field.isTimestamp &&
        (other.field.signed?.end ?? 0) > end &&
        ['whole', 'extended_as_permitted'].includes(other.integrity)),
  );
  return proofs
    .flatMap(({ timestampAt }) => (timestampAt === undefined ? [] : [timestampAt]))
    .sort((left, right) => left.getTime() - right.getTime())[0];
}

function levelOf(examined: Examined, all: readonly Examined[], hasEvidence: boolean): ReportedLevel {
  if (examined.field.isTimestamp) {
    return 'timestamp';
  }
  if (examined.field.subFilter !== 'ETSI.CAdES.detached') {
    return 'CMS';
  }
  const end = examined.field.signed?.end ?? 0;
  const isArchived = all.some(({ field }) => field.isTimestamp && (field.signed?.end ?? 0) > end);
  const isStamped = isArchived || examined.check?.timestamp !== undefined;
  if (!isStamped) {
    return 'B';
  }
  if (!hasEvidence) {
    return 'T';
  }
  return isArchived ? 'LTA' : 'LT';
}

function judge(
  examined: Examined,
  policy: TrustPolicy,
  provenAt: Date | undefined,
): Judgement & { path: readonly Certificate[] } {
  const { check, claimedAt, field, integrity, reasons } = examined;
  const judgement: Judgement = { invalid: [...reasons], doubts: [...(check?.doubts ?? [])], notes: [] };
  let path: readonly Certificate[] = [];
  judgement.invalid.push(...(check?.refused ?? []));
  if (integrity === 'changed_after_signing') {
    judgement.invalid.push({ code: 'CHANGED_AFTER_SIGNING', text: 'Văn bản đã bị thay đổi sau khi ký.' });
  }
  if (check?.signer !== undefined) {
    const purpose = field.isTimestamp ? 'timestamping' : 'signing';
    const times = field.isTimestamp ? { claimedAt: undefined, provenAt: check.timestamp?.at } : { claimedAt, provenAt };
    const trust = judgeCertificate(check.signer, check.certificates, policy, times, purpose);
    judgement.invalid.push(...trust.invalid);
    judgement.doubts.push(...trust.doubts);
    judgement.notes.push(...trust.notes);
    path = trust.path.chain;
  }
  if (check?.timestamp !== undefined && examined.timestampAt === undefined && !field.isTimestamp) {
    judgement.notes.push({ code: 'TIMESTAMP_NOT_TRUSTED', text: 'Dấu thời gian không do nơi cấp được tin cậy cấp.' });
  }
  return { ...judgement, path };
}

/** Which save of the file it closes. A linearised first save has two sections. */
function revisionOf({ signed }: SignedField): number | null {
  if (signed === undefined) {
    return null;
  }
  const { xref, bytes } = signed.revision;
  const isLinearised = Buffer.from(bytes.subarray(0, 1024)).includes('/Linearized');
  return Math.max(1, xref.sections - (isLinearised ? 1 : 0));
}

export function reportOn(
  examined: Examined,
  all: readonly Examined[],
  policy: TrustPolicy,
  hasEvidence: boolean,
): SignatureReport {
  const provenAt = provenTime(examined, all);
  const { invalid, doubts, notes, path } = judge(examined, policy, provenAt);
  const { check, field } = examined;
  const shown = check?.signer === undefined ? undefined : nameForDisplay(check.signer);
  const isDoubtful = doubts.length > 0 || examined.integrity === 'broken' || check?.signer === undefined;
  return {
    field: field.field.name,
    kind: field.isTimestamp ? 'timestamp' : 'signature',
    revision: revisionOf(field),
    revisionEnd: field.signed?.end ?? null,
    place: null,
    verdict: invalid.length > 0 ? 'invalid' : isDoubtful ? 'indeterminate' : 'valid',
    integrity: examined.integrity,
    signer: shown?.signer ?? null,
    organisation: shown?.organisation ?? null,
    issuer: shown?.issuer ?? null,
    serial: check?.signer?.serial ?? null,
    claimedAt: examined.claimedAt?.toISOString() ?? null,
    provenAt: provenAt?.toISOString() ?? null,
    level: levelOf(examined, all, hasEvidence),
    path: path.map(({ subject }) => displayName(subject)),
    revocation: [],
    revocationText: '',
    algorithm: check?.algorithm ?? '',
    weak: check?.doubts.some(({ code }) => code === 'CRYPTO_CONSTRAINTS_FAILURE') ?? false,
    reasons: [...invalid, ...doubts, ...notes],
    changes: examined.changes,
  };
}
