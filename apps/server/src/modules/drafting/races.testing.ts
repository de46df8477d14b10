import fc from 'fast-check';
import type { Subject } from '../../platform/authorise.ts';
import type { ActingContext } from '../../platform/context.ts';
import { rawQuery } from '../../platform/sql.ts';
import { goesThrough, type RaceJudged, type RacesJudged, runRaces, sameLeaves } from '../../platform/testing/races.ts';
import { isSerial, type Raced, type Step } from '../../platform/testing/serial.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { createDraft } from './commands/create-draft.ts';
import { approveContent, returnDraft, takeBackDraft, withdrawDraft } from './commands/decide-draft.ts';
import { saveDraft } from './commands/save-draft.ts';
import { submitDraft } from './commands/submit-draft.ts';
import { type DistrictOffice, everythingSeen, goodContent } from './drafting.testing.ts';

/** What the model knows of a draft; the rules of `drafting.states.ts` written down a second time, by hand. */
interface Draft {
  state: 'draft' | 'submitted' | 'content_approved' | 'withdrawn';
  version: number;
}

const ACTS = ['save', 'submit', 'approve', 'return', 'take_back', 'withdraw'] as const;
type Act = (typeof ACTS)[number];

/** `seen` is the version that lay before the person when the race began. */
function modelOf(act: Act, seen: number): Step<Draft> {
  const move =
    (from: Draft['state'][], to: Draft['state'], needsVersion = false): Step<Draft> =>
    ({ state, version }) =>
      from.includes(state) && (!needsVersion || version === seen) ? { state: to, version } : undefined;
  const rules: Record<Act, Step<Draft>> = {
    save: ({ state, version }) => (state === 'draft' && version === seen ? { state, version: version + 1 } : undefined),
    submit: move(['draft'], 'submitted', true),
    approve: move(['submitted'], 'content_approved', true),
    return: move(['submitted'], 'draft'),
    take_back: move(['submitted'], 'draft'),
    withdraw: move(['draft'], 'withdrawn'),
  };
  return rules[act];
}

const LEAVES: Record<Act, string> = {
  save: 'drafting.saved',
  submit: 'drafting.submitted',
  approve: 'drafting.content_approved',
  return: 'drafting.returned',
  take_back: 'drafting.taken_back',
  withdraw: 'drafting.withdrawn',
};

const MOVES = new Set(Object.values(LEAVES));

interface RaceOffice {
  office: Pick<TestOffice, 'db' | 'as'>;
  district: DistrictOffice;
}

let serial = 0;

async function run({ office, district }: RaceOffice, act: Act, id: string, seen: number): Promise<boolean> {
  const as = (subject: Subject): ActingContext => office.as(subject);
  const { specialist, unitHead, deputy } = district;
  serial += 1;
  const content = goodContent(deputy.positionId, `tăng cường kiểm tra lần ${serial}`);
  const acts: Record<Act, () => Promise<unknown>> = {
    save: () => saveDraft(as(specialist), id, { version: seen, content, declaredSecrecy: 'none' }),
    submit: () => submitDraft(as(specialist), id, { version: seen, note: '' }),
    approve: () => approveContent(as(unitHead), id, { version: seen, note: '' }),
    return: () => returnDraft(as(unitHead), id, 'Sửa lại câu cuối'),
    take_back: () => takeBackDraft(as(specialist), id),
    withdraw: () => withdrawDraft(as(specialist), id, 'Không cần nữa'),
  };
  return goesThrough(acts[act]);
}

async function read({ office }: RaceOffice, id: string): Promise<Draft & { leaves: string[] }> {
  const [row] = await rawQuery<Draft & { leaves: string[] }>(
    office.db,
    `select state, version, array(select action from audit_leaf where object_id = $1::text and object_kind = 'draft' order by id) as leaves
     from drafting_draft where id = $1::uuid`,
    [id],
  );
  if (row === undefined) {
    throw new Error(`no draft ${id}`);
  }
  return row;
}

const RACE = fc.record({
  start: fc.constantFrom('draft' as const, 'submitted' as const),
  acts: fc.array(fc.constantFrom(...ACTS), { minLength: 2, maxLength: 4 }),
});
type Race = typeof RACE extends fc.Arbitrary<infer R> ? R : never;

async function raceOnce(ground: RaceOffice, { start, acts }: Race): Promise<RaceJudged> {
  const { office, district } = ground;
  const opened = await createDraft(office.as(district.specialist), everythingSeen, {
    documentType: 'official_letter',
    abstract: '',
    content: goodContent(district.deputy.positionId),
    declaredSecrecy: 'none',
  });
  const { id, version: seen } = opened;
  if (start === 'submitted') {
    await submitDraft(office.as(district.specialist), id, { version: seen, note: '' });
  }
  const before = await read(ground, id);
  const answers = await Promise.all(acts.map((act) => run(ground, act, id, seen)));
  const after = await read(ground, id);
  const raced: Raced<Draft>[] = acts.map((act, index) => ({
    steps: [modelOf(act, seen)],
    done: answers[index] === true,
  }));
  const isExplained = isSerial<Draft>(before, raced, after, (a, b) => a.state === b.state && a.version === b.version);
  // What came too late may leave a trace of its own: the text kept aside.
  const moves = (leaves: readonly string[]): string[] => leaves.filter((leaf) => MOVES.has(leaf));
  const wanted = acts.flatMap((act, index) => (answers[index] === true ? [LEAVES[act]] : []));
  const isAudited = sameLeaves([...moves(before.leaves), ...wanted], moves(after.leaves));
  const what = isExplained ? 'trace' : 'order';
  const told = acts.map((act, index) => `${act}: ${answers[index]}`);
  return {
    acts: acts.length,
    done: answers.filter((done) => done).length,
    wrong: isExplained && isAudited ? [] : [`${what}: ${JSON.stringify({ before, told, after })}`],
  };
}

/** Random acts on one draft at the same moment, over the real database, each against the model. */
export async function raceDrafts(ground: RaceOffice, races: number, seed: number, atOnce = 4): Promise<RacesJudged> {
  return runRaces(RACE, { races, seed, atOnce }, async (race) => [await raceOnce(ground, race)]);
}
