import { formatNumber } from '@congvu/nd30';
import type { Anchors, ExpectedDigits, SlotAnchor, StampAnchor } from '@congvu/nd30/render';
import { type DigitField, reserveFields, type SignatureField } from '@congvu/pades';

/** Fields of the page that steps after the rendering touch (spec/signatures.md §5). */
export const SIGNATURE_FIELD = 'KyNguoi1';
export const SEAL_FIELD = 'DauCoQuan';
const DIGIT_FIELDS = ['So', 'Ngay', 'Thang', 'Nam'] as const;
export type DigitFieldName = (typeof DIGIT_FIELDS)[number];

const MAX_DIGITS: Record<DigitFieldName, number> = { So: 9, Ngay: 2, Thang: 2, Nam: 4 };

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

/** Documents that may be numbered, and days that may pass, between the format check and the seal of one. */
const NUMBERS_BETWEEN = 3;
const DAYS_BETWEEN = 7;

/** How long number and month will come out: the longest of what the next days may bring. */
export function expectDigits(nextNumber: number, on: string): ExpectedDigits {
  const later = new Date(`${on}T00:00:00Z`);
  later.setUTCDate(later.getUTCDate() + DAYS_BETWEEN);
  const now = slotDigits(nextNumber, on);
  const then = slotDigits(nextNumber + NUMBERS_BETWEEN, later.toISOString().slice(0, 10));
  const month = Math.max(now.Thang.length, then.Thang.length) === 1 ? 1 : 2;
  return { number: then.So.length, month };
}
