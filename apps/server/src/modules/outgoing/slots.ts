import { formatNumber } from '@congvu/nd30';
import type { Anchors, SlotAnchor, StampAnchor } from '@congvu/nd30/render';
import { type DigitField, reserveFields, type SignatureField } from '@congvu/pades';

/** Fields of the page that steps after the rendering touch (spec/signatures.md §5). */
export const SIGNATURE_FIELD = 'KyNguoi1';
export const SEAL_FIELD = 'DauCoQuan';
const DIGIT_FIELDS = ['So', 'Ngay', 'Thang', 'Nam'] as const;
export type DigitFieldName = (typeof DIGIT_FIELDS)[number];

const MAX_DIGITS: Record<DigitFieldName, number> = { So: 6, Ngay: 2, Thang: 2, Nam: 4 };

function rectOf({ x, y, width, height }: StampAnchor): SignatureField['rect'] {
  return { x, y, width, height };
}

function digitField(name: DigitFieldName, anchor: SlotAnchor | undefined): DigitField[] {
  if (anchor === undefined) {
    return [];
  }
  const { page, x, y, width, height, baseline, fontSize, italic, align } = anchor;
  const rect = { x, y, width, height };
  return [{ name, page, rect, baseline, fontSize, italic, align, maxLength: MAX_DIGITS[name] }];
}

/**
 * Puts every later field into the unsigned page: the signer then certifies a page on which only the digits and the seal may
 * still come, and the seal freezes everything.
 */
export function reserveSlots(pdf: Uint8Array, anchors: Anchors): Uint8Array {
  return reserveFields(pdf, {
    signatures: [
      {
        name: SIGNATURE_FIELD,
        page: anchors.signature.page,
        rect: rectOf(anchors.signature),
        lock: { action: 'exclude', fields: [...DIGIT_FIELDS, SEAL_FIELD] },
      },
      {
        name: SEAL_FIELD,
        page: anchors.seal.page,
        rect: rectOf(anchors.seal),
        lock: { action: 'all', permission: 1 },
      },
    ],
    texts: [
      ...digitField('So', anchors.number),
      ...digitField('Ngay', anchors.day),
      ...digitField('Thang', anchors.month),
      ...digitField('Nam', anchors.year),
    ],
  });
}

/** Digits of ô 3 and ô 4: numbers and days below 10 and the months 1 and 2 take a leading 0 (Annex I part II sections 3, 4). */
export function slotDigits(number: number, issuedOn: string): Record<DigitFieldName, string> {
  const [year = '', month = '', day = ''] = issuedOn.split('-');
  return { So: formatNumber(number), Ngay: day, Thang: Number(month) < 3 ? month : String(Number(month)), Nam: year };
}
