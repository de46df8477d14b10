import type { IncomingState } from '@congvu/contracts';
import fc from 'fast-check';
import type { Subject } from '../../platform/authorise.ts';
import { rawQuery } from '../../platform/sql.ts';
import {
  goesThrough,
  type Planned,
  planOf,
  type RaceJudged,
  runAtOnce,
  sameLeaves,
} from '../../platform/testing/races.ts';
import { isSerial, type Step } from '../../platform/testing/serial.ts';
import type { Receiver } from './issued-letter.testing.ts';
import { leavesOf, leavesWanted, only, type RaceOffice, type ReceiverAct, take, tell } from './race-trace.testing.ts';

/** One receiver that has the letter, and what its sender asks of it. */
interface Answering {
  document: IncomingState;
  /** What the sender has heard of a refusal. */
  isRefusalKnown: boolean;
  request: 'none' | 'asked' | 'waiting' | 'agreed' | 'rejected';
  hasNumber: boolean;
}

const register: Step<Answering> = (letter) =>
  letter.document === 'received' ? { ...letter, document: 'registered', hasNumber: true } : undefined;
const agree: Step<Answering> = (letter) =>
  letter.request === 'waiting' ? { ...letter, request: 'agreed', document: 'recalled' } : undefined;

const ANSWERING: Record<ReceiverAct, Step<Answering>[]> = {
  register: [register],
  register_by_other: [register],
  return: [
    (letter) =>
      letter.document === 'received' || letter.document === 'registered'
        ? { ...letter, document: 'returned' }
        : undefined,
  ],
  agree: [agree],
  agree_by_other: [agree],
  reject: [(letter) => (letter.request === 'waiting' ? { ...letter, request: 'rejected' } : undefined)],
  // Whoever refused the letter has nothing and is not asked.
  ask: [
    (letter) => (letter.request === 'none' && !letter.isRefusalKnown ? { ...letter, request: 'asked' } : undefined),
  ],
  carry: [
    (letter) => ({ ...letter, isRefusalKnown: letter.document === 'returned' }),
    (letter) => ({ ...letter, request: letter.request === 'asked' ? 'waiting' : letter.request }),
  ],
};

interface SeenAtReceiver extends Answering {
  numbers: number;
  files: number;
  change: string;
  asked: string | null;
  requests: number;
}

async function seeReceiver(ground: RaceOffice, id: string, incomingId: string): Promise<SeenAtReceiver> {
  const row = await only<Omit<SeenAtReceiver, 'isRefusalKnown' | 'hasNumber'> & { sent: string }>(
    ground,
    `select incoming.state as document, dispatch.state as sent, dispatch.change,
       coalesce((select state from amendment_request where target_id = incoming.id), 'none') as request,
       (select count(*)::int from amendment_request where target_id = incoming.id) as requests,
       (select count(*)::int from register_entry where document_id = incoming.id) as numbers,
       (select count(*)::int from document_file where document_id = incoming.id) as files,
       (select state from amendment_receiver where dispatch_id = dispatch.id) as asked
     from incoming_document incoming, interchange_dispatch dispatch where incoming.id = $2 and dispatch.document_id = $1`,
    [id, incomingId],
  );
  return { ...row, isRefusalKnown: row.sent === 'refused', hasNumber: row.numbers > 0 };
}

function halvesOfAnswering(after: SeenAtReceiver): string[] {
  const heard: Record<Answering['request'], [string, string | null]> = {
    none: ['none', null],
    asked: ['requested', 'asked'],
    waiting: ['requested', 'asked'],
    agreed: ['agreed', 'agreed'],
    rejected: ['rejected', 'rejected'],
  };
  const halves: Record<string, boolean> = {
    'one number at most': after.numbers <= 1,
    'one request at most': after.requests <= 1,
    'the content is gone exactly when it was recalled': (after.files === 0) === (after.document === 'recalled'),
    'the sender has heard the answer': heard[after.request].join() === [after.change, after.asked].join(),
  };
  return Object.entries(halves).flatMap(([what, holds]) => (holds ? [] : [what]));
}

export const ANSWERING_PLAN = fc.oneof(
  fc.record({
    isAsked: fc.constant(true),
    plan: planOf<ReceiverAct>(['register', 'register_by_other', 'return', 'agree', 'agree_by_other', 'reject'], 15),
  }),
  fc.record({ isAsked: fc.constant(false), plan: planOf<ReceiverAct>(['register', 'return', 'ask', 'carry'], 15) }),
);

export async function raceAnswering(
  ground: RaceOffice,
  { isAsked, plan }: { isAsked: boolean; plan: readonly Planned<ReceiverAct>[] },
): Promise<RaceJudged> {
  const { life } = ground;
  const [receiver] = life.receivers as [Receiver, Receiver];
  const id = await life.issue({ to: [receiver] });
  await life.settle();
  const incomingId = await life.incomingOf(receiver, id);
  if (isAsked) {
    await take(ground, life.sender.leader, id);
    await life.settle();
  }
  const requests = await rawQuery<{ id: string }>(
    life.office.db,
    'select id from amendment_request where target_id = $1',
    [incomingId],
  );
  const before = await seeReceiver(ground, id, incomingId);
  const earlier = await leavesOf(ground, [id, incomingId]);
  const post = (by: Subject, path: string, target: string | undefined, body: object) =>
    life.call(by, 'POST', path, { params: { id: target }, body });
  const answer = (by: Subject, verb: string, body: object) =>
    post(by, `/api/amendments/requests/:id/${verb}`, requests[0]?.id, body);
  const { clerk, secondClerk } = receiver;
  const acts: Record<ReceiverAct, () => Promise<unknown>> = {
    register: () => post(clerk, '/api/incoming/:id/register', incomingId, { acceptDuplicate: true }),
    register_by_other: () => post(secondClerk, '/api/incoming/:id/register', incomingId, { acceptDuplicate: true }),
    return: () => post(secondClerk, '/api/incoming/:id/return', incomingId, { reason: 'Gửi nhầm nơi nhận' }),
    agree: () => answer(clerk, 'agree', { seenParts: 0 }),
    agree_by_other: () => answer(secondClerk, 'agree', { seenParts: 0 }),
    reject: () => answer(secondClerk, 'reject', { reason: 'Đã triển khai xong' }),
    ask: () => take(ground, life.sender.leader, id),
    carry: () => life.settle(),
  };
  const ran = await runAtOnce(plan, (act) => goesThrough(acts[act]));
  await life.settle();
  const after = await seeReceiver(ground, id, incomingId);
  const raced = ran.map(({ act, done }) => ({ steps: ANSWERING[act], done }));
  const rest = [...raced, { steps: ANSWERING.carry, done: true }];
  const explained = isSerial<Answering>(
    before,
    rest,
    after,
    (a, b) => a.document === b.document && a.request === b.request && a.hasNumber === b.hasNumber,
  );
  const traced = sameLeaves([...earlier, ...leavesWanted(ran)], await leavesOf(ground, [id, incomingId]));
  return tell(ran, halvesOfAnswering(after), { explained, traced, seen: { before, after } });
}
