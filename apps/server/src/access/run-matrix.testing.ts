import type { LightMyRequestResponse } from 'fastify';
import type { Route } from '../platform/http/route.ts';
import { newId } from '../platform/ids.ts';
import { EVERYBODY, type PlaceRules, type Rule } from './matrix/rules.ts';
import { minimalInput } from './minimal-input.testing.ts';
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

export function nameOf(route: Pick<Route, 'method' | 'path'>): string {
  return `${route.method} ${route.path}`;
}

type Values = Record<string, string>;

function queryOf(route: Route): string {
  const query = SENT[nameOf(route)]?.query ?? (minimalInput(route.query) as Record<string, unknown> | undefined) ?? {};
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    given.append(name, String(value));
  }
  const text = given.toString();
  return text === '' ? '' : `?${text}`;
}

function pathOf(route: Route, values: Values): string {
  const made = (minimalInput(route.params) as Values | undefined) ?? {};
  return route.path.replace(/:(\w+)/g, (_all, name: string) =>
    encodeURIComponent(values[name] ?? SENT[nameOf(route)]?.params?.[name] ?? made[name] ?? newId()),
  );
}

const BOUNDARY = 'ranh-gioi';
const FILE = [
  `--${BOUNDARY}`,
  'content-disposition: form-data; name="file"; filename="thu.txt"',
  'content-type: text/plain',
  '',
  'thu',
  `--${BOUNDARY}--`,
  '',
].join('\r\n');

function bodyOf(route: Route, values: Values): { payload?: string; headers: Record<string, string> } {
  if (route.upload) {
    return { payload: FILE, headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` } };
  }
  if (route.method === 'GET' || route.body === undefined) {
    return { headers: {} };
  }
  const smallest = minimalInput(route.body);
  const over = SENT[nameOf(route)]?.body?.(values);
  const body = over === undefined ? smallest : { ...Object(smallest), ...over };
  return { payload: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

export async function ask(
  office: AccessOffice,
  route: Route,
  actor: Actor,
  values: Values,
): Promise<LightMyRequestResponse> {
  const { payload, headers } = bodyOf(route, values);
  return office.app.inject({
    method: route.method,
    url: pathOf(route, values) + queryOf(route),
    headers: {
      'x-requested-with': 'congvu',
      'idempotency-key': newId(),
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
      ...office.cookie(actor),
      ...headers,
    },
    ...(payload !== undefined && { payload }),
  });
}

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
  const { error } = answer.json<{ error: { code: string; message: string; fields: unknown } }>();
  return { status, code: error.code, words: JSON.stringify([status, error.code, error.message, error.fields]) };
}

/** What says nothing about rights: our own fault, or a body that never reached the use case. */
function isUseless({ status, code }: Told): boolean {
  return status >= 500 || code === 'platform.invalid_input' || code === 'platform.bad_request';
}

function isKeptOut({ status }: Told): boolean {
  return status === 403 || status === 404 || status === 409;
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

function judge(cell: Omit<Cell, 'got'>, answer: Told, never: Told | undefined): Cell | undefined {
  return !isUseless(answer) && FITS[cell.expected](answer, never)
    ? undefined
    : { ...cell, got: `${answer.status} ${answer.code}` };
}

const OWN: readonly Place[] = ['unit', 'agency'];

function expectedAt(places: PlaceRules, place: Place, actor: Actor): Outcome {
  const [may = '', told = ''] = (places[place] ?? '').split('/');
  if (may.includes(actor)) {
    return 'allowed';
  }
  return OWN.includes(place) || told.includes(actor) ? 'kept out' : 'hidden';
}

export interface Tried {
  cells: number;
  wrong: Cell[];
}

async function tryRoles(office: AccessOffice, route: Route, rule: Extract<Rule, { may: string }>): Promise<Tried> {
  const wrong: Cell[] = [];
  for (const actor of SIGNED_IN) {
    const expected = rule.may.includes(actor) ? 'allowed' : 'kept out';
    const answer = told(await ask(office, route, actor, {}));
    // A list of one's own may have nothing yet; what matters is that nobody was turned away.
    const seen = expected === 'allowed' && answer.status === 404 ? { ...answer, status: 200 } : answer;
    wrong.push(
      ...[judge({ route: nameOf(route), actor, expected }, seen, undefined)].filter((cell) => cell !== undefined),
    );
  }
  return { cells: SIGNED_IN.length, wrong };
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

async function tryObjects(office: AccessOffice, route: Route, rule: Extract<Rule, { kind: string }>): Promise<Tried> {
  const wrong: Cell[] = [];
  let cells = 0;
  for (const actor of SIGNED_IN) {
    const unknown = strangeValues(await objectAt(office, rule.kind, 'unit', KINDS[rule.kind]?.states[0] ?? ''));
    const never = told(await ask(office, route, actor, unknown));
    for (const state of KINDS[rule.kind]?.states ?? []) {
      for (const place of PLACES) {
        const places: PlaceRules = { ...rule.places, ...rule.states[state] };
        const expected = expectedAt(places, place, actor);
        const answer = told(await ask(office, route, actor, await objectAt(office, rule.kind, place, state)));
        cells += 1;
        const cell = { route: nameOf(route), actor, place, state, expected };
        wrong.push(...[judge(cell, answer, never)].filter((found) => found !== undefined));
      }
    }
  }
  return { cells, wrong };
}

async function tryGuest(office: AccessOffice, route: Route): Promise<Tried> {
  const answer = told(await ask(office, route, '-', {}));
  const cell = { route: nameOf(route), actor: '-' as const, expected: 'sign in' as const };
  return { cells: 1, wrong: [judge(cell, answer, undefined)].filter((found) => found !== undefined) };
}

/** Every cell of one route; what is wrong comes back with what was said instead. */
export async function tryRoute(office: AccessOffice, route: Route, rule: Rule): Promise<Tried> {
  if (rule.who === 'public') {
    const answer = told(await ask(office, route, '-', {}));
    const isTurnedAway = answer.status >= 500 || answer.code === 'identity.sign_in_required';
    const cell: Cell = {
      route: nameOf(route),
      actor: '-',
      expected: 'allowed',
      got: `${answer.status} ${answer.code}`,
    };
    return { cells: 1, wrong: isTurnedAway ? [cell] : [] };
  }
  const guest = await tryGuest(office, route);
  const rest = rule.who === 'roles' ? await tryRoles(office, route, rule) : await tryObjects(office, route, rule);
  return { cells: guest.cells + rest.cells, wrong: [...guest.wrong, ...rest.wrong] };
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
