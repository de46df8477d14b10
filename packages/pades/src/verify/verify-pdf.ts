import type { RevocationEvidence } from '@congvu/pki';
import { PadesError } from '../errors.ts';
import { openPdf, type PdfFile } from '../pdf/file.ts';
import { type CertificateStore, certificateStore } from './certificate-store.ts';
import { type EmbeddedEvidence, readSecurityStore } from './evidence.ts';
import { type Examined, examineFile } from './examine.ts';
import { judgeBrought } from './judge-brought.ts';
import { levelOf } from './level.ts';
import { anchorsOf, readPolicy, type TrustPolicy, type VerifyOptions } from './policy.ts';
import type { PdfReport } from './report.ts';
import { type DeskBudget, deskBudget, type RevocationDesk, revocationDesk } from './revocation-desk.ts';
import { reportOn } from './signature-report.ts';
import { type Assessed, assessAll } from './timeline.ts';

const EOF_MARK = Buffer.from('%%EOF');
const MAX_ATTEMPTS = 8;

/** The longest readable state when the end of the file is damaged, so that its signatures can still be named. */
function openLastReadable(bytes: Uint8Array, reason: PadesError): PdfFile {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let end = bytes.length;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const place = buffer.lastIndexOf(EOF_MARK, end - EOF_MARK.length - 1);
    if (place <= 0) {
      break;
    }
    end = place + EOF_MARK.length;
    const state = tryOpen(bytes.subarray(0, end + countEnding(bytes, end)));
    if (state !== undefined) {
      return state;
    }
  }
  throw reason;
}

/** The line end behind `%%EOF` belongs to the revision. */
function countEnding(bytes: Uint8Array, end: number): number {
  if (bytes[end] === 13) {
    return bytes[end + 1] === 10 ? 2 : 1;
  }
  return bytes[end] === 10 ? 1 : 0;
}

function tryOpen(bytes: Uint8Array): PdfFile | undefined {
  try {
    const file = openPdf(bytes);
    file.catalog();
    return file;
  } catch (error) {
    if (error instanceof PadesError) {
      return undefined;
    }
    throw error;
  }
}

/** Signatures of certificates that one file may ask for; a genuine one needs two or three for each new signer. */
const MAX_PATH_TRIES = 400;

interface Desks {
  all: RevocationDesk;
  inFile: RevocationDesk;
  /** What a state of the file carried. */
  at: (state: PdfFile) => RevocationDesk;
  /** Of these pieces alone. */
  of: (evidence: readonly RevocationEvidence[]) => RevocationDesk;
}

function openDesks(
  file: PdfFile,
  signatures: readonly Examined[],
  policy: TrustPolicy,
  store: CertificateStore,
): Desks {
  const readStore = (state: PdfFile): EmbeddedEvidence => {
    const found = readSecurityStore(state);
    for (const der of found.certificates) {
      store.read(der);
    }
    return found;
  };
  const inCms = (end: number): RevocationEvidence[] =>
    signatures.flatMap(({ field, check }) => ((field.signed?.end ?? 0) <= end ? (check?.evidence ?? []) : []));
  const own = [...readStore(file).evidence, ...inCms(file.bytes.length)];
  const budget: DeskBudget = deskBudget();
  const pool = store.list();
  const known = new Map<PdfFile, RevocationDesk>();
  return {
    all: revocationDesk([...own, ...policy.evidence], pool, budget),
    inFile: revocationDesk(own, pool, budget),
    of: (evidence) => revocationDesk(evidence, pool, budget),
    at(state) {
      const desk =
        known.get(state) ?? revocationDesk([...readStore(state).evidence, ...inCms(state.bytes.length)], pool, budget);
      known.set(state, desk);
      return desk;
    },
  };
}

function levels(assessed: readonly Assessed[], desks: Desks): ReturnType<typeof levelOf>[] {
  const deskAt = ({ examined }: Assessed): RevocationDesk =>
    examined.field.signed === undefined ? desks.inFile : desks.at(examined.field.signed.revision);
  return assessed.map((one) => levelOf(one, assessed, desks.inFile, deskAt));
}

function verify(file: PdfFile, policy: TrustPolicy): PdfReport {
  const store = certificateStore();
  const { history, signatures } = examineFile(file, anchorsOf(policy), store);
  const desks = openDesks(file, signatures, policy, store);
  const assessed = assessAll({ policy, desks, store, budget: { tries: MAX_PATH_TRIES } }, signatures);
  judgeBrought(assessed, file, policy, desks);
  const found = levels(assessed, desks);
  const reports = assessed.map((one, index) => reportOn(history, one, found[index] ?? 'CMS'));
  const isWhole = ({ integrity }: { integrity: string }): boolean =>
    integrity === 'whole' || integrity === 'extended_as_permitted';
  return { signatures: reports, intact: reports.length > 0 && reports.every(isWhole) };
}

/** Names what still reads of a file whose end does not; nothing of it counts as intact. */
function verifyDamaged(pdf: Uint8Array, policy: TrustPolicy, reason: PadesError): PdfReport {
  const report = verify(openLastReadable(pdf, reason), policy);
  if (report.signatures.length === 0) {
    throw reason;
  }
  const change = {
    kind: 'unreadable' as const,
    permitted: false,
    object: null,
    page: null,
    place: null,
    text: reason.message,
  };
  return {
    intact: false,
    signatures: report.signatures.map((signature) => ({
      ...signature,
      verdict: 'invalid',
      integrity: signature.integrity === 'broken' ? 'broken' : 'changed_after_signing',
      reasons: [...signature.reasons, { code: 'CHANGED_AFTER_SIGNING', text: 'Văn bản đã bị thay đổi sau khi ký.' }],
      changes: [...signature.changes, change],
    })),
  };
}

/**
 * Judges every signature of a PDF: place and coverage of the bytes, the key, every change after it, the certificate's path
 * at the time of the check. A file without signatures answers an empty list and `intact: false`.
 * @throws PadesError when the bytes are no PDF, encrypted or so broken that no signed state can be read; `pades.trust`
 * @example
 * const report = verifyPdf(pdf, { trustAnchors: [rootDer], at: new Date(), revocation: 'optional' });
 * report.signatures[0]?.verdict // 'valid'
 */
export function verifyPdf(pdf: Uint8Array, options: VerifyOptions): PdfReport {
  const policy = readPolicy(options);
  try {
    return verify(openPdf(pdf), policy);
  } catch (error) {
    if (error instanceof PadesError && (error.code === 'pades.broken' || error.code === 'pades.encrypted')) {
      return verifyDamaged(pdf, policy, error);
    }
    throw error;
  }
}
