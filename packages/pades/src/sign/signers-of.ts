import type { Certificate } from '@congvu/pki';
import type { PdfFile } from '../pdf/file.ts';
import { checkContents } from '../verify/check-contents.ts';
import { listSignedFields } from '../verify/signed-field.ts';

/** Somebody whose certificate a signature or a timestamp of the file rests on. */
export interface Signatory {
  /** Of the field, for messages. */
  field: string;
  certificate: Certificate;
  /** Certificates that came along. */
  pool: Certificate[];
  purpose: 'signing' | 'timestamping';
  /** When it was certainly there: its own time for a timestamp, the earliest timestamp over it for a signature. */
  provenAt: Date | undefined;
}

interface Found {
  field: string;
  end: number;
  isTimestamp: boolean;
  signer: Certificate | undefined;
  certificates: Certificate[];
  timestamp: { at: Date; certificate: Certificate; certificates: Certificate[] } | undefined;
}

function readAll(file: PdfFile): Found[] {
  return listSignedFields(file).map((field) => {
    const check = field.signed === undefined ? undefined : checkContents(field.subFilter, field.signed);
    return {
      field: field.field.name,
      end: field.signed?.end ?? Number.MAX_SAFE_INTEGER,
      isTimestamp: field.isTimestamp,
      signer: check?.signer,
      certificates: check?.certificates ?? [],
      timestamp: check?.timestamp,
    };
  });
}

/** A timestamp of its own, or any later one over the document; the earliest. */
function earliestTime(one: Found, all: readonly Found[]): Date | undefined {
  const times = all.flatMap((other) =>
    other.timestamp !== undefined && (other === one || (other.isTimestamp && other.end > one.end))
      ? [other.timestamp.at]
      : [],
  );
  return times.sort((left, right) => left.getTime() - right.getTime())[0];
}

/** Signature by signature in file order, the authority of each timestamp behind its signer. */
export function signatoriesOf(file: PdfFile): Signatory[] {
  const all = readAll(file);
  return all.flatMap((one): Signatory[] => {
    const { field, signer, certificates, timestamp, isTimestamp } = one;
    const own: Signatory[] =
      signer === undefined || isTimestamp
        ? []
        : [{ field, certificate: signer, pool: certificates, purpose: 'signing', provenAt: earliestTime(one, all) }];
    const authority: Signatory[] =
      timestamp === undefined
        ? []
        : [
            {
              field,
              certificate: timestamp.certificate,
              pool: timestamp.certificates,
              purpose: 'timestamping',
              provenAt: timestamp.at,
            },
          ];
    return [...own, ...authority];
  });
}

/** Whether every signature has a proven time. */
export function isStamped(file: PdfFile): boolean {
  return signatoriesOf(file).every(({ provenAt }) => provenAt !== undefined);
}
