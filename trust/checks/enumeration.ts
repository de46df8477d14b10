import { loadavg } from 'node:os';
import { NO_CERTIFICATES } from '../../apps/server/src/modules/identity/certificate/sign-in-certificate.ts';
import { publicRoutes } from '../../apps/server/src/modules/identity/identity.routes.ts';
import { identityTables, type User } from '../../apps/server/src/modules/identity/identity.tables.ts';
import { hashPassword } from '../../apps/server/src/modules/identity/passwords/hash.ts';
import { hashSecret, newSecret } from '../../apps/server/src/modules/identity/secrets.ts';
import { createThrottle } from '../../apps/server/src/modules/identity/throttle.ts';
import { buildAgency, buildSubject, buildUnit } from '../../apps/server/src/modules/org/org.testing.ts';
import { openFoundations } from '../../apps/server/src/office.ts';
import { createFakeClock } from '../../apps/server/src/platform/clock.ts';
import { readConfig } from '../../apps/server/src/platform/config.ts';
import { buildServer } from '../../apps/server/src/platform/http/server.ts';
import { newId } from '../../apps/server/src/platform/ids.ts';
import { createLog } from '../../apps/server/src/platform/log.ts';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { inFolder } from '../support/folder.ts';
import { compare } from '../support/mann-whitney.ts';

const EACH = 2_000;
const EACH_SHORT = 150;
const RUNS = 3;
const EFFECT = 0.05;
const P = 0.01;
/** The limits of the process count ten minutes; the clock of the office goes on before they are reached. */
const WINDOW_MS = 11 * 60_000;
const PER_WINDOW = 500;
const WRONG = 'Sai-hoan-toan-2021';

const KINDS = ['unknown', 'existing', 'locked', 'disabled', 'invited'] as const;
type Kind = (typeof KINDS)[number];

type Office = Awaited<ReturnType<typeof openFoundations>> & { clock: ReturnType<typeof createFakeClock> };

interface Ground {
  office: Office;
  app: Awaited<ReturnType<typeof buildServer>>;
  names: Record<Kind, string>;
  rows: Record<Kind, string>;
}

async function openOffice(dir: string): Promise<Office> {
  const clock = createFakeClock('2021-12-21T01:00:00Z');
  const config = { ...readConfig(['--data', dir], process.env), databaseUrl: undefined };
  return { ...(await openFoundations(config, createLog('silent'), () => undefined, clock)), clock };
}

const LATER = new Date('2031-01-01T00:00:00Z');
const STATES: Record<Kind, Partial<User>> = {
  // Nobody asks for this one; its row is touched like those of the others, so that the database does the same work.
  unknown: {},
  existing: {},
  locked: { locked_until: LATER },
  disabled: { disabled_at: new Date('2021-01-01T00:00:00Z'), disabled_reason: 'thử' },
  invited: { password_hash: null },
};

async function lay(office: Office, broken: boolean): Promise<Ground> {
  const { db } = office.services;
  const agency = await buildAgency(db);
  const unit = await buildUnit(db, agency.id);
  // The control: a stored hash that is cheaper than that for people who do not exist.
  const dear = await hashPassword('Dung-roi-2021-Nhe!');
  const passwordHash = broken ? dear.replace(',t=2,', ',t=1,') : dear;
  const rows: Partial<Record<Kind, string>> = {};
  for (const kind of KINDS) {
    const subject = await buildSubject(db, { agencyId: agency.id, unitId: unit.id, roles: ['specialist'] });
    rows[kind] = subject.userId;
    await identityTables(db)
      .insertInto('identity_user')
      .values({
        agency_id: agency.id,
        id: subject.userId,
        person_id: subject.personId,
        user_name: `co${kind}`,
        password_hash: passwordHash,
        password_changed_at: null,
        must_change_password: false,
        totp_secret: null,
        totp_enabled_at: null,
        totp_last_step: 0,
        passkey_count: 0,
        certificate_since: null,
        reopened_at: null,
        failed_count: 0,
        locked_until: null,
        disabled_at: null,
        disabled_reason: null,
        last_position_id: null,
        last_sign_in_at: null,
        created_at: office.clock.now(),
        demo: false,
        ...STATES[kind],
      })
      .execute();
  }
  const routes = publicRoutes(createThrottle(), NO_CERTIFICATES);
  const app = await buildServer({
    services: office.services,
    routes,
    resolveSession: async () => undefined,
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 1_000,
  });
  const names = Object.fromEntries(KINDS.map((kind) => [kind, kind === 'unknown' ? 'khong-co-ai' : `co${kind}`]));
  return { office, app, names: names as Record<Kind, string>, rows: rows as Record<Kind, string> };
}

interface Answer {
  ms: number;
  /** Status, headers and body but for the id of the request and the time of day. */
  bytes: string;
}

let attempts = 0;

async function ask(ground: Ground, method: 'GET' | 'POST', url: string, payload?: object): Promise<Answer> {
  attempts += 1;
  if (attempts % PER_WINDOW === 0) {
    ground.office.clock.advance(WINDOW_MS);
  }
  const started = performance.now();
  const answer = await ground.app.inject({
    method,
    url,
    remoteAddress: `198.${attempts % 200}.${Math.floor(attempts / 200) % 250}.9`,
    headers: { 'x-requested-with': 'congvu', ...(method === 'POST' && { 'idempotency-key': newId() }) },
    ...(payload !== undefined && { payload }),
  });
  const ms = performance.now() - started;
  const requestId = String(answer.headers['x-request-id'] ?? /"requestId":"([^"]+)"/.exec(answer.body)?.[1] ?? '');
  const headers = Object.entries(answer.headers)
    .filter(([name]) => name !== 'date')
    .sort(([left], [right]) => left.localeCompare(right));
  return { ms, bytes: JSON.stringify([answer.statusCode, headers, answer.body]).replaceAll(requestId, 'ID') };
}

