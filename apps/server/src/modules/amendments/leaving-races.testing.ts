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
import { leavesOf, leavesWanted, only, type RaceOffice, type SenderAct, take, tell } from './race-trace.testing.ts';

/**
 * What the model knows of a letter that one receiver has and that is on its way to a second one, while it is asked back; the rules of
 * CONTEXT.md written down a second time, by hand.
 */
interface Leaving {
  second: 'queued' | 'leased' | 'sent' | 'stopped';
  freeze: 'taken_back' | 'recalled' | null;
  askedFirst: boolean;
  askedSecond: boolean;
  takenBack: number;
  recalled: number;
}

/** Those on their way are asked behind the letter; what has not left stays here. */
function askAll(letter: Leaving, freeze: 'taken_back' | 'recalled'): Leaving {
  const second = letter.second === 'queued' ? 'stopped' : letter.second;
  return { ...letter, freeze, second, askedFirst: true, askedSecond: second !== 'stopped' || letter.askedSecond };
}

const takeBack: Step<Leaving> = (letter) => {
  const isAskable = !letter.askedFirst || (letter.second === 'sent' && !letter.askedSecond);
  return letter.freeze === 'recalled' || !isAskable
    ? undefined
    : { ...askAll(letter, 'taken_back'), takenBack: letter.takenBack + 1 };
};
const recall: Step<Leaving> = (letter) =>
  letter.freeze === 'recalled' ? undefined : { ...askAll(letter, 'recalled'), recalled: letter.recalled + 1 };
const lease: Step<Leaving> = (letter) => (letter.second === 'queued' ? { ...letter, second: 'leased' } : letter);
const deliver: Step<Leaving> = (letter) => (letter.second === 'leased' ? { ...letter, second: 'sent' } : letter);

const LEAVING: Record<SenderAct, Step<Leaving>[]> = {
  take_back: [takeBack],
  take_back_by_deputy: [takeBack],
  recall: [recall],
  carry: [lease, deliver],
};

/** A letter that the first has and that lies queued for the second, and the letter that recalls it, ready to be issued. */
async function buildLeaving(ground: RaceOffice, [first, second]: [Receiver, Receiver]): Promise<[string, string]> {
  const { life } = ground;
  const id = await life.issue({ to: [first, second], attachments: 0 });
  const hold = (at: Date) =>
    rawQuery(
      life.office.db,
      `update interchange_outbox parcel set next_at = $3 from interchange_dispatch dispatch
       where dispatch.document_id = $1 and dispatch.receiver_code = $2 and parcel.agency_id = dispatch.agency_id
         and parcel.message_id = dispatch.message_id and parcel.receiver_code = dispatch.receiver_code`,
      [id, second.code, at],
    );
  await hold(new Date('2100-01-01T00:00:00Z'));
  await life.settle();
  await hold(life.office.clock.now());
  const { draftId } = await life.call<{ draftId: string }>(
    life.sender.specialist,
    'POST',
    '/api/amendments/outgoing/:id/draft',
    { params: { id }, body: { kind: 'recall', reason: 'Sai thẩm quyền' } },
  );
  return [id, draftId];
}

interface SeenAtSender extends Leaving {
  /** Requests at each receiver, and how many were asked of it; documents there. */
  requests: [number, number];
  asked: [number, number];
  documents: [number, number];
  left: number;
}

