import type { Subject } from '../../platform/authorise.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { RaceJudged, Ran } from '../../platform/testing/races.ts';
import type { LifeOffice } from './amendments.testing.ts';

export type SenderAct = 'take_back' | 'take_back_by_deputy' | 'recall' | 'carry';
export type ReceiverAct =
  | 'register'
  | 'register_by_other'
  | 'return'
  | 'agree'
  | 'agree_by_other'
  | 'reject'
  | 'ask'
  | 'carry';

const LEAVES: Partial<Record<SenderAct | ReceiverAct, string[]>> = {
  take_back: ['amendments.take_back_sent'],
  take_back_by_deputy: ['amendments.take_back_sent'],
  ask: ['amendments.take_back_sent'],
  recall: ['amendments.amended'],
  register: ['incoming.registered'],
  register_by_other: ['incoming.registered'],
  return: ['incoming.returned'],
  agree: ['amendments.agreed', 'amendments.content_destroyed'],
  agree_by_other: ['amendments.agreed', 'amendments.content_destroyed'],
  reject: ['amendments.rejected'],
};
const WATCHED = [...new Set(Object.values(LEAVES).flat())];

export interface RaceOffice {
  life: LifeOffice;
}

export async function only<T>({ life }: RaceOffice, sql: string, values: unknown[]): Promise<T> {
  const [row] = await rawQuery<T & object>(life.office.db, sql, values);
  if (row === undefined) {
    throw new Error('nothing found');
  }
  return row;
}

export async function leavesOf({ life }: RaceOffice, ids: readonly string[]): Promise<string[]> {
  const rows = await rawQuery<{ action: string }>(
    life.office.db,
    'select action from audit_leaf where object_id = any($1::text[]) and action = any($2::text[])',
    [ids, WATCHED],
  );
  return rows.map(({ action }) => action);
}

export const take = ({ life }: RaceOffice, by: Subject, id: string) =>
  life.call(by, 'POST', '/api/amendments/outgoing/:id/take-back', { params: { id }, body: { reason: 'Gửi nhầm' } });

export function tell<A>(
  ran: readonly Ran<A>[],
  halves: string[],
  given: { explained: boolean; traced: boolean; seen: unknown },
) {
  const faults = [
    ...(given.explained ? [] : ['order']),
    ...(given.traced ? [] : ['trace']),
    ...halves,
    ...ran.flatMap(({ act, fault }) => (fault === undefined ? [] : [`${act} broke`])),
  ];
  const judged: RaceJudged = {
    acts: ran.length,
    done: ran.filter(({ done }) => done).length,
    wrong: faults.length === 0 ? [] : [`${faults.join(' · ')}: ${JSON.stringify({ ran, ...(given.seen as object) })}`],
  };
  return judged;
}

export function leavesWanted<A extends SenderAct | ReceiverAct>(ran: readonly Ran<A>[]): string[] {
  return ran.flatMap(({ act, done }) => (done ? (LEAVES[act] ?? []) : []));
}
