import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startOffice } from '../../apps/server/src/app.ts';
import { createFakeClock } from '../../apps/server/src/platform/clock.ts';
import { readConfig } from '../../apps/server/src/platform/config.ts';
import { createPool } from '../../apps/server/src/platform/db.ts';
import { createLog } from '../../apps/server/src/platform/log.ts';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { inFolder } from '../support/folder.ts';
import { type Ground, hostileText, type Schema, valueFor } from '../support/hostile-values.ts';
import { createRandom, type Random } from '../support/random.ts';

const REQUESTS = 20_000;
const REQUESTS_SHORT = 2_000;
const AT_ONCE = 8;
const SEED = 20210319;
/** Of the demo only, or it would end what is being asked; the stream never ends by itself. */
const LEFT_OUT = /^\/api\/(?:demo|events|sign-out)|\/sessions\b/;

interface Parameter {
  name: string;
  in: string;
  schema?: Schema;
}

interface Operation {
  method: string;
  path: string;
  parameters: Parameter[];
  body: Schema | undefined;
}

interface ApiDocument {
  paths: Record<
    string,
    Record<string, { parameters?: Parameter[]; requestBody?: { content: Record<string, { schema?: Schema }> } }>
  >;
  components?: { schemas?: Record<string, Schema> };
}

interface Fault {
  status: number;
  method: string;
  url: string;
  user: string;
  body: string;
  answer: string;
}

interface Session {
  userName: string;
  cookie: string;
}

function readOperations({ paths }: ApiDocument): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    LEFT_OUT.test(path)
      ? []
      : Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
          method: method.toUpperCase(),
          path,
          parameters,
          body: requestBody?.content['application/json']?.schema,
        })),
  );
}

