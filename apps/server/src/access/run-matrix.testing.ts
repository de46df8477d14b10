import type { LightMyRequestResponse } from 'fastify';
import type { Route } from '../platform/http/route.ts';
import { newId } from '../platform/ids.ts';
import { ask, nameOf, type Values } from './ask.testing.ts';
import { EVERYBODY, type PlaceRules, type Rule } from './matrix/rules.ts';
import { KINDS } from './objects/all.testing.ts';
import { type AccessOffice, type Actor, PLACES, type Place } from './office.testing.ts';
import { SENT } from './sent.testing.ts';

/**
 * `kept out`: no, with or without the reason (inside one agency people may be told why, also that it is too late for the step); `hidden`:
 * word for word what an id that was never given gets.
 */
export type Outcome = 'allowed' | 'kept out' | 'hidden' | 'sign in';

export interface Cell {
  route: string;
  actor: Actor;
  place?: Place;
  state?: string;
  expected: Outcome;
  got: string;
}

const SIGNED_IN = [...EVERYBODY] as Exclude<Actor, '-'>[];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

interface Told {
  status: number;
  code: string;
  /** Everything a person could compare, without the number of the request. */
  words: string;
}

function told(answer: LightMyRequestResponse): Told {
  const status = answer.statusCode;
  if (status < 400) {
    return { status, code: '', words: '' };
  }
  // Programs are answered in the words of their protocol.
  if (!String(answer.headers['content-type']).includes('json')) {
    return { status, code: '', words: `${status} ${answer.body}` };
  }
  const { error } = answer.json<{ error: { code: string; message: string; fields: unknown } }>();
  return { status, code: error.code, words: JSON.stringify([status, error.code, error.message, error.fields]) };
}

/** What says nothing about rights: our own fault, or a body that never reached the use case. Others who do not answer (502) are no fault. */
function isUseless({ status, code }: Told): boolean {
  return (status >= 500 && status !== 502) || code === 'platform.invalid_input' || code === 'platform.bad_request';
}

/** Also the step that is not now: the answer says so to those only who may see the object. */
function isKeptOut({ status, code }: Told): boolean {
  return [403, 404, 409].includes(status) || code.endsWith('.wrong_state');
}

/** Not found, and nothing that could be compared with what a strange id gets. */
function isHidden(answer: Told, never: Told | undefined): boolean {
  return answer.words === never?.words && (answer.status === 403 || answer.status === 404);
}

const FITS: Record<Outcome, (answer: Told, never: Told | undefined) => boolean> = {
  allowed: ({ status }) => ![401, 403, 404].includes(status),
  'kept out': isKeptOut,
  hidden: isHidden,
  'sign in': ({ status, code }) => status === 401 && code === 'identity.sign_in_required',
};

function judge(cell: Omit<Cell, 'got'>, answer: Told, never: Told | undefined): Cell[] {
  return !isUseless(answer) && FITS[cell.expected](answer, never)
    ? []
    : [{ ...cell, got: `${answer.status} ${answer.code}` }];
}

const OWN: readonly Place[] = ['unit', 'agency'];

function expectedAt(places: PlaceRules, place: Place, actor: Actor): Outcome {
  const [may = '', told = ''] = (places[place] ?? '').split('/');
  if (may.includes(actor)) {
    return 'allowed';
  }
  return OWN.includes(place) || told.includes(actor) ? 'kept out' : 'hidden';
}

function holdsRows(answer: LightMyRequestResponse): boolean {
  const lists = Object.values(answer.json<Record<string, unknown>>()).filter((value) => Array.isArray(value));
  return lists.some((list) => list.length > 0);
}

export interface Tried {
  cells: number;
  wrong: Cell[];
}

/** What one cell asks, before anybody has answered. */
type Question = Omit<Cell, 'got'>;

/** Chooses among the cells of one route; the whole table is the long form. */
export type Choose = (questions: readonly Question[], route: number) => readonly Question[];

export const everyCell: Choose = (questions) => questions;

/**
 * A slice for every day: of each route some who get in, and a few of the others, other ones from route to route, so that over all routes every
 * role meets every place.
 */
export const aFew: Choose = (questions, route) => {
  const allowed = questions.filter(({ expected }) => expected === 'allowed');
  const others = questions.filter(({ expected }) => expected !== 'allowed');
  const from = (list: readonly Question[], count: number): Question[] =>
    list.length <= count
      ? [...list]
      : Array.from({ length: count }, (_none, turn) => list[(route * 7 + turn * 11) % list.length]).filter(
          (question) => question !== undefined,
        );
  return [...new Set([...from(allowed, 1), ...from(others, 2)])];
};

function questionsOf(route: Route, rule: Exclude<Rule, { who: 'public' }>): Question[] {
  const name = nameOf(route);
  if (rule.who === 'roles') {
    return SIGNED_IN.map((actor) => ({
      route: name,
      actor,
      expected: rule.may.includes(actor) ? ('allowed' as const) : ('kept out' as const),
    }));
  }
  return (KINDS[rule.kind]?.states ?? []).flatMap((state) =>
    PLACES.flatMap((place) =>
      SIGNED_IN.map((actor) => {
        const places: PlaceRules = { ...rule.places, ...rule.states[state] };
        return { route: name, actor, place, state, expected: expectedAt(places, place, actor) };
      }),
    ),
  );
}

