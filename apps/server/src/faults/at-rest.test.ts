import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordNewMailbox } from '#modules/mail';
import { createIdentityRig, type IdentityRig, PASSWORD } from '../modules/identity/identity.testing.ts';
import { settleMail } from '../modules/mail/mail.testing.ts';
import { createModules } from '../modules.ts';
import { sessionCookieName } from '../platform/http/security.ts';
import { buildServer } from '../platform/http/server.ts';
import { createLog } from '../platform/log.ts';
import { openKeyFile, unseal } from '../platform/secret-box.ts';
import { rawQuery } from '../platform/sql.ts';

/**
 * T46 (security.md): secrets and words of files are put in through the doors people use; then every file of the data folder and every
 * row of the database, as a dump has them, are searched. The key file lies outside the data folder and is not searched.
 */
const WORDS = 'Giang Thi Canary, so dinh danh 012345678901';

interface Canary {
  name: string;
  /** Each way it could lie there. */
  shapes: Buffer[];
}

let rig: IdentityRig;
let app: FastifyInstance;
const canaries: Canary[] = [];
let serial = 0;

function shapesOf(bytes: Buffer): Buffer[] {
  return [bytes, ...(['hex', 'base64', 'base64url'] as const).map((shape) => Buffer.from(bytes.toString(shape)))];
}

function watch(name: string, ...secrets: (string | Buffer)[]): void {
  canaries.push({ name, shapes: secrets.flatMap((secret) => shapesOf(Buffer.from(secret))) });
}

async function send(method: 'POST', url: string, session: string | undefined, body: object | Buffer, type?: string) {
  serial += 1;
  const { name } = sessionCookieName(rig.office.config);
  const answer = await app.inject({
    method,
    url,
    headers: {
      'x-requested-with': 'congvu',
      'idempotency-key': `at-rest-${serial}-0000`,
      ...(type !== undefined && { 'content-type': type }),
    },
    ...(session !== undefined && { cookies: { [name]: session } }),
    payload: body,
  });
  const cookie = answer.cookies.find((one) => one.name === name)?.value;
  return { status: answer.statusCode, body: answer.json(), session: cookie ?? session };
}

function pdfWith(words: string): Buffer {
  const body = `%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n%${words}\n`;
  const xref = 'xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000056 00000 n \n';
  return Buffer.from(`${body}${xref}trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`);
}

function base32(text: string): Buffer {
  const bits = [...text.replaceAll(/[\s=]/g, '').toUpperCase()]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** RFC 6238 with the seed of the person, as his telephone computes it. */
function totpCode(seed: Buffer, at: Date): string {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)));
  const mac = createHmac('sha1', seed).update(step).digest();
  const number = mac.readUInt32BE(mac.readUInt8(19) & 15) & 0x7f_ff_ff_ff;
  return String(number % 1_000_000).padStart(6, '0');
}

let userId: string;

beforeAll(async () => {
  rig = await createIdentityRig();
  const { office } = rig;
  const modules = createModules();
  app = await buildServer({
    services: { ...office, log: createLog('silent') },
    routes: modules.all.flatMap((module) => module.routes ?? []),
    resolveSession: (token, options) => modules.identity.resolveSession(office, token, options),
    events: { subscribe: () => () => undefined, close: async () => undefined },
    refused: modules.refused,
    uploadLimit: 1_000_000,
  });
  const clerk = await rig.newUser({ roles: ['clerk', 'administrator'] });
  ({ userId } = clerk);
  watch('mật khẩu', PASSWORD);
  const signedIn = await send('POST', '/api/sign-in', undefined, { userName: clerk.userName, password: PASSWORD });
  watch('thẻ phiên', signedIn.session ?? '');
  await addFile(signedIn.session);
  const session = await addSecondFactor(signedIn.session);
  watch('thẻ phiên sau xác thực', session ?? '');
  await addMailPasswords(clerk, session);
});
afterAll(async () => {
  await app.close();
  await rig.office.close();
});

async function addFile(session: string | undefined): Promise<void> {
  const head =
    '--r\r\ncontent-disposition: form-data; name="file"; filename="quet.pdf"\r\ncontent-type: application/pdf\r\n\r\n';
  const form = Buffer.concat([Buffer.from(head), pdfWith(WORDS), Buffer.from('\r\n--r--\r\n')]);
  const taken = await send('POST', '/api/incoming/uploads', session, form, 'multipart/form-data; boundary=r');
  expect(taken.status).toBe(200);
  watch('chữ trong tệp', WORDS);
}

