import { PadesError } from '../errors.ts';
import { openPdf } from '../pdf/file.ts';
import { listSignedFields } from './signed-field.ts';

function endOf(pdf: Uint8Array, field: string): number {
  const found = listSignedFields(openPdf(pdf)).find((signed) => signed.field.name === field);
  if (found === undefined) {
    throw new PadesError('pades.field_missing', `Tệp PDF không có chữ ký ${field}.`);
  }
  if (found.signed === undefined) {
    throw new PadesError('pades.broken', `Không cắt được bản đã ký của ${field}. ${found.faults.join(' ')}`.trim());
  }
  return found.signed.end;
}

/**
 * The document exactly as it was signed: the first `end` bytes (`revisionEnd` of the report), or those of the signature in
 * `field`. Says nothing about whether the signature holds.
 * @throws PadesError `pades.field_missing`, `pades.broken`, and as opening the file does
 * @example extractRevision(pdf, 'KyNguoi1') // what the first signer saw
 */
export function extractRevision(pdf: Uint8Array, which: number | string): Uint8Array {
  const end = typeof which === 'number' ? which : endOf(pdf, which);
  if (!Number.isInteger(end) || end <= 0 || end > pdf.length) {
    throw new PadesError('pades.broken', 'Tệp PDF không có phiên bản kết thúc ở chỗ đó.');
  }
  const revision = pdf.slice(0, end);
  openPdf(revision);
  return revision;
}
