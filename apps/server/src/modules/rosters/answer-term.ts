import type { RequestKind } from '@congvu/contracts';
import type { Db, Tx } from '../../platform/db.ts';
import { isCertificateKind } from './rosters.store.ts';

/** Which days are worked; plugged in from above, since the calendar belongs to a module this one does not use. */
export type LoadCalendar = (db: Db | Tx) => Promise<(day: string) => boolean>;

const DAY_MS = 86_400_000;
const LONGEST_WAIT = 60;

export const weekdaysOnly: LoadCalendar = async () => (day) => {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
};

/**
 * Days the authority has for a certificate, by the day the roster was sent. Decree 130/2018: renewal and revocation; Decree 68/2024
 * Art. 11.2: issuing (spec requests.md R16, R17, marked (c) there). Accounts and mailboxes have no term.
 */
const TERMS: readonly { from: string; workingDays: number; basis: string }[] = [
  { from: '2018-11-15', workingDays: 3, basis: 'Nghị định 130/2018/NĐ-CP' },
  { from: '2024-08-15', workingDays: 3, basis: 'Nghị định 68/2024/NĐ-CP, Điều 11' },
];

/** Day the answer is due by law; null where none is set. */
export function answerDueOn(kind: RequestKind, sentOn: string, isWorking: (day: string) => boolean): string | null {
  const term = TERMS.findLast(({ from }) => from <= sentOn);
  if (term === undefined || !isCertificateKind(kind)) {
    return null;
  }
  let day = sentOn;
  let left = term.workingDays;
  for (let tries = 0; left > 0 && tries < LONGEST_WAIT; tries += 1) {
    day = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
    left -= isWorking(day) ? 1 : 0;
  }
  return day;
}
