import { openPdfForWriting } from '../pdf/file.ts';
import { startRevision } from '../pdf/write.ts';
import { fillDigits } from './fill-digits.ts';

/**
 * Fills empty digit slots in a revision of their own, for a signature that another program puts behind them. `SignaturePlan.fill`
 * does the same in the revision of the signature.
 * @returns the bytes to append
 * @throws PadesError `pades.field_missing`, `pades.field_type` when one is no open slot, `pades.text`, and as `openPdfForWriting`
 * @example const numbered = Buffer.concat([pdf, fillSlots(pdf, { So: '06', Ngay: '09' })]);
 */
export function fillSlots(pdf: Uint8Array, values: Readonly<Record<string, string>>): Uint8Array {
  if (Object.keys(values).length === 0) {
    return new Uint8Array();
  }
  const file = openPdfForWriting(pdf);
  const revision = startRevision(file);
  fillDigits(file, revision, values);
  return revision.build().tail;
}
