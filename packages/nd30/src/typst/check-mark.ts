import { Nd30Error } from '../error.ts';
import type { TypstInput } from './compiler.ts';

/** Printed at the foot of page 1, outside the text area: where anybody can ask whether this page is the one that was issued. */
export interface CheckMark {
  /** Page of the check as people type it, without the code: `vanban.example.vn/kiem-tra`. */
  address: string;
  /** As printed, in groups: `7KQ2-M9XD-4TRA`. */
  code: string;
  /** Modules of the QR code that leads there, row by row, dark is true; square, without the quiet zone. */
  qr: readonly (readonly boolean[])[];
}

const MAX_MODULES = 177;
const MAX_ADDRESS = 120;
const CODE = /^[0-9A-Z]{2,8}(?:-[0-9A-Z]{2,8}){0,5}$/;

/** Dark modules side by side become one bar: a third of the shapes, and no hairlines between them in a viewer. */
function toBars(qr: CheckMark['qr']): [x: number, y: number, width: number][] {
  const bars: [number, number, number][] = [];
  for (const [y, row] of qr.entries()) {
    let start = -1;
    for (const [x, dark] of [...row, false].entries()) {
      if (dark && start < 0) {
        start = x;
      } else if (!dark && start >= 0) {
        bars.push([start, y, x - start]);
        start = -1;
      }
    }
  }
  return bars;
}

/** @throws Nd30Error `nd30.invalid_letter` when the mark cannot be printed */
export function toCheckInput(check: CheckMark | undefined): TypstInput['check'] {
  if (check === undefined) {
    return null;
  }
  const { address, code, qr } = check;
  const isSquare = qr.length > 0 && qr.length <= MAX_MODULES && qr.every((row) => row.length === qr.length);
  if (!isSquare || !CODE.test(code) || address.length > MAX_ADDRESS || /\s/u.test(address)) {
    throw new Nd30Error('nd30.invalid_letter', 'check: địa chỉ, mã hoặc mã QR để kiểm tra không in được');
  }
  return { address, code, size: qr.length, bars: toBars(qr) };
}
