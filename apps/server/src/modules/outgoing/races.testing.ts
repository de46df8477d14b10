import type { OutgoingState } from '@congvu/contracts';
import fc from 'fast-check';
import type { Subject } from '../../platform/authorise.ts';
import { rawQuery } from '../../platform/sql.ts';
import {
  goesThrough,
  type Planned,
  planOf,
  type RaceJudged,
  type RacesJudged,
  runAtOnce,
  runRaces,
  sameLeaves,
} from '../../platform/testing/races.ts';
import { isSerial, type Step } from '../../platform/testing/serial.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import type { DistrictOffice } from '../drafting/drafting.testing.ts';
import { cancelDocumentNumber } from './commands/cancel-number.ts';
import { issueDocuments } from './commands/issue-documents.ts';
import { returnDocument } from './commands/return-document.ts';
import { buildHandedOver, openSigning, type RecordedPorts, signOpened } from './outgoing.testing.ts';

/** What the model knows of a document on its way out; the rules of `outgoing.states.ts` written down a second time, by hand. */
interface Paper {
  state: OutgoingState;
  /** Numbers the register has given it, and those of them that were cancelled. */
  given: number;
  cancelled: number;
}

type Act =
  | 'sign'
  | 'sign_again'
  | 'return_by_signer'
  | 'return_by_clerk'
  | 'seal'
  | 'seal_by_other'
  | 'issue'
  | 'issue_by_other'
  | 'cancel';

/** Both ways of one person's or of two people's doing the same: each signing act has a list of its own open. */
const PHASES = {
  awaiting_signature: ['sign', 'sign_again', 'return_by_signer', 'return_by_clerk'],
  signed: ['seal', 'seal_by_other', 'return_by_clerk', 'cancel', 'issue'],
  sealed: ['issue', 'issue_by_other', 'return_by_clerk', 'cancel'],
} as const satisfies Partial<Record<OutgoingState, readonly Act[]>>;

type Phase = keyof typeof PHASES;

function move(from: OutgoingState[], to: OutgoingState): Step<Paper> {
  return (paper) => (from.includes(paper.state) ? { ...paper, state: to } : undefined);
}

/** The number is taken in a transaction of its own before the key is asked; who comes second goes on with it. */
const takeNumber: Step<Paper> = (paper) =>
  paper.state === 'signed'
    ? { ...paper, state: 'numbered', given: paper.given + 1 }
    : move(['numbered'], 'numbered')(paper);

/** Whatever number it has stays in the register, cancelled. */
function giveUp(from: OutgoingState[], to: OutgoingState): Step<Paper> {
  return (paper) => (from.includes(paper.state) ? { ...paper, state: to, cancelled: paper.given } : undefined);
}

const SIGN = [move(['awaiting_signature'], 'signed')];
const SEAL = [takeNumber, move(['numbered'], 'sealed')];
const ISSUE = [move(['sealed'], 'issued')];

const MODEL: Record<Act, Step<Paper>[]> = {
  sign: SIGN,
  sign_again: SIGN,
  return_by_signer: [giveUp(['awaiting_signature'], 'returned')],
  return_by_clerk: [giveUp(['signed', 'numbered', 'sealed'], 'returned')],
  seal: SEAL,
  seal_by_other: SEAL,
  issue: ISSUE,
  issue_by_other: ISSUE,
  cancel: [giveUp(['numbered', 'sealed'], 'cancelled')],
};

const LEAVES: Record<Act, string> = {
  sign: 'outgoing.signed',
  sign_again: 'outgoing.signed',
  return_by_signer: 'outgoing.returned',
  return_by_clerk: 'outgoing.returned',
  seal: 'outgoing.sealed',
  seal_by_other: 'outgoing.sealed',
  issue: 'outgoing.issued',
  issue_by_other: 'outgoing.issued',
  cancel: 'outgoing.number_cancelled',
};

export interface RaceOffice {
  office: TestOffice;
  district: DistrictOffice;
  ports: RecordedPorts;
}

/** The lists that lie open before the people when the race begins. */
async function openLists({ office, district, ports }: RaceOffice, plan: readonly Planned<Act>[], id: string) {
  const open = async (by: Subject, purpose: 'outgoing.sign' | 'outgoing.seal', act: Act) =>
    plan.some((planned) => planned.act === act) ? (await openSigning(office.as(by), ports, purpose, [id])).id : '';
  return {
    sign: await open(district.deputy, 'outgoing.sign', 'sign'),
    sign_again: await open(district.deputy, 'outgoing.sign', 'sign_again'),
    seal: await open(district.clerk, 'outgoing.seal', 'seal'),
    seal_by_other: await open(district.otherClerk, 'outgoing.seal', 'seal_by_other'),
  };
}

