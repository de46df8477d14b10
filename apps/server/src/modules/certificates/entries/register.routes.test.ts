import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCertificatesModule } from '#modules/certificates';
import type { Role, Subject } from '../../../platform/authorise.ts';
import { buildServer } from '../../../platform/http/server.ts';
import { newId } from '../../../platform/ids.ts';
import { createIdentityRig, type IdentityRig, PASSWORD } from '../../identity/identity.testing.ts';
import { createProbePorts } from '../certificates.testing.ts';
import { issue, newSerial } from './entries.testing.ts';

let rig: IdentityRig;
let app: FastifyInstance;
let clerk: Subject;
let holder: Subject;
let acting: Subject | undefined;
let calls = 0;

beforeAll(async () => {
  rig = await createIdentityRig();
  const user = (fullName: string, ...roles: Role[]) => rig.newUser({ fullName, roles });
  clerk = await user('Lò Thị Thử', 'clerk');
  holder = await user('Sùng A Ân', 'specialist');
  app = await buildServer({
    services: rig.office,
    routes: createCertificatesModule(createProbePorts().ports).routes ?? [],
    resolveSession: async () =>
      acting === undefined
        ? undefined
        : { sessionId: 's', subject: acting, mustChangePassword: false, provedUntil: new Date('2100-01-01') },
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 5_000_000,
  });
});
afterAll(async () => {
  await app.close();
  await rig.office.close();
});

function headers(): Record<string, string> {
  calls += 1;
  return { 'x-requested-with': 'congvu', 'idempotency-key': `call-${calls}-of-test`, cookie: '__Host-congvu=good' };
}

async function send(by: Subject | undefined, method: 'GET' | 'POST', url: string, payload?: object) {
  acting = by;
  const answer = await app.inject({ method, url, headers: headers(), ...(payload !== undefined && { payload }) });
  const isJson = String(answer.headers['content-type']).includes('json');
  return { status: answer.statusCode, body: isJson ? answer.json() : answer.rawPayload };
}

