import { splitIssuedOn } from './issued-on.ts';
import type { Letter } from './letter.ts';

/** Date of the file: day of issue as far as it is known, else the day the decree came into force. Never the clock. */
export function createdOn(letter: Letter): {
  year: number;
  month: number;
  day: number;
} {
  const { year = 2020, month = year === 2020 ? 3 : 1, day = 1 } = splitIssuedOn(letter.issuedOn);
  return { year, month, day };
}