/** Of one document; what broke is answered item by item as well. */
function noFault(done: number, items: readonly { code: string | null }[]): boolean {
  const fault = items.find(({ code }) => code === 'outgoing.failed' || code === 'signing.failed');
  if (fault !== undefined) {
    throw new Error(fault.code ?? '');
  }
  return done === 1;
}

function actsOn({ office, district, ports }: RaceOffice, id: string, lists: Awaited<ReturnType<typeof openLists>>) {
  const { clerk, otherClerk, deputy } = district;
  const sign = async (by: Subject, batchId: string) => {
    const { signed, items } = await signOpened(office.as(by), ports, batchId);
    return noFault(signed, items);
  };
  const issue = async (by: Subject) => {
    const { issued, items } = await issueDocuments(office.as(by), ports, { documentIds: [id] });
    return noFault(issued, items);
  };
  const acts: Record<Act, () => Promise<unknown>> = {
    sign: () => sign(deputy, lists.sign),
    sign_again: () => sign(deputy, lists.sign_again),
    return_by_signer: () => returnDocument(office.as(deputy), ports, id, 'Sửa lại câu cuối'),
    return_by_clerk: () => returnDocument(office.as(otherClerk), ports, id, 'Thiếu nơi nhận'),
    seal: () => sign(clerk, lists.seal),
    seal_by_other: () => sign(otherClerk, lists.seal_by_other),
    issue: () => issue(clerk),
    issue_by_other: () => issue(otherClerk),
    cancel: () => cancelDocumentNumber(office.as(clerk), ports, id, 'Không phát hành nữa'),
  };
  return (act: Act): Promise<boolean> => goesThrough(acts[act]);
}

interface Seen extends Paper {
  current: string;
  /** The bytes that the leaf of the last signature names. */
  named: string | null;
  number: number | null;
  draft: string;
  signed: number;
  issued: number;
  leaves: string[];
}

async function see({ office }: RaceOffice, id: string): Promise<Seen> {
  const [row] = await rawQuery<Seen>(
    office.db,
    `select paper.state, paper.current_sha256 as current, document.number, draft.state as draft,
       (select count(*)::int from register_entry entry where entry.document_id = paper.id) as given,
       (select count(*)::int from register_entry entry where entry.document_id = paper.id and cancelled_at is not null) as cancelled,
       (select count(*)::int from document_file link where link.document_id = paper.id and link.role = 'signed') as signed,
       (select count(*)::int from document_file link where link.document_id = paper.id and link.role = 'issued') as issued,
       (select detail->>'signed' from audit_leaf where object_id = $1::text and action in ('outgoing.signed', 'outgoing.sealed')
        order by action limit 1) as named,
       array(select action from audit_leaf where object_id = $1::text and object_kind = 'outgoing') as leaves
     from outgoing_document paper
     join document on document.agency_id = paper.agency_id and document.id = paper.id
     join drafting_draft draft on draft.agency_id = paper.agency_id and draft.id = paper.id
     where paper.id = $1::uuid`,
    [id],
  );
  if (row === undefined) {
    throw new Error(`no document ${id}`);
  }
  return row;
}

const NUMBERED: readonly OutgoingState[] = ['numbered', 'sealed', 'issued'];

/** What belongs together is there together or not at all. */
function findHalves(after: Seen, dispatched: number): string[] {
  const { state, given, cancelled, leaves } = after;
  const isIssued = state === 'issued' ? 1 : 0;
  const signatures = leaves.filter((leaf) => leaf === 'outgoing.signed' || leaf === 'outgoing.sealed').length;
  const halves: Record<string, boolean> = {
    'a living number in the register exactly when it has one': given - cancelled === (NUMBERED.includes(state) ? 1 : 0),
    'the number stands on the document': (after.number !== null) === [...NUMBERED, 'cancelled'].includes(state),
    'one signed file a signature': after.signed === signatures,
    'the bytes are those of the last signature':
      state === 'returned' || (after.named ?? after.current) === after.current,
    'one issued file': after.issued === isIssued,
    'handed to the exchange once': dispatched === isIssued,
    'the draft is back exactly when it was returned': after.draft === (state === 'returned' ? 'draft' : 'handed_over'),
  };
  return Object.entries(halves).flatMap(([what, holds]) => (holds ? [] : [what]));
}

