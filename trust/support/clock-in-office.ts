import type { UpkeepView } from '@congvu/contracts';
import { pause } from './letters-under-test.ts';
import { createMachineClock } from './machine-clock.ts';
import { type OfficeProcess, startOfficeProcess, type Visitor } from './office-process.ts';

const DAY = 86_400;
const STEP = 10;
/** The clock is looked at once a minute. */
const LOOK_LIMIT_MS = 200_000;
const PAGES = [
  '/api/incoming?limit=50',
  '/api/outgoing?limit=50',
  '/api/drafts?limit=50',
  '/api/tasks?limit=50',
  '/api/notifications?limit=50',
  '/api/me/sessions',
  '/api/upkeep',
];
/** Answers name a length of time so; a deadline that has passed says so with a sign. */
const LENGTH = /(?:seconds|minutes|hours|days|durationMs|ageMs|elapsedMs|tookMs)$/i;
const SIGNED = /left|until|late|offset/i;
const WRITTEN = /(?:^|[^\d.,:/-])-\d+(?:[.,]\d+)? (?:giây|phút|giờ|ngày)/;

export interface SeenInOffice {
  /** Sessions that were over and answered again. */
  revived: string[];
  sessions: number;
  negative: string[];
  failures: string[];
  pages: number;
  /** What the administrator is told: after the step back, and of a second server that goes wrong. */
  alarms: { steppedBack: string | undefined; otherServer: string | undefined };
}

function* negativeLengths(value: unknown, path: string): Generator<string> {
  if (typeof value === 'string' && WRITTEN.test(value)) {
    yield `${path}: ${value}`;
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'number' && inner < 0 && LENGTH.test(key) && !SIGNED.test(key)) {
        yield `${path}.${key}: ${inner}`;
      }
      yield* negativeLengths(inner, `${path}.${key}`);
    }
  }
}

type ViewOf = () => Promise<UpkeepView | undefined>;

/** What the administrator is shown, as soon as it is what is waited for. */
async function waitForView<T>(view: ViewOf, pick: (shown: UpkeepView) => T | undefined): Promise<T | undefined> {
  const until = performance.now() + LOOK_LIMIT_MS;
  while (performance.now() < until) {
    const shown = await view();
    const found = shown && pick(shown);
    if (found !== undefined) {
      return found;
    }
    await pause(2_000);
  }
  return undefined;
}

function clockAlarm(view: ViewOf, words: RegExp): Promise<string | undefined> {
  return waitForView(view, ({ alarms }) => alarms.find(({ kind, text }) => kind === 'clock' && words.test(text))?.text);
}

async function lookAtPages(visitors: readonly Visitor[], seen: SeenInOffice): Promise<void> {
  for (const visitor of visitors) {
    for (const path of PAGES) {
      const { status, body, code } = await visitor.get(path);
      seen.pages += status === 200 ? 1 : 0;
      seen.negative.push(...negativeLengths(body, path));
      if (status >= 500) {
        seen.failures.push(`${path}: ${status} ${code}`);
      }
    }
  }
}

async function isOpen(visitor: Visitor): Promise<boolean> {
  return (await visitor.get('/api/me')).status === 200;
}

/** A day ahead and back again: what was over stays over, and what began in a day that has not come is over as well. */
async function turnSessions(
  office: OfficeProcess,
  names: readonly string[],
  set: (seconds: number) => void,
  seen: SeenInOffice,
) {
  const before = await Promise.all(names.map((name) => office.signIn(name)));
  set(DAY);
  const ahead = await Promise.all(names.map((name) => office.signIn(name)));
  for (const [index, visitor] of before.entries()) {
    if (await isOpen(visitor)) {
      seen.revived.push(`${names[index]}: mở sau một ngày`);
    }
  }
  await lookAtPages(ahead, seen);
  set(0);
  for (const [index, visitor] of [...before, ...ahead].entries()) {
    if (await isOpen(visitor)) {
      seen.revived.push(`${names[index % names.length]}: sống lại khi giờ lùi`);
    }
  }
  seen.sessions = before.length + ahead.length;
  await lookAtPages(await Promise.all(names.map((name) => office.signIn(name))), seen);
}

/** People at the pages of an office whose clock is set, and what the administrator is told of it. */
export async function seenInOffice(dir: string, log: (text: string) => void): Promise<SeenInOffice> {
  const clock = createMachineClock(dir, 'office');
  const seen: SeenInOffice = {
    revived: [],
    sessions: 0,
    negative: [],
    failures: [],
    pages: 0,
    alarms: { steppedBack: undefined, otherServer: undefined },
  };
  const office = await startOfficeProcess(dir, clock.env);
  try {
    const people = await office.people();
    const administrator = people.find(({ roles }) => roles.includes('administrator'))?.userName;
    if (administrator === undefined) {
      throw new Error('the demo has no administrator');
    }
    const names = [...people.slice(0, 5).map(({ userName }) => userName), administrator];
    await turnSessions(office, [...new Set(names)], clock.set, seen);
    log('sessions and pages looked at');
    // An office that was set back ends the sessions of the time that has not come, so each look is that of a new one.
    const view: ViewOf = async () => {
      const { status, body } = await (await office.signIn(administrator)).get('/api/upkeep');
      return status === 200 ? (body as UpkeepView) : undefined; // contract of the route
    };
    const trueSince = new Date().toISOString();
    await waitForView(view, ({ clock }) =>
      clock !== null && clock.checkedAt > trueSince ? clock.checkedAt : undefined,
    );
    clock.set(-STEP);
    seen.alarms.steppedBack = await clockAlarm(view, /đã lùi (?:9|10|11)[ ,]/);
    log(`told: ${seen.alarms.steppedBack}`);
    const other = createMachineClock(dir, 'other');
    other.set(STEP);
    const second = await startOfficeProcess(dir, other.env);
    try {
      seen.alarms.otherServer = await clockAlarm(view, /so với cơ sở dữ liệu/);
      log(`told: ${seen.alarms.otherServer}`);
    } finally {
      await second.stop();
    }
    return seen;
  } finally {
    await office.stop();
  }
}
