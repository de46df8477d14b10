import type { Simulator } from '@congvu/axis/simulator';

/** Where the numbers of outside agencies go on from. */
const FIRST = 41;

/** The next number in the agency's own series: no two letters of one sender bear the same. */
export function nextNumber(simulator: Simulator, from: string): string {
  const used = simulator
    .messages({ from, messageType: 'edoc' })
    .map(({ notation }) => Number.parseInt(notation ?? '', 10));
  return String(Math.max(FIRST - 1, ...used.filter((number) => Number.isSafeInteger(number))) + 1);
}
