import { setTimeout as pause } from 'node:timers/promises';
import { canonicalJson } from '../../apps/server/src/modules/audit/canonical-json.ts';
import { newId } from '../../apps/server/src/platform/ids.ts';
import type { HttpAnswer, OfficeProcess, Sending, Visitor } from './office-process.ts';
import type { Random } from './random.ts';
import { typedPaper } from './typed-paper.ts';

const TRIES = 400;
/** The process is going or coming, or the twin is under way and the row is taken: no answer to the act. Any other 409 is one. */
const NOT_YET = new Set([429, 500, 502, 503]);
const UNDER_WAY = new Set(['platform.retry', 'platform.busy']);

function isAnswer({ status, code }: HttpAnswer): boolean {
  return !NOT_YET.has(status) && !(status === 409 && UNDER_WAY.has(code ?? ''));
}

/** One act of a person under one key, however often it is sent. */
interface RepeatedAct {
  kind: 'draft' | 'paper';
  /** Stands in the row that the act makes, and nowhere else. */
  mark: string;
  key: string;
  path: string;
  body: object;
}

/** What the copies were told: one answer, if all is well. */
export interface ToldAct {
  act: RepeatedAct;
  answers: Set<string>;
  copies: number;
  hungUp: number;
}

/** Both processes, whichever of them lives; a browser that is told nothing asks the other one. */
export interface Doors {
  any(random: Random): OfficeProcess;
  cookieOf(kind: RepeatedAct['kind']): string;
}

export function newAct(serial: number): RepeatedAct {
  const key = newId();
  if (serial % 4 === 0) {
    const body = typedPaper(serial);
    return { kind: 'paper', mark: body.facts.numberSymbol, key, path: '/api/incoming', body };
  }
  const mark = `Dự thảo gửi lại nhiều lần số ${serial}`;
  return { kind: 'draft', mark, key, path: '/api/drafts', body: { abstract: mark } };
}

async function sendOnce(doors: Doors, act: RepeatedAct, random: Random, how: Sending): Promise<HttpAnswer | undefined> {
  const sent = { ...how, method: 'POST' as const, path: act.path, body: act.body, cookie: doors.cookieOf(act.kind) };
  return doors
    .any(random)
    .ask({ ...sent, key: act.key })
    .catch(() => undefined);
}

/** As the pages do it: the same key again until there is an answer; the first try may be given up in the middle of it. */
async function sendUntilAnswered(doors: Doors, told: ToldAct, random: Random): Promise<void> {
  const impatient: Sending = random.chance(0.3) ? { hangUpAfterMs: random.below(60) } : {};
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await sendOnce(doors, told.act, random, tries === 0 ? impatient : {});
    if (answer !== undefined && isAnswer(answer)) {
      // The order of keys in an object says nothing (RFC 8259 §4): the database keeps an answer in another one.
      told.answers.add(`${answer.status} ${canonicalJson(answer.status === 200 ? answer.body : answer.code)}`);
      return;
    }
    told.hungUp += answer === undefined ? 1 : 0;
    await pause(50);
  }
  throw new Error(`no answer to ${told.act.path} after ${TRIES} tries`);
}

/** One to five copies at once, at both processes. */
export async function sendCopies(doors: Doors, act: RepeatedAct, random: Random): Promise<ToldAct> {
  const told: ToldAct = { act, answers: new Set(), copies: 1 + random.below(5), hungUp: 0 };
  await Promise.all(Array.from({ length: told.copies }, () => sendUntilAnswered(doors, told, random)));
  return told;
}

export async function sendAgain(doors: Doors, told: ToldAct, random: Random): Promise<void> {
  await sendUntilAnswered(doors, told, random);
  told.copies += 1;
}

/** The same key with another content. */
export async function sendOther(doors: Doors, { act }: ToldAct, random: Random): Promise<string> {
  const other = { ...act, body: newAct(act.kind === 'paper' ? 4_000_000 : 4_000_001).body };
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await sendOnce(doors, other, random, {});
    if (answer !== undefined && isAnswer(answer)) {
      return `${answer.status} ${answer.code}`;
    }
    await pause(50);
  }
  throw new Error('no answer to another content');
}

/** Somebody for each kind of act, found by trying. */
export async function findActors(office: OfficeProcess): Promise<Record<RepeatedAct['kind'], Visitor>> {
  const found: Partial<Record<RepeatedAct['kind'], Visitor>> = {};
  for (const { userName } of await office.people()) {
    const visitor = await office.signIn(userName);
    for (const kind of ['draft', 'paper'] as const) {
      const { path, body } = newAct(kind === 'paper' ? 5_000_000 : 5_000_001);
      if (found[kind] === undefined && (await visitor.post(path, body)).status === 200) {
        found[kind] = visitor;
      }
    }
    if (found.draft !== undefined && found.paper !== undefined) {
      return { draft: found.draft, paper: found.paper };
    }
  }
  throw new Error('nobody of the demo may draft or register');
}
