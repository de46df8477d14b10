import type { Foundations } from '../../apps/server/src/office.ts';
import { rawQuery } from '../../apps/server/src/platform/sql.ts';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { type SeenInOffice, seenInOffice } from '../support/clock-in-office.ts';
import { openDemoOffice, seedOffice } from '../support/demo-office.ts';
import { inFolder } from '../support/folder.ts';
import { judgeLetters } from '../support/judge-letters.ts';
import { newTold, pause, startLetters, type Told } from '../support/letters-under-test.ts';
import { createMachineClock } from '../support/machine-clock.ts';
import { StoryTime } from '../support/story-time.ts';

const START = '2021-03-22T02:00:00Z';
/** In Vietnam the old year has some seconds left. */
const NEW_YEARS_EVE = '2021-12-31T16:59:58Z';
const [STEP, DAY] = [3, 86_400];
const LETTERS = 25;
/** Fewer are over before the clocks have settled, and no year is certain. */
const LETTERS_SHORT = 12;
const PHASE_LIMIT_MS = 300_000;

/** When each step of a letter was acknowledged, in milliseconds since the beginning. */
type Moments = Map<string, Map<string, number>>;

interface Phase {
  name: string;
  begin(time: StoryTime): void;
}

const PHASES: Phase[] = [
  { name: 'giờ đúng', begin: (time) => time.set(0) },
  { name: 'lùi 3 giây', begin: (time) => time.set(-STEP) },
  { name: 'tới 1 ngày', begin: (time) => time.set(DAY) },
  { name: 'lùi 2 ngày', begin: (time) => time.set(-DAY) },
  { name: 'qua năm mới', begin: (time) => time.setTo(NEW_YEARS_EVE) },
  { name: 'về năm cũ', begin: (time) => time.set(0) },
  { name: 'tới 400 ngày', begin: (time) => time.set(400 * DAY) },
  { name: 'trở lại giờ đúng', begin: (time) => time.set(0) },
];

function issuedOf({ acknowledged }: Told): number {
  return [...acknowledged.values()].filter((step) => step === 'issued').length;
}

async function workUnderJumps(dir: string, { short, broken, log }: CheckOptions) {
  const clock = createMachineClock(dir, 'machine');
  const time = new StoryTime(clock, START);
  const told = newTold();
  const moments: Moments = new Map();
  const onAct = (id: string, step: string): void =>
    void moments.set(id, (moments.get(id) ?? new Map<string, number>()).set(step, time.passed()));
  const child = startLetters(dir, told, { ...(!broken && { apartMs: time.apartMs }), env: clock.env, onAct });
  try {
    for (const { name, begin } of PHASES) {
      begin(time);
      const [before, until] = [issuedOf(told), performance.now() + PHASE_LIMIT_MS];
      while (issuedOf(told) < before + (short ? LETTERS_SHORT : LETTERS)) {
        if (performance.now() > until) {
          throw new Error(`${name}: the office stands still; ${[...told.reasons.keys()].slice(0, 3).join('; ')}`);
        }
        await pause(50);
      }
      log(`${name}: ${issuedOf(told)} letters out, ${told.refused} refused`);
    }
  } finally {
    await child.kill();
  }
  return { told, moments, time };
}

interface Entry {
  id: string;
  year: number;
  entered: number;
  number: number;
}

const ENTRIES = `
  select e.document_id::text as id, r.year, extract(year from e.entered_on)::int as entered, e.number
  from register_entry e join register r on r.agency_id = e.agency_id and r.id = e.register_id
  where r.direction = 'outgoing' and e.cancelled_at is null`;

interface Years {
  wrong: string[];
  /** Letters of which only one year can be right; near a turn it may be either. */
  decided: Set<number>;
}

/** A number stands in the book of the year in which it was given, by the clock the machine had at that moment. */
async function judgeYears({ services }: Foundations, moments: Moments, time: StoryTime): Promise<Years> {
  const wrong: string[] = [];
  const decided = new Set<number>();
  for (const { id, year, entered, number } of await rawQuery<Entry>(services.db, ENTRIES, [])) {
    const steps = moments.get(id);
    const [from, to] = [steps?.get('signed'), steps?.get('sealed')];
    if (from !== undefined && to !== undefined) {
      const years = time.years(from, to);
      if (years.size === 1) {
        decided.add([...years][0] ?? 0);
      }
      if (!years.has(year) || entered !== year) {
        wrong.push(`số ${number}: sổ năm ${year}, ghi năm ${entered}, đồng hồ năm ${[...years].join(', ')}`);
      }
    }
  }
  return { wrong, decided };
}

function isQuiet({ revived, negative, failures, alarms }: SeenInOffice): boolean {
  return [revived, negative, failures].every(({ length }) => length === 0) && Object.values(alarms).every(Boolean);
}

async function measure(dir: string, options: CheckOptions): Promise<CheckOutcome> {
  await seedOffice(dir);
  const { told, moments, time } = await workUnderJumps(dir, options);
  const office = await openDemoOffice(dir);
  try {
    const { lost, halved, gaps, issued } = await judgeLetters(office, told.acknowledged);
    const { wrong: years, decided } = await judgeYears(office, moments, time);
    // The control is about the year; people at the pages would tell the same as without it.
    const seen = options.broken
      ? undefined
      : await inFolder('clock-office', (other) => seenInOffice(other, options.log));
    const people =
      seen === undefined
        ? ''
        : `; ${seen.revived.length}/${seen.sessions} phiên sống lại, ${seen.negative.length} khoảng thời gian âm và ${seen.failures.length} lỗi 5xx trên ${seen.pages} trang, báo: ${Object.values(seen.alarms).filter(Boolean).length}/2`;
    return {
      figure: `${PHASES.length} lần đổi giờ giữa lúc làm việc, ${issued} văn bản phát hành: ${years.length} sai năm của sổ, ${gaps} số hổng, ${lost.length} mất, ${halved.length} dở dang${people}`,
      passed:
        [years, lost, halved].every(({ length }) => length === 0) &&
        gaps === 0 &&
        decided.size === 2 &&
        (seen === undefined || isQuiet(seen)),
      detail: {
        years: years.slice(0, 10),
        lost: lost.slice(0, 10),
        halved: halved.slice(0, 10),
        refused: told.refused,
        reasons: Object.fromEntries(told.reasons),
        seen,
      },
    };
  } finally {
    await office.close();
  }
}

export const check: Check = {
  name: 'clock-jumps',
  tests: ['T43'],
  title: 'Đồng hồ máy chủ nhảy tới, lùi (3 giây, 1 ngày, 400 ngày, qua năm mới) giữa lúc cấp số, phát hành',
  target:
    'đúng năm của sổ, 0 số hổng, 0 phiên sống lại, 0 khoảng thời gian âm, báo quản trị khi lệch hoặc lùi quá 2 giây',
  control: 'chương trình giữ giờ lúc khởi động, không theo đồng hồ',
  run: (options) => inFolder('clock-jumps', (dir) => measure(dir, options)),
};
