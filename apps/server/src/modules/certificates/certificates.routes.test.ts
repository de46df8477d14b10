import { crc32, deflateSync } from 'node:zlib';
import type { Authority, ServedAuthority } from '@congvu/pki/authority';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCertificatesModule } from '#modules/certificates';
import type { Subject } from '../../platform/authorise.ts';
import { buildServer } from '../../platform/http/server.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import type { CertificateRow } from './certificates.tables.ts';
import {
  auditOf,
  buildAuthority,
  createProbePorts,
  createRealOffice,
  issueFor,
  pasteChain,
  readCertificate,
  registerToken,
} from './certificates.testing.ts';
import { encodeInkPng } from './images/png.ts';
import { readCertificateImage } from './queries/read-image.ts';

let office: TestOffice;
let leader: Subject;
let clerk: Subject;
let administrator: Subject;
let authority: Authority;
let served: ServedAuthority;
let row: CertificateRow;
let app: FastifyInstance;
let acting: Subject;
let calls = 0;

beforeAll(async () => {
  ({ office, leader, clerk, administrator } = await createRealOffice());
  ({ authority, served } = await buildAuthority(office));
  ({ row } = await registerToken(office, authority, leader));
  app = await buildServer({
    services: office,
    routes: createCertificatesModule(createProbePorts().ports).routes ?? [],
    resolveSession: async () => ({
      sessionId: 's',
      subject: acting,
      mustChangePassword: false,
      provedUntil: new Date('2100-01-01'),
    }),
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 5_000_000,
  });
});
afterAll(async () => {
  await app.close();
  await served.close();
  await office.close();
});

function headers(): Record<string, string> {
  calls += 1;
  return { 'x-requested-with': 'congvu', 'idempotency-key': `call-${calls}-of-test`, cookie: '__Host-congvu=good' };
}

async function send(by: Subject, method: 'GET' | 'POST', url: string, payload?: object) {
  acting = by;
  const answer = await app.inject({ method, url, headers: headers(), ...(payload !== undefined && { payload }) });
  return { status: answer.statusCode, body: answer.json() };
}

async function upload(by: Subject, url: string, bytes: Uint8Array) {
  acting = by;
  const boundary = 'ranh-gioi';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  const answer = await app.inject({
    method: 'POST',
    url,
    headers: { ...headers(), 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  });
  return { status: answer.statusCode, body: answer.json() };
}

test('the whole of it over HTTP, everything the contract promises', async () => {
  const chain = pasteChain(authority, issueFor(authority, leader.displayName));
  const key = { kind: 'person', chain, keyKind: 'token', deviceLabel: 'USB số 1' };
  const added = await send(leader, 'POST', '/api/certificates/mine', key);
  expect(added).toMatchObject({ status: 200, body: { state: 'usable' } });
  expect((await send(clerk, 'GET', '/api/certificates?limit=10')).body.certificates).toHaveLength(2);
  const lost = await send(clerk, 'POST', `/api/certificates/${added.body.id}/loss`, { note: 'rơi mất' });
  expect(lost.body).toMatchObject({ state: 'open', certificate: { state: 'frozen' } });
  expect((await send(clerk, 'GET', '/api/certificates/loss-reports')).body.reports).toHaveLength(1);
  const closed = await send(administrator, 'POST', `/api/certificates/loss-reports/${lost.body.id}/close`, {
    outcome: 'withdrawn',
    note: 'tìm thấy',
  });
  expect(closed.body).toMatchObject({ state: 'withdrawn' });
  expect((await send(administrator, 'GET', '/api/certificates/anchors')).body.anchors).toHaveLength(1);
  const { services } = (await send(administrator, 'GET', '/api/certificates/services')).body;
  expect(services).toHaveLength(4);
  const tried = await send(administrator, 'POST', `/api/certificates/services/${services[0].id}/try`, {});
  expect(tried.body.services[0]).toMatchObject({ kind: 'tsa', state: 'ok' });
  const list = await upload(clerk, '/api/certificates/crls', authority.crl(office.clock.now()));
  expect(list).toMatchObject({ status: 200, body: { revokedCount: 0, newlyRevoked: [] } });
});

test.each([
  ['POST', '/api/certificates/anchors', { programme: 'demo' }],
  ['POST', '/api/certificates/mine', { kind: 'person', chain: [], keyKind: 'token', deviceLabel: '' }],
  ['POST', '/api/certificates/mine', { kind: 'person', chain: ['x'], keyKind: 'demo_software', deviceLabel: '' }],
] as const)('%s %s refuses what is not in the contract', async (method, url, payload) => {
  expect((await send(administrator, method, url, payload)).status).toBe(400);
});

describe('the picture of a signature', () => {
  const alpha = new Uint8Array(100).fill(200);
  const good = encodeInkPng(20, 5, alpha, [0, 0, 200]);

  function chunk(type: string, data: Uint8Array): Buffer {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const size = Buffer.alloc(8);
    size.writeUInt32BE(data.length);
    size.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([size.subarray(0, 4), body, size.subarray(4)]);
  }
  function header(given: { width?: number; type?: number; depth?: number }): Buffer {
    const bytes = Buffer.alloc(13);
    bytes.writeUInt32BE(given.width ?? 2, 0);
    bytes.writeUInt32BE(1, 4);
    bytes.set([given.depth ?? 8, given.type ?? 6], 8);
    return bytes;
  }
  const png = (head: Buffer, rows: Uint8Array, ...more: Buffer[]) =>
    Buffer.concat([
      good.subarray(0, 8),
      chunk('IHDR', head),
      ...more,
      chunk('IDAT', deflateSync(rows)),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  const url = () => `/api/certificates/${row.id}/image?widthMm=40`;

  test('is packed anew, without what it does not show', async () => {
    const secret = Buffer.from('Author\0<script>');
    const rows = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8);
    const answer = await upload(leader, url(), png(header({}), rows, chunk('tEXt', secret)));
    expect(answer).toMatchObject({ status: 200, body: { imageUrl: `/api/certificates/${row.id}/image.png` } });
    const image = await readCertificateImage(office, await readCertificate(office, row));
    expect(image).toMatchObject({ widthMm: 40, heightMm: 20 });
    expect(image?.png.includes('script')).toBe(false);
    expect(image?.png.equals(png(header({}), rows))).toBe(true);
    expect(await auditOf(office, row.id)).toContain('certificates.image_set');
  });

  test('drawn ones pass too', async () => {
    expect((await upload(leader, url(), good)).status).toBe(200);
  });

  test.each([
    ['no PNG', Buffer.from('GIF89a')],
    ['opaque', png(header({ type: 2 }), new Uint8Array(7))],
    ['too wide', png(header({ width: 2_001 }), new Uint8Array(9))],
    ['16 bits', png(header({ depth: 16 }), new Uint8Array(17))],
    ['fewer rows than it says', png(header({}), new Uint8Array(8))],
    ['a bomb', png(header({}), new Uint8Array(5_000_000))],
    ['cut', good.subarray(0, 40)],
  ])('%s is refused', async (_, bytes) => {
    const answer = await upload(leader, url(), bytes);
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'certificates.image' } } });
  });

  test('only by the holder', async () => {
    expect(await upload(administrator, url(), good)).toMatchObject({ status: 403 });
  });
});
