import type { Dice } from './dice.ts';
import { insert } from './forge.ts';
import type { Forgery } from './forgery.ts';
import { placeOfValue } from './signature-value.ts';

function bytes(variant: string, text: string, build: Forgery['build']): Forgery {
  return { family: 'bytes', variant, text, build };
}

/** A place that the last signature covers. */
function covered(pdf: Uint8Array, dice: Dice): number {
  const { start, end } = placeOfValue(pdf);
  const place = dice.below(pdf.length - (end - start) - 8);
  return place < start ? place : place + (end - start);
}

/** Digits of an amount in the signed words; the first printable letter of the page when there is none. */
function amountPlace(pdf: Uint8Array): number {
  const place = Buffer.from(pdf).indexOf('100.000', 0, 'latin1');
  return place === -1 ? Buffer.from(pdf).indexOf('/MediaBox', 0, 'latin1') + 1 : place;
}

/** Changes of a few bytes, no object moved unless said. */
export const BYTES: Forgery[] = [
  bytes('amount', 'Một chữ số trong phần đã ký bị sửa.', (pdf) => {
    const copy = Buffer.from(pdf);
    const place = amountPlace(pdf);
    copy[place] = (copy[place] ?? 0) ^ 8;
    return copy;
  }),
  ...[1, 2, 3].map((number) =>
    bytes(`flip-${number}`, 'Một bit trong phần đã ký bị lật.', (pdf, dice) => {
      const copy = Buffer.from(pdf);
      const place = covered(pdf, dice);
      copy[place] = (copy[place] ?? 0) ^ (1 << dice.below(8));
      return copy;
    }),
  ),
  bytes('deleted', 'Một byte trong phần đã ký bị xóa.', (pdf, dice) => {
    const place = covered(pdf, dice);
    return Buffer.concat([pdf.subarray(0, place), pdf.subarray(place + 1)]);
  }),
  bytes('inserted', 'Vài byte chèn vào phần đã ký.', (pdf, dice) =>
    insert(pdf, covered(pdf, dice), Buffer.from('900')),
  ),
  bytes('in-value', 'Một bit trong giá trị chữ ký bị lật.', (pdf, dice) => {
    const copy = Buffer.from(pdf);
    const place = placeOfValue(pdf).start + 9 + dice.below(600);
    const digit = Number.parseInt(String.fromCharCode(copy[place] ?? 0x30), 16);
    copy.write(((digit ^ (1 << dice.below(4))) & 15).toString(16), place, 'latin1');
    return copy;
  }),
];
