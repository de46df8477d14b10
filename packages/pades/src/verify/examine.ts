import type { Certificate } from '@congvu/pki';
import type { PdfFile } from '../pdf/file.ts';
import { isString, readTextString } from '../pdf/values.ts';
import { type CertificateStore, certificateStore } from './certificate-store.ts';
import { findChanges } from './changes/find-changes.ts';
import { type History, historyOf } from './changes/history.ts';
import { checkContents } from './check-contents.ts';
import { readCertEntry } from './check-plain-rsa.ts';
import type { ContentsCheck, TimestampToken } from './contents-check.ts';
import { hasDamagedCertificate } from './damaged-certificates.ts';
import type { Change, Integrity, Reason } from './report.ts';
import { listSignedFields, type SignedField } from './signed-field.ts';

/** A signature with everything that can be said about it without trusting anybody: bytes, key and revisions. */
export interface Examined {
  field: SignedField;
  check: ContentsCheck | undefined;
  integrity: Integrity;
  changes: Change[];
  /** Why it is broken. */
  reasons: Reason[];
  claimedAt: Date | undefined;
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
  if (field.isTimestamp) {
    return check?.timestamp?.at;
  }
  const value = field.signature.entries.get('M');
  return (isString(value) ? readPdfDate(readTextString(value)) : undefined) ?? check?.signingTime;
}

function integrityOf(broken: readonly Reason[], changes: readonly Change[], isChecked: boolean): Integrity {
  if (broken.length > 0 || !isChecked) {
    return 'broken';
  }
  if (changes.some(({ permitted }) => !permitted)) {
    return 'changed_after_signing';
  }
  return changes.length === 0 ? 'whole' : 'extended_as_permitted';
}

interface Bench {
  history: History;
  anchors: readonly Certificate[];
  store: CertificateStore;
}

function damage(check: ContentsCheck, { anchors, store }: Bench): Reason[] {
  const own = [check.certificates, ...check.timestamps.map((token) => token.certificates)].flat();
  return hasDamagedCertificate(own, anchors, store.list())
    ? [{ code: 'FORMAT_FAILURE', text: 'Chứng thư kèm theo chữ ký đã bị thay đổi.' }]
    : [];
}

function readContents(
  { history, store }: Bench,
  { signed, signature, subFilter }: SignedField,
): ContentsCheck | undefined {
  if (signed === undefined) {
    return undefined;
  }
  return keepCertificates(
    checkContents(subFilter, signed, () => readCertEntry(history.newest, signature)),
    store,
  );
}

/** Bytes, key and revisions of one signature. */
function examine(bench: Bench, field: SignedField, check: ContentsCheck | undefined): Examined {
  const faults = field.faults.map((text): Reason => ({ code: 'FORMAT_FAILURE', text }));
  const broken = [...faults, ...(check?.broken ?? []), ...(check === undefined ? [] : damage(check, bench))];
  const isReadable = field.signed !== undefined && broken.length === 0;
  const changes = isReadable && field.signed !== undefined ? findChanges(bench.history, field.signed.revision) : [];
  return {
    field,
    check,
    integrity: integrityOf(broken, changes, check?.isChecked === true),
    changes,
    reasons: broken,
    claimedAt: claimedTime(field, check),
  };
}

function keepCertificates(check: ContentsCheck, store: CertificateStore): ContentsCheck {
  const keep = (token: TimestampToken): TimestampToken => ({
    ...token,
    certificate: store.keep(token.certificate),
    certificates: token.certificates.map((certificate) => store.keep(certificate)),
  });
  return {
    ...check,
    signer: check.signer === undefined ? undefined : store.keep(check.signer),
    certificates: check.certificates.map((certificate) => store.keep(certificate)),
    timestamp: check.timestamp === undefined ? undefined : keep(check.timestamp),
    timestamps: check.timestamps.map(keep),
  };
}

/** Every signature of a file, in the order in which they were made. @throws PadesError `pades.limit` */
export function examineFile(
  file: PdfFile,
  anchors: readonly Certificate[] = [],
  store: CertificateStore = certificateStore(),
): { history: History; signatures: Examined[] } {
  const bench: Bench = { history: historyOf(file), anchors, store };
  // All contents first: what travels with one signature may show that somebody changed what travels with another.
  const read = listSignedFields(file).map((field) => ({ field, check: readContents(bench, field) }));
  const signatures = read.map(({ field, check }) => examine(bench, field, check));
  return { history: bench.history, signatures };
}
