import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCertificatesModule } from '#modules/certificates';
import { createSigningModule, lossPorts } from '#modules/signing';
import type { Subject } from '../../platform/authorise.ts';
import { buildServer } from '../../platform/http/server.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildKeys, TEST_PIN } from '../certificates/certificates.testing.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { createProbePurpose, type ProbePurpose, writeLetter } from './signing.testing.ts';

let office: TestOffice;
let leader: Subject;
let app: FastifyInstance;
let probe: ProbePurpose;
let calls = 0;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db);
  const unit = await buildUnit(office.db, agency.id);
  leader = await buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, roles: ['leader'] });
  await buildKeys(office, [leader]);
  probe = await createProbePurpose(office);
  app = await buildServer({
    services: office,
    routes: [
      ...(createSigningModule({ purposes: [probe.purpose] }).routes ?? []),
      ...(createCertificatesModule({ ...lossPorts, lossReported: async () => undefined }).routes ?? []),
    ],
    resolveSession: async () => ({ sessionId: 's', subject: leader, mustChangePassword: false }),
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 5_000_000,
  });
});
afterAll(async () => {
  await app.close();
  await office.close();
});

function headers(): Record<string, string> {
  calls += 1;
  return { 'x-requested-with': 'congvu', 'idempotency-key': `call-${calls}-of-test`, cookie: '__Host-congvu=good' };
}
const post = (url: string, payload: object) => app.inject({ method: 'POST', url, headers: headers(), payload });
const get = (url: string) => app.inject({ method: 'GET', url, headers: headers() });

test('the whole way over HTTP: open, look, sign, look again; no row keeps the PIN or its hash', async () => {
  const id = await probe.addDocument(leader, 'qua http');
  const opened = await post('/api/signing/batches', { purpose: 'outgoing.sign', documentIds: [id] });
  expect(opened.statusCode).toBe(200);
  const batch = opened.json();
  const wrong = await post(`/api/signing/batches/${batch.id}/sign`, { pin: '9999' });
  expect([wrong.statusCode, wrong.json().error.code]).toEqual([422, 'certificates.pin_wrong']);
  const signed = await post(`/api/signing/batches/${batch.id}/sign`, { pin: TEST_PIN });
  expect(signed.json()).toMatchObject({ state: 'completed', signed: 1, items: [{ documentId: id, result: 'signed' }] });
  expect((await get(`/api/signing/batches/${batch.id}`)).json()).toMatchObject({ state: 'completed' });
  const closed = await post(`/api/signing/batches/${batch.id}/cancel`, {});
  expect(closed.json().error.code).toBe('signing.batch_closed');
  const { rows } = await office.database.pool.query('select route from idempotency_key');
  expect(rows).toEqual([{ route: 'POST /api/signing/batches' }]);
});

test('the own certificates with their pictures', async () => {
  const mine = (await get('/api/certificates/mine')).json();
  expect(mine).toMatchObject({ demo: true, organisation: [], person: [{ keyKind: 'demo_software' }] });
  const picture = await get(mine.person[0].imageUrl);
  expect(picture.headers['content-type']).toBe('image/png');
  expect(picture.rawPayload.subarray(1, 4).toString()).toBe('PNG');
});

function upload(name: string, bytes: Uint8Array) {
  const boundary = 'ranh-gioi';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/pdf\r\n\r\n`;
  return app.inject({
    method: 'POST',
    url: '/api/signing/check',
    headers: { ...headers(), 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  });
}

test('any file can be checked; too large and none at all are said so', async () => {
  expect((await upload('thu.pdf', writeLetter('chua ky'))).json()).toMatchObject({ verdict: 'unsigned' });
  expect((await upload('thu.pdf', Buffer.from('khong phai pdf'))).json()).toMatchObject({ verdict: 'indeterminate' });
  const large = await upload('lon.pdf', Buffer.alloc(5_000_001));
  expect([large.statusCode, large.json().error.code]).toEqual([413, 'files.too_large']);
  const none = await app.inject({
    method: 'POST',
    url: '/api/signing/check',
    headers: { ...headers(), 'content-type': 'multipart/form-data; boundary=x' },
    payload: '--x--\r\n',
  });
  expect(none.json().error.code).toBe('files.missing');
});