async function signIn(url: string, userName: string, password: string): Promise<Session> {
  const answer = await fetch(`${url}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-requested-with': 'congvu', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ userName, password }),
  });
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
  if (!answer.ok) {
    throw new Error(`${userName} cannot sign in: ${answer.status} ${await answer.text()}`);
  }
  return { userName, cookie: cookie.join('; ') };
}

/** One person of every role that the demo knows. */
async function signInRoles(url: string): Promise<{ sessions: Session[]; password: string }> {
  const people = (await (await fetch(`${url}/api/demo/people`)).json()) as {
    password: string;
    agencies: { people: { userName: string; roles: string[] }[] }[];
  }; // the demo's own contract
  const byRoles = new Map<string, string>();
  for (const { userName, roles } of people.agencies.flatMap((agency) => agency.people)) {
    byRoles.set(roles.join('+'), byRoles.get(roles.join('+')) ?? userName);
  }
  const sessions: Session[] = [];
  for (const userName of byRoles.values()) {
    sessions.push(await signIn(url, userName, people.password));
  }
  return { sessions, password: people.password };
}

/** Ids that stand in what everybody's lists answer. */
async function harvest(url: string, operations: Operation[], sessions: Session[]): Promise<string[]> {
  const ids = new Set<string>([randomUUID()]);
  const lists = operations.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
  for (const session of sessions) {
    for (const { path } of lists) {
      const answer = await fetch(url + path, { headers: { cookie: session.cookie } });
      const text = await answer.text();
      for (const [id] of text.matchAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g)) {
        ids.add(id);
      }
    }
  }
  return [...ids];
}

function pathOf({ path }: Operation, { random, ids }: Ground): string {
  return path.replace(/\{[^}]+\}/g, () =>
    encodeURIComponent(random.chance(0.7) ? random.pick(ids) : hostileText(random).slice(0, 300).toWellFormed()),
  );
}

function queryOf({ parameters }: Operation, ground: Ground): string {
  const words = new URLSearchParams();
  for (const { name, schema = {} } of parameters.filter((one) => one.in === 'query' && ground.random.chance(0.5))) {
    const value = valueFor(schema, ground);
    words.append(name, (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 2_000).toWellFormed());
    if (ground.random.chance(0.05)) {
      words.append(name, 'hai lần');
    }
  }
  return words.size === 0 ? '' : `?${words.toString()}`;
}

function bodyOf({ method, body }: Operation, ground: Ground): string | undefined {
  if (method === 'GET') {
    return undefined;
  }
  if (ground.random.chance(0.03)) {
    return ground.random.pick(['', '{', '[]', 'null', '"x"', '{"a":', '\ufeff{}', `${'['.repeat(50_000)}`]);
  }
  return JSON.stringify(body === undefined ? {} : valueFor(body, ground));
}

async function ask(url: string, operation: Operation, session: Session, ground: Ground): Promise<Fault | number> {
  const { method } = operation;
  const target = pathOf(operation, ground) + queryOf(operation, ground);
  const body = bodyOf(operation, ground);
  const headers: Record<string, string> = { cookie: session.cookie, 'x-requested-with': 'congvu' };
  if (body !== undefined) {
    headers['content-type'] = ground.random.chance(0.02) ? 'application/json; charset=x' : 'application/json';
    headers['idempotency-key'] = randomUUID();
  }
  const answer = await fetch(url + target, { method, headers, ...(body !== undefined && { body }) });
  const text = await answer.text();
  if (answer.status < 500) {
    return answer.status;
  }
  const short = (value: string | undefined): string => (value ?? '').slice(0, 400);
  return {
    status: answer.status,
    method,
    url: short(target),
    user: session.userName,
    body: short(body),
    answer: short(text),
  };
}

interface Told {
  statuses: Record<string, number>;
  faults: Fault[];
}

interface Asked {
  url: string;
  operations: Operation[];
  sessions: Session[];
  password: string;
  ground: Ground;
  told: Told;
}

/** A session that a request ended (a changed password, a closed post) is opened again. */
async function askOne({ url, operations, sessions, password, ground, told }: Asked): Promise<void> {
  const { random } = ground;
  const at = random.below(sessions.length);
  const session = sessions[at];
  if (session === undefined) {
    return;
  }
  const found = await ask(url, random.pick(operations), session, ground);
  const status = typeof found === 'number' ? found : found.status;
  told.statuses[status] = (told.statuses[status] ?? 0) + 1;
  if (typeof found !== 'number') {
    told.faults.push(found);
  }
  if (status === 401) {
    sessions[at] = await signIn(url, session.userName, password).catch(() => session);
  }
}

function sumUp({ statuses, faults }: Told, requests: number, operations: number): CheckOutcome {
  const spread = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  return {
    figure: `${requests} yêu cầu tới ${operations} đường dẫn, ${faults.length} lần máy chủ lỗi (${spread.join(', ')})`,
    // Refusals alone would prove nothing: some of what is asked must be done.
    passed: faults.length === 0 && (statuses[200] ?? 0) > requests / 50,
    detail: { seed: SEED, statuses, faults: faults.slice(0, 50) },
  };
}

/** What a forgotten migration would do. */
async function breakTable(dir: string): Promise<void> {
  const port = readFileSync(join(dir, 'postgres/postmaster.pid'), 'utf8').split('\n')[3] ?? '';
  const password = readFileSync(join(dir, 'keys/postgres-password'), 'utf8');
  const pool = createPool(`postgres://congvu:${encodeURIComponent(password)}@127.0.0.1:${port}/congvu`, 1);
  await pool.query('alter table notification rename to notification_of_before');
  await pool.end();
}

async function run({ short, broken, log }: CheckOptions): Promise<CheckOutcome> {
  return inFolder('fuzz', async (dir) => {
    const config = { ...readConfig(['--data', dir, '--port', '0', '--demo'], {}), logLevel: 'silent' };
    const clock = createFakeClock('2021-03-22T13:30:00+07:00');
    const office = await startOffice(config, createLog('silent'), () => undefined, { clock });
    try {
      const { url } = office;
      const document = (await (await fetch(`${url}/api/docs`)).json()) as ApiDocument; // OpenAPI 3.1 by @fastify/swagger
      const operations = readOperations(document);
      const { sessions, password } = await signInRoles(url);
      const ids = await harvest(url, operations, sessions);
      log(`${operations.length} operations, ${sessions.length} people, ${ids.length} ids`);
      if (broken) {
        await breakTable(dir);
      }
      const random: Random = createRandom(SEED);
      const resolve = (ref: string): Schema => document.components?.schemas?.[ref.split('/').at(-1) ?? ''] ?? {};
      const told: Told = { statuses: {}, faults: [] };
      const asked: Asked = { url, operations, sessions, password, told, ground: { random, ids, resolve, wrong: 0.02 } };
      const requests = short ? REQUESTS_SHORT : REQUESTS;
      let left = requests;
      const worker = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          await askOne(asked);
          if (left % 2_000 === 0) {
            log(`${requests - left}: ${JSON.stringify(told.statuses)}`);
          }
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      return sumUp(told, requests, operations.length);
    } finally {
      await office.stop();
    }
  });
}

export const check: Check = {
  name: 'fuzz',
  tests: ['T12'],
  title: 'Yêu cầu ngẫu nhiên và cố ý sai tới mọi đường dẫn không làm máy chủ lỗi',
  target: '20.000 yêu cầu, 0 câu trả lời 5xx',
  control: 'một bảng bị đổi tên dưới chân máy chủ',
  run,
};
