import { type Certificate, PkiError, parseCertificate } from '@congvu/pki';
import { PadesError } from '../errors.ts';
import { openPdf, type PdfFile } from '../pdf/file.ts';
import { isDict } from '../pdf/values.ts';
import type { RevocationAnswer, TrustPolicy } from './judge-certificate.ts';
import type { PdfReport } from './report.ts';
import { examine, reportOn } from './signature-report.ts';
import { listSignedFields } from './signed-field.ts';

export interface VerifyOptions {
  /** Certificates trusted because they are configured, DER. */
  trustAnchors: readonly Uint8Array[];
  /** Time of the check; the package has no clock. */
  at: Date;
  /** Unless told `required`: without knowledge about revocation the verdict stays open. */
  revocation?: 'required' | 'optional';
  /** What is known about revocation at a time; called for every certificate below the anchor. */
  revocationOf?: (certificate: Certificate, issuer: Certificate, at: Date) => RevocationAnswer;
}

function readAnchors(ders: readonly Uint8Array[]): Certificate[] {
  try {
    return ders.map((der) => parseCertificate(der));
  } catch (error) {
    if (error instanceof PkiError) {
      throw new PadesError('pades.trust', `Chứng thư tin cậy không đọc được. ${error.message}`, { cause: error });
    }
    throw error;
  }
}

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

function verify(file: PdfFile, policy: TrustPolicy): PdfReport {
  const examined = listSignedFields(file).map((field) => examine(file, field, policy));
  const hasEvidence = isDict(file.resolve(file.catalog().entries.get('DSS')));
  const signatures = examined.map((one) => reportOn(one, examined, policy, hasEvidence));
  const isWhole = ({ integrity }: { integrity: string }): boolean =>
    integrity === 'whole' || integrity === 'extended_as_permitted';
  return { signatures, intact: signatures.length > 0 && signatures.every(isWhole) };
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
  const policy: TrustPolicy = {
    anchors: readAnchors(options.trustAnchors),
    at: options.at,
    revocation: options.revocation ?? 'required',
    revocationOf: options.revocationOf,
  };
  try {
    return verify(openPdf(pdf), policy);
  } catch (error) {
    if (error instanceof PadesError && (error.code === 'pades.broken' || error.code === 'pades.encrypted')) {
      return verifyDamaged(pdf, policy, error);
    }
    throw error;
  }
}