async function addSecondFactor(session: string | undefined): Promise<string | undefined> {
  const offer = await send('POST', '/api/me/second-factor/begin', session, { password: PASSWORD });
  expect(offer.status).toBe(200);
  const seed = base32(offer.body.secret);
  watch('hạt giống TOTP', offer.body.secret.replaceAll(' ', ''), seed);
  const code = totpCode(seed, rig.office.clock.now());
  const confirmed = await send('POST', '/api/me/second-factor/confirm', session, { code });
  expect(confirmed.status).toBe(200);
  const codes: string[] = confirmed.body.recoveryCodes;
  expect(codes.length).toBeGreaterThan(0);
  watch('mã khôi phục', ...codes, ...codes.map((one) => one.replaceAll('-', '')));
  return confirmed.session;
}

async function addMailPasswords(clerk: Awaited<ReturnType<IdentityRig['newUser']>>, session: string | undefined) {
  const { office, agencyId } = rig;
  const secret = 'mat-khau-truc-canary-7731';
  const added = await send('POST', '/api/connections', session, {
    kind: 'national',
    name: 'Trục thử',
    share: 'all',
    agencyIds: [],
    codes: [],
    secret: { secret },
    settings: { endpoint: 'http://127.0.0.1:9/', plainHttpConfirmed: true, systemId: '000.00.00.G22' },
  });
  expect([added.status, added.body]).toMatchObject([200, {}]);
  watch('mật khẩu kết nối', secret);
  await settleMail(office, agencyId);
  const { mailboxId } = await office.db.transaction().execute((tx) =>
    recordNewMailbox(tx, rig.visitor(), {
      agencyId,
      personId: clerk.personId,
      kind: 'person',
      holderName: 'Giàng A Thử',
      unitName: '',
      address: 'thuga.namot@laichau.gov.vn',
      on: '2021-03-22',
      requestId: null,
      link: null,
    }),
  );
  office.clock.advance(60_000);
  const made = await send('POST', `/api/me/mailboxes/${mailboxId}/passwords`, session, {
    label: 'Máy bàn',
    password: PASSWORD,
    code: totpCode(await seedNow(), office.clock.now()),
  });
  expect(made.status).toBe(200);
  const shown: string = made.body.secret;
  watch('mật khẩu ứng dụng thư', shown, shown.replaceAll('-', ''));
}

async function seedNow(): Promise<Buffer> {
  const [row] = await rawQuery<{ totp_secret: Buffer }>(
    rig.office.db,
    'select totp_secret from identity_user where id = $1',
    [userId],
  );
  return unseal(openKeyFile(rig.office.config, 'second-factor'), userId, row?.totp_secret ?? Buffer.alloc(0));
}

/** Names and bytes of all files of the data folder. */
function dataFolder(): Buffer {
  const { dataDir } = rig.office.config;
  return Buffer.concat(
    readdirSync(dataDir, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [Buffer.from(`${path}\n`), ...(entry.isFile() ? [readFileSync(path)] : [])];
    }),
  );
}

/** Every row of every table, columns of bytes in hex as pg_dump writes them. */
async function dump(): Promise<Buffer> {
  const { db } = rig.office;
  const tables = await rawQuery<{ name: string }>(
    db,
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'`,
    [],
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const rows = await rawQuery<{ line: string }>(db, `select t::text as line from ${name} as t`, []);
    parts.push(name, ...rows.map(({ line }) => line));
  }
  return Buffer.from(parts.join('\n'));
}

function found(where: Buffer): string[] {
  return canaries.filter(({ shapes }) => shapes.some((shape) => where.includes(shape))).map(({ name }) => name);
}

test('nothing of what was put in through the doors lies open in the data folder', () => {
  expect(canaries.map(({ name }) => name)).toHaveLength(8);
  const folder = dataFolder();
  expect(found(folder)).toEqual([]);
  // Control: the search goes through the store of files, and a file in the open is found.
  expect(folder.includes('CVBLOB01')).toBe(true);
  writeFileSync(join(rig.office.config.dataDir, 'blobs', 'ab', 'open'), pdfWith(WORDS));
  expect(found(dataFolder())).toEqual(['chữ trong tệp']);
});

test('nor in a dump of the database', async () => {
  const rows = await dump();
  expect(found(rows)).toEqual([]);
  expect(rows.includes(userId)).toBe(true);
  // Control: a seed that is not sealed is found.
  await rawQuery(rig.office.db, 'update identity_user set totp_secret = $1 where id = $2', [await seedNow(), userId]);
  expect(found(await dump())).toEqual(['hạt giống TOTP']);
});