async function upload(by: Subject, name: string, text: string) {
  acting = by;
  const boundary = 'ranh-gioi';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n`;
  const answer = await app.inject({
    method: 'POST',
    url: '/api/certificate-register/import',
    headers: { ...headers(), 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.from(`${head}${text}\r\n--${boundary}--\r\n`),
  });
  return { status: answer.statusCode, body: answer.json() };
}

test('the whole register over HTTP, everything the contract promises', async () => {
  const entry = await issue(rig.office, holder, { pkiSim: 'Viettel/cs' });
  const page = await send(clerk, 'GET', '/api/certificate-register?q=sung&withinDays=2000&limit=10');
  expect(page).toMatchObject({ status: 200, body: { total: 1, items: [{ id: entry.id, state: 'active' }] } });
  expect(page.body.items[0].abilities).toMatchObject({ 'certificates.view_entry': true });
  expect(await send(holder, 'GET', `/api/certificate-register/${entry.id}`)).toMatchObject({
    status: 200,
    body: { entry: { id: entry.id }, history: [{ link: '/de-nghi/thu' }] },
  });
  // A list shows no telephone number whole.
  expect(await send(clerk, 'GET', '/api/pki-sims')).toMatchObject({
    status: 200,
    body: { total: 1, items: [{ number: '0912***678' }] },
  });
  expect(await send(clerk, 'GET', '/api/seals')).toMatchObject({ status: 200, body: { total: 0 } });
  for (const file of ['template', 'export']) {
    const answer = await send(clerk, 'GET', `/api/certificate-register/${file}`);
    expect(answer.status).toBe(200);
    expect(answer.body.subarray(0, 2).toString()).toBe('PK');
  }
  const shown = await upload(clerk, 'so.csv', `Họ và tên,Serial\nLò Văn Bằng,${newSerial()}`);
  expect(shown).toMatchObject({ status: 200, body: { fresh: 1, wrong: 0 } });
  const confirm = `/api/certificate-register/import/${shown.body.id}/confirm`;
  expect(await send(clerk, 'POST', confirm, {})).toMatchObject({ status: 200, body: { fresh: 1 } });
});

test('a device from its first day to its end', async () => {
  const added = await send(clerk, 'POST', '/api/tokens', { serial: 'HTTP-1', holderPersonId: holder.personId });
  expect(added).toMatchObject({ status: 200, body: { state: 'received' } });
  const url = `/api/tokens/${added.body.id}`;
  const given = await send(clerk, 'POST', `${url}/hand-over`, { toPersonId: holder.personId, password: PASSWORD });
  expect(given).toMatchObject({ status: 200, body: { state: 'handed_over' } });
  expect(JSON.stringify(given.body)).not.toContain(PASSWORD);
  const [line] = given.body.custody;
  const taken = await send(holder, 'POST', `${url}/custody/${line.id}`, { accept: true, password: PASSWORD });
  expect(taken).toMatchObject({ status: 200, body: { state: 'in_use' } });
  expect(await send(holder, 'POST', `${url}/state`, { state: 'broken', reason: 'gãy đầu cắm' })).toMatchObject({
    status: 200,
    body: { state: 'broken' },
  });
  expect(await send(clerk, 'GET', `${url}`)).toMatchObject({ status: 200, body: { custody: [{ state: 'done' }] } });
  expect(await send(clerk, 'GET', '/api/tokens?state=broken')).toMatchObject({ status: 200, body: { total: 1 } });
  const copies = await rig.office.database.pool.query('select answer from idempotency_key');
  expect(JSON.stringify(copies.rows)).not.toContain(PASSWORD);
});

const ID = newId();

describe.each([
  ['GET', '/api/certificate-register', undefined],
  ['GET', '/api/certificate-register/template', undefined],
  ['GET', '/api/certificate-register/export', undefined],
  ['POST', `/api/certificate-register/import/${ID}/confirm`, {}],
  ['GET', '/api/pki-sims', undefined],
  ['GET', '/api/seals', undefined],
  ['GET', '/api/tokens', undefined],
  ['POST', '/api/tokens', { serial: 'X-1' }],
] as const)('%s %s', (method, url, payload) => {
  test('needs somebody signed in, and one of those who read or keep the register', async () => {
    expect((await send(undefined, method, url, payload)).status).toBe(401);
    expect((await send(holder, method, url, payload)).status).toBe(403);
  });
});

test.each([
  ['GET', '/api/certificate-register?withinDays=-1', undefined],
  ['GET', '/api/certificate-register?limit=1000', undefined],
  ['GET', '/api/certificate-register/khong-phai-id', undefined],
  ['GET', '/api/tokens?state=gone', undefined],
  ['POST', '/api/tokens', { serial: '' }],
  ['POST', '/api/tokens', { serial: 'x'.repeat(41) }],
  ['POST', `/api/tokens/${ID}/hand-over`, { toPersonId: ID }],
  ['POST', `/api/tokens/${ID}/state`, { state: 'lost', reason: 'mất ở chợ' }],
  ['POST', `/api/tokens/${ID}/state`, { state: 'broken', reason: 'x' }],
  ['POST', `/api/tokens/${ID}/custody/${ID}`, { password: PASSWORD }],
] as const)('%s %s refuses what is not in the contract', async (method, url, payload) => {
  expect((await send(clerk, method, url, payload)).status).toBe(400);
});

test.each([
  ['GET', `/api/certificate-register/${ID}`, undefined],
  ['GET', `/api/tokens/${ID}`, undefined],
  ['POST', `/api/tokens/${ID}/state`, { state: 'broken', reason: 'gãy đầu cắm' }],
  ['POST', `/api/tokens/${ID}/hand-over`, { toPersonId: ID, password: PASSWORD }],
  ['POST', `/api/tokens/${ID}/custody/${ID}`, { accept: true, password: PASSWORD }],
  ['POST', `/api/certificate-register/import/${ID}/confirm`, {}],
] as const)('%s %s: what does not exist is not found', async (method, url, payload) => {
  expect((await send(clerk, method, url, payload)).status).toBe(404);
});