async function raceOnce(ground: RaceOffice, id: string, plan: readonly Planned<Act>[]): Promise<[RaceJudged, Seen]> {
  const lists = await openLists(ground, plan, id);
  const before = await see(ground, id);
  const ran = await runAtOnce(plan, actsOn(ground, id, lists));
  const after = await see(ground, id);
  const raced = ran.map(({ act, done }) => ({ steps: MODEL[act], done }));
  const isExplained = isSerial<Paper>(
    before,
    raced,
    after,
    (a, b) => a.state === b.state && a.given === b.given && a.cancelled === b.cancelled,
  );
  const numbers = Array.from({ length: after.given - before.given }, () => 'outgoing.numbered');
  const acted = ran.flatMap(({ act, done }) => (done ? [LEAVES[act]] : []));
  // Going on with a number that was taken is a leaf of its own and moves nothing.
  const moves = after.leaves.filter((leaf) => leaf !== 'outgoing.seal_resumed');
  const earlier = before.leaves.filter((leaf) => leaf !== 'outgoing.seal_resumed');
  const halves = findHalves(after, ground.ports.dispatched.filter((documentId) => documentId === id).length);
  const faults = [
    ...(isExplained ? [] : ['order']),
    ...(sameLeaves([...earlier, ...numbers, ...acted], moves) ? [] : ['trace']),
    ...halves,
    ...ran.flatMap(({ act, fault }) => (fault === undefined ? [] : [`${act} broke`])),
  ];
  const judged = {
    acts: ran.length,
    done: acted.length,
    wrong: faults.length === 0 ? [] : [`${faults.join(' · ')}: ${JSON.stringify({ before, ran, after })}`],
  };
  return [judged, after];
}

const MOST_WAIT_MS = 150;

const LIFE = fc.record({
  awaiting_signature: planOf<Act>(PHASES.awaiting_signature, MOST_WAIT_MS),
  signed: planOf<Act>(PHASES.signed, MOST_WAIT_MS),
  sealed: planOf<Act>(PHASES.sealed, MOST_WAIT_MS),
});
type Life = typeof LIFE extends fc.Arbitrary<infer L> ? L : never;

function phaseOf(state: OutgoingState): Phase | undefined {
  return state in PHASES ? (state as Phase) : undefined;
}

/** From the signer's desk on: a race at every step, as long as the one before leaves something to race about. */
async function live(ground: RaceOffice, life: Life): Promise<RaceJudged[]> {
  const id = await buildHandedOver(ground.office, ground.district);
  const judged: RaceJudged[] = [];
  const seen = new Set<Phase>();
  for (let phase = phaseOf('awaiting_signature'); phase !== undefined && !seen.has(phase); ) {
    seen.add(phase);
    const [race, after] = await raceOnce(ground, id, life[phase]);
    judged.push(race);
    phase = phaseOf(after.state);
  }
  return judged;
}

/** Every number from 1 on, each once: none is skipped, none is given to two. */
async function findGaps({ office, district }: RaceOffice): Promise<string[]> {
  const rows = await rawQuery<{ last_number: number; numbers: number[] }>(
    office.db,
    `select register.last_number, array(select number from register_entry entry
       where entry.agency_id = register.agency_id and entry.register_id = register.id order by number) as numbers
     from register where agency_id = $1 and direction = 'outgoing'`,
    [district.agencyId],
  );
  return rows.flatMap(({ last_number: last, numbers }) =>
    numbers.join() === Array.from({ length: last }, (_, index) => index + 1).join()
      ? []
      : [`register: ${last} given, ${numbers.length} entered`],
  );
}

/** Documents that are signed, sealed, issued, returned and given up by several people at the same moment, judged against the model. */
export async function racePapers(
  ground: RaceOffice,
  given: { lives: number; seed: number; atOnce?: number },
): Promise<RacesJudged> {
  // A list stays open for an hour: the clock stands still, however many documents are built meanwhile.
  const office = { ...ground.office, clock: { ...ground.office.clock, advance: () => undefined } };
  const still = { ...ground, office };
  const judged = await runRaces(LIFE, { ...given, races: given.lives }, (life) => live(still, life));
  return { ...judged, wrong: [...judged.wrong, ...(await findGaps(still))] };
}