async function seeSender(ground: RaceOffice, id: string): Promise<SeenAtSender> {
  const { rows, ...letter } = await only<
    Pick<SeenAtSender, 'freeze' | 'takenBack' | 'recalled' | 'left'> & {
      rows: { state: string; error: string; asked: number; documents: number; requests: number }[];
    }
  >(
    ground,
    `select (select kind from document_freeze where document_id = $1) as freeze,
       (select count(*)::int from amendment where target_id = $1 and kind = 'take_back' and state = 'asked') as "takenBack",
       (select count(*)::int from amendment where target_id = $1 and kind = 'recall' and state = 'asked') as recalled,
       (select count(*)::int from interchange_outbox parcel where parcel.state <> 'sent' and parcel.message_id in
         (select message_id from interchange_dispatch where document_id = $1)) as left,
       (select jsonb_agg(jsonb_build_object('state', dispatch.state, 'error', dispatch.error_code,
          'asked', (select count(*) from amendment_receiver where dispatch_id = dispatch.id and state = 'asked'),
          'documents', (select count(*) from interchange_origin origin where origin.agency_id = dispatch.receiver_agency_id
             and origin.envelope_document_id = dispatch.envelope_document_id),
          'requests', (select count(*) from amendment_request request join interchange_origin origin
             on origin.agency_id = request.target_agency_id and origin.document_id = request.target_id
             where origin.agency_id = dispatch.receiver_agency_id
               and origin.envelope_document_id = dispatch.envelope_document_id and request.state = 'waiting'))
          order by sort_order) from interchange_dispatch dispatch where document_id = $1) as rows`,
    [id],
  );
  const [one, two] = rows;
  if (one === undefined || two === undefined) {
    throw new Error('two receivers were asked for');
  }
  const wasStopped = two.state === 'failed' && two.error === 'interchange.frozen';
  return {
    ...letter,
    second: wasStopped ? 'stopped' : two.state === 'queued' ? 'queued' : 'sent',
    askedFirst: one.asked > 0,
    askedSecond: two.asked > 0,
    requests: [one.requests, two.requests],
    asked: [one.asked, two.asked],
    documents: [one.documents, two.documents],
  };
}

/** When everything has come to rest. */
function halvesOfLeaving(after: SeenAtSender): string[] {
  const halves: Record<string, boolean> = {
    'nothing lies around': after.left === 0,
    'frozen exactly when it was asked back': (after.freeze !== null) === after.takenBack + after.recalled > 0,
    'who got it has it once, who did not has nothing':
      after.documents.join() === `1,${after.second === 'sent' ? 1 : 0}`,
    'each asking lies before its receiver once': after.requests.join() === after.asked.join(),
  };
  return Object.entries(halves).flatMap(([what, holds]) => (holds ? [] : [what]));
}

export const LEAVING_PLAN = planOf<SenderAct>(['take_back', 'take_back_by_deputy', 'recall', 'carry'], 30);

export async function raceLeaving(ground: RaceOffice, plan: readonly Planned<SenderAct>[]): Promise<RaceJudged> {
  const { life } = ground;
  const [first, second] = life.receivers as [Receiver, Receiver];
  const [id, draftId] = await buildLeaving(ground, [first, second]);
  const before = await seeSender(ground, id);
  const acts: Record<SenderAct, () => Promise<unknown>> = {
    take_back: () => take(ground, life.sender.leader, id),
    take_back_by_deputy: () => take(ground, life.sender.deputy, id),
    recall: () => life.issueDraft(draftId, { to: [first, second], attachments: 0 }),
    carry: () => life.settle(),
  };
  const ran = await runAtOnce(plan, (act) => goesThrough(acts[act]));
  await life.settle();
  const after = await seeSender(ground, id);
  const raced = ran.map(({ act, done }) => ({ steps: LEAVING[act], done }));
  // In the end the parcel is carried, whoever did it.
  const rest = [...raced, { steps: LEAVING.carry, done: true }];
  const explained = isSerial<Leaving>(before, rest, after, (a, b) =>
    (Object.keys(LEAVING_FIELDS) as (keyof Leaving)[]).every((field) => a[field] === b[field]),
  );
  const traced = sameLeaves(leavesWanted(ran), await leavesOf(ground, [id]));
  return tell(ran, halvesOfLeaving(after), { explained, traced, seen: { before, after } });
}

const LEAVING_FIELDS: Record<keyof Leaving, true> = {
  second: true,
  freeze: true,
  askedFirst: true,
  askedSecond: true,
  takenBack: true,
  recalled: true,
};