async function tryOnce(ground: Ground, kind: Kind): Promise<Answer> {
  // Outside the measured time: a wrong try must not lock the account that is only there.
  await identityTables(ground.office.services.db)
    .updateTable('identity_user')
    .set({ failed_count: 0, locked_until: kind === 'locked' ? LATER : null })
    .where('id', '=', ground.rows[kind])
    .execute();
  return ask(ground, 'POST', '/api/sign-in', { userName: ground.names[kind], password: WRONG });
}

/** In an order that says nothing, so that a load that comes and goes falls on all alike. */
function shuffled(seed: number): Kind[] {
  return [...KINDS].sort(
    (left, right) => ((KINDS.indexOf(left) * 31 + seed * 17) % 7) - ((KINDS.indexOf(right) * 31 + seed * 17) % 7),
  );
}

interface Verdict {
  kind: Kind;
  run: number;
  p: number;
  effect: number;
}

async function measureRun(ground: Ground, run: number, each: number, bytes: Set<string>): Promise<Verdict[]> {
  const times = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]));
  for (let round = 0; round < each; round += 1) {
    for (const kind of shuffled(round)) {
      const answer = await tryOnce(ground, kind);
      times.get(kind)?.push(answer.ms);
      bytes.add(answer.bytes);
    }
  }
  const unknown = times.get('unknown') ?? [];
  return KINDS.filter((kind) => kind !== 'unknown').map((kind) => ({
    kind,
    run,
    ...compare(times.get(kind) ?? [], unknown),
  }));
}

/** Links that are made up, used, over, or of somebody who may not come in any more: one answer. */
async function askLinks(ground: Ground): Promise<number> {
  const { office, rows } = ground;
  const now = office.clock.now();
  const [owner] = await identityTables(office.services.db)
    .selectFrom('identity_user')
    .select('agency_id')
    .where('id', '=', rows.existing)
    .execute();
  const base = { agency_id: owner?.agency_id ?? '', kind: 'reset' as const, created_at: now };
  const after = new Date(now.getTime() + 3_600_000);
  const kept = [
    { ...base, user_id: rows.existing, expires_at: after, used_at: now },
    { ...base, user_id: rows.existing, expires_at: new Date(now.getTime() - 1), used_at: null },
    { ...base, user_id: rows.disabled, expires_at: after, used_at: null },
  ];
  const seen = new Set<string>();
  for (const link of [...kept, undefined]) {
    const token = newSecret();
    if (link !== undefined) {
      const row = { ...link, token_hash: hashSecret(token) };
      await identityTables(office.services.db).insertInto('identity_link').values(row).execute();
    }
    for (const method of ['GET', 'POST'] as const) {
      const payload = method === 'POST' ? { password: 'Ruong-bac-thang-2021' } : undefined;
      seen.add(
        `${method} ${(await ask(ground, method, `/api/links/${token}`, payload)).bytes.replaceAll(token, 'TOKEN')}`,
      );
    }
  }
  return seen.size;
}

async function measure(dir: string, { short, broken, log }: CheckOptions): Promise<CheckOutcome> {
  const office = await openOffice(dir);
  try {
    const ground = await lay(office, broken);
    const each = short ? EACH_SHORT : EACH;
    const bytes = new Set<string>();
    await measureRun(ground, 0, 10, new Set());
    const verdicts: Verdict[] = [];
    for (let run = 1; run <= RUNS; run += 1) {
      const found = await measureRun(ground, run, each, bytes);
      verdicts.push(...found);
      log(found.map(({ kind, p, effect }) => `${kind} p ${p.toFixed(3)} effect ${effect.toFixed(3)}`).join(' · '));
    }
    const links = await askLinks(ground);
    await ground.app.close();
    const telling = verdicts.filter(({ p, effect }) => p <= P && Math.abs(effect) >= EFFECT);
    // One run in a hundred differs by chance; a difference that is there shows in every run.
    const found = KINDS.filter((kind) => telling.filter((verdict) => verdict.kind === kind).length >= 2);
    const largest = Math.max(...verdicts.map(({ effect }) => Math.abs(effect)));
    return {
      figure: `${each * RUNS * KINDS.length} lần đăng nhập sai (không có, có, khóa, ngừng, chưa đặt mật khẩu): ${bytes.size} câu trả lời khác nhau; ${telling.length}/${verdicts.length} phép so khác biệt, lệch lớn nhất ${largest.toFixed(3)} độ lệch chuẩn; phân biệt được: ${found.join(', ') || 'không loại nào'}; liên kết: ${links} câu trả lời cho xem và đặt`,
      passed: bytes.size === 1 && found.length === 0 && links === 2,
      detail: { loadAverage: loadavg(), verdicts },
    };
  } finally {
    await office.close();
  }
}

export const check: Check = {
  name: 'enumeration',
  tests: ['T08'],
  title: 'Câu trả lời và thời gian không cho biết tài khoản nào có thật',
  target:
    'cùng từng byte; so với tên không có (Mann–Whitney, ba lượt), không loại nào lệch quá 0,05 độ lệch chuẩn với p ≤ 0,01 ở hai lượt trở lên',
  control: 'băm của tài khoản có thật rẻ hơn băm mồi',
  run: (options) => inFolder('enumeration', (dir) => measure(dir, options)),
};