function strangeValues(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, UUID.test(value) ? newId() : value]));
}

/** Objects are put there once for all routes that name their kind. */
const planted = new WeakMap<AccessOffice, Map<string, Promise<Values>>>();

function objectAt(office: AccessOffice, kind: string, place: Place, state: string): Promise<Values> {
  const known = planted.get(office) ?? new Map<string, Promise<Values>>();
  planted.set(office, known);
  const key = `${kind} ${place} ${state}`;
  const found = known.get(key) ?? KINDS[kind]?.plant(office, office.owners[place], state);
  if (found === undefined) {
    throw new Error(`the matrix names a kind of object that nobody can make: ${kind}`);
  }
  known.set(key, found);
  return found;
}

/** Every object of a kind, with where it lies. */
export async function plantedOf(office: AccessOffice, kind: string): Promise<{ id: string; where: string }[]> {
  const cells = (KINDS[kind]?.states ?? []).flatMap((state) => PLACES.map((place) => ({ place, state })));
  return Promise.all(
    cells.map(async ({ place, state }) => ({
      id: (await objectAt(office, kind, place, state)).id ?? '',
      where: `${kind} ${place} ${state}`,
    })),
  );
}

/** Who gets through, with an object he gets at, one for each state of its kind. */
export async function insiders(
  office: AccessOffice,
  route: Route,
  rule: Rule,
): Promise<{ actor: Exclude<Actor, '-'>; values: Values }[]> {
  if (rule.who === 'public') {
    return [];
  }
  const allowed = questionsOf(route, rule).filter(({ expected }) => expected === 'allowed');
  const first = [...new Map(allowed.toReversed().map((question) => [question.state, question])).values()];
  return Promise.all(
    first.map(async ({ actor, place = 'unit', state = '' }) => ({
      actor: actor as Exclude<Actor, '-'>, // nobody is let in without having signed in but by a public route
      values: rule.who === 'object' ? await objectAt(office, rule.kind, place, state) : {},
    })),
  );
}

/** Before anything is asked, so that lists have something they must not show. */
export async function plantAll(office: AccessOffice): Promise<void> {
  for (const [kind, { states }] of Object.entries(KINDS)) {
    for (const state of states) {
      for (const place of PLACES) {
        await objectAt(office, kind, place, state);
      }
    }
  }
}

async function tryRole(office: AccessOffice, route: Route, empty: string, question: Question): Promise<Cell[]> {
  const said = await ask(office, route, question.actor, {});
  const answer = told(said);
  const rows =
    empty.includes(question.actor) && holdsRows(said)
      ? [{ ...question, expected: 'kept out' as const, got: 'rows' }]
      : [];
  // A list of one's own may have nothing yet; what matters is that nobody was turned away.
  const seen = question.expected === 'allowed' && answer.status === 404 ? { ...answer, status: 200 } : answer;
  return [...rows, ...judge(question, seen, undefined)];
}

async function tryObject(office: AccessOffice, route: Route, kind: string, question: Question): Promise<Cell[]> {
  const { actor, place = 'unit', state = '', expected } = question;
  const values = await objectAt(office, kind, place, state);
  const said = told(await ask(office, route, actor, values));
  const answer = said.code !== '' && said.code === SENT[question.route]?.past ? { ...said, status: 200 } : said;
  const never = expected === 'hidden' ? told(await ask(office, route, actor, strangeValues(values))) : undefined;
  return judge(question, answer, never);
}

async function tryGuest(office: AccessOffice, route: Route, rule: Rule): Promise<Cell[]> {
  const answer = told(await ask(office, route, '-', {}));
  if (rule.who !== 'public') {
    return judge({ route: nameOf(route), actor: '-', expected: 'sign in' }, answer, undefined);
  }
  const isTurnedAway = answer.status >= 500 || answer.code === 'identity.sign_in_required';
  const cell: Cell = { route: nameOf(route), actor: '-', expected: 'allowed', got: `${answer.status} ${answer.code}` };
  return isTurnedAway ? [cell] : [];
}

/** The chosen cells of one route; what is wrong comes back with what was said instead. */
export async function tryRoute(office: AccessOffice, route: Route, rule: Rule, choose: Choose): Promise<Tried> {
  const wrong = await tryGuest(office, route, rule);
  if (rule.who === 'public') {
    return { cells: 1, wrong };
  }
  const questions = choose(questionsOf(route, rule), office.routes.indexOf(route));
  for (const question of questions) {
    wrong.push(
      ...(rule.who === 'roles'
        ? await tryRole(office, route, rule.empty, question)
        : await tryObject(office, route, rule.kind, question)),
    );
  }
  return { cells: questions.length + 1, wrong };
}

/** One line for each way in which a route differs, with everybody it concerns. */
export function describeWrong(wrong: readonly Cell[]): string[] {
  const lines = new Map<string, string>();
  for (const { route, actor, place = '', state = '', expected, got } of wrong) {
    const key = `${route} [${place} ${state}] expected ${expected}, got ${got}:`;
    lines.set(key, (lines.get(key) ?? ' ') + actor);
  }
  return [...lines].map(([key, actors]) => key + actors).sort();
}
