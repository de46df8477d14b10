import { createHash } from 'node:crypto';
import type { PublicDocumentCheck, PublicFileMatch } from '@congvu/contracts';
import { addEvidence, extractRevision } from '@congvu/pades';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadTrust } from '#modules/certificates';
import type { Subject } from '../../../platform/authorise.ts';
import { buildServer } from '../../../platform/http/server.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildDistrictOffice, type DistrictOffice } from '../../drafting/drafting.testing.ts';
import { issueDocuments } from '../commands/issue-documents.ts';
import { outgoingRoutes } from '../outgoing.routes.ts';
import { getOutgoing } from '../outgoing.store.ts';
import { buildHandedOver, giveDemoKeys, recordPorts, signAll } from '../outgoing.testing.ts';
import { newCheckCode, printCheckCode } from './check-code.ts';

const ports = recordPorts();
let office: TestOffice;
let district: DistrictOffice;
let issuedId: string;
let code: string;
let issued: Buffer;
let app: FastifyInstance;
let signedIn: Subject | undefined;
let calls = 0;
let address = 0;

async function buildIssued(): Promise<string> {
  const id = await buildHandedOver(office, district);
  const at = (subject: Subject) => {
    office.clock.advance(60_000);
    return office.as(subject);
  };
  await signAll(at(district.deputy), ports, 'outgoing.sign', [id]);
  await signAll(at(district.clerk), ports, 'outgoing.seal', [id]);
  await issueDocuments(at(district.clerk), ports, { documentIds: [id] });
  return id;
}

async function codeOf(id: string): Promise<string> {
  const { row } = await getOutgoing(office.db, district.agencyId, id);
  return row.check_code ?? '';
}

beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office);
  await giveDemoKeys(office, district);
  issuedId = await buildIssued();
  code = await codeOf(issuedId);
  issued = await office.blobs.readBytes((await getOutgoing(office.db, district.agencyId, issuedId)).row.current_sha256);
  app = await buildServer({
    services: office,
    routes: outgoingRoutes(ports),
    resolveSession: async () =>
      signedIn === undefined ? undefined : { sessionId: 's', subject: signedIn, mustChangePassword: false },
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 60_000_000,
  });
});
beforeEach(() => {
  signedIn = undefined;
  // Every test comes from a network of its own, so that none uses up the tries of another.
  address += 1;
});
afterAll(async () => {
  await app.close();
  await office.close();
});

function headers(): Record<string, string> {
  calls += 1;
  return { 'x-requested-with': 'congvu', 'idempotency-key': `public-${calls}-of-test`, cookie: '__Host-congvu=x' };
}
const remoteAddress = () => `198.51.${address}.7`;
const ask = (typed: string) =>
  app.inject({
    method: 'GET',
    url: `/api/public/check/${encodeURIComponent(typed)}`,
    headers: headers(),
    remoteAddress: remoteAddress(),
  });
function send(typed: string, bytes: Uint8Array) {
  const boundary = 'ranh-gioi';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\ncontent-type: application/pdf\r\n\r\n`;
  return app.inject({
    method: 'POST',
    url: `/api/public/check/${typed}/file`,
    headers: { ...headers(), 'content-type': `multipart/form-data; boundary=${boundary}` },
    remoteAddress: remoteAddress(),
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  });
}
async function match(bytes: Uint8Array): Promise<PublicFileMatch> {
  const answer = await send(code, bytes);
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

test('anybody learns by the code what was issued, by whom, and that both signatures hold; nothing else', async () => {
  const answer = await ask(printCheckCode(code).toLowerCase());
  expect(answer.statusCode).toBe(200);
  const found: PublicDocumentCheck = answer.json();
  expect(found).toMatchObject({
    code: printCheckCode(code),
    state: 'issued',
    numberSymbol: '01/UBND-VHTT',
    issuedOn: '2021-03-22',
    signatory: 'Hoàng Văn Phó',
    verdict: 'valid',
    signatures: [{ proven: true }, { proven: true }],
    sha256: createHash('sha256').update(issued).digest('hex').match(/.{8}/g)?.join(' '),
  });
  expect(found.sentence).toContain('01/UBND-VHTT');
  expect(Object.keys(found).sort()).toEqual([
    'abstract',
    'agencyName',
    'code',
    'issuedOn',
    'numberSymbol',
    'sentence',
    'sha256',
    'signatory',
    'signatoryPosition',
    'signatures',
    'state',
    'typeName',
    'verdict',
  ]);
});

test('a slip, a code nobody gave out, one of a document that has not left: one and the same answer', async () => {
  const waiting = await codeOf(await buildHandedOver(office, district));
  expect(waiting).not.toBe('');
  const slip = `${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}`;
  const answers = await Promise.all([waiting, slip, newCheckCode(), 'khong phai ma', '------'].map(ask));
  const said = answers.map((answer) => [answer.statusCode, answer.json().error.code, answer.json().error.message]);
  expect(said.map(([status]) => status)).toEqual([404, 404, 404, 404, 404]);
  expect(new Set(said.map(String)).size).toBe(1);
});

test('guessing ends: after thirty wrong codes the network waits, also for the right one; others do not', async () => {
  for (let count = 0; count < 30; count += 1) {
    expect((await ask(newCheckCode())).statusCode).toBe(404);
  }
  const stopped = await ask(code);
  expect([stopped.statusCode, stopped.json().error.code]).toEqual([429, 'outgoing.too_many_checks']);
  expect((await send(code, issued)).statusCode).toBe(429);
  address += 1;
  expect((await ask(code)).statusCode).toBe(200);
  address -= 1;
  office.clock.advance(10 * 60_000 + 1);
  expect((await ask(code)).statusCode).toBe(200);
});

test('codes that are right are never counted against anybody', async () => {
  for (let count = 0; count < 40; count += 1) {
    expect((await ask(code)).statusCode).toBe(200);
  }
});

describe('the file somebody holds', () => {
  test('the issued bytes', async () => {
    expect(await match(issued)).toMatchObject({ isSame: true });
  });

  test.each<[string, () => Uint8Array]>([
    ['one byte changed', () => issued.map((byte, index) => (index === 5_000 ? byte ^ 1 : byte))],
    ['something written behind it', () => Buffer.concat([issued, Buffer.from('\n% thêm')])],
    ['cut', () => issued.subarray(0, issued.length - 10)],
    ['as the leader signed it, without number and seal', () => extractRevision(issued, 'KyNguoi1')],
    ['another file', () => Buffer.from('%PDF-1.7\n')],
  ])('%s is not it', async (_, bytes) => {
    const answer = await match(bytes());
    expect(answer.isSame).toBe(false);
    expect(answer.sentence).not.toBe('');
  });

  test('sentences tell the cases apart', async () => {
    const cases = [
      Buffer.concat([issued, Buffer.from('\n%')]),
      extractRevision(issued, 'KyNguoi1'),
      Buffer.from('%PDF-1.7\n'),
    ];
    const sentences = await Promise.all(cases.map(async (bytes) => (await match(bytes)).sentence));
    expect(new Set(sentences).size).toBe(3);
  });

  test('the issued bytes stay the right ones after the office has added evidence', async () => {
    const [anchor] = await loadTrust(office);
    const tail = addEvidence(issued, { evidence: [], certificates: [anchor?.certificate ?? new Uint8Array()] });
    const raised = Buffer.concat([issued, tail]);
    const { sha256 } = await office.blobs.put(raised);
    const place = (value: string) =>
      rawQuery(office.db, 'update outgoing_document set current_sha256 = $2 where id = $1', [issuedId, value]);
    await place(sha256);
    expect(await match(raised)).toMatchObject({ isSame: true });
    expect(await match(issued)).toMatchObject({ isSame: true });
    expect(await match(raised.subarray(0, issued.length + 20))).toMatchObject({ isSame: false });
    await place(createHash('sha256').update(issued).digest('hex'));
  });

  test('no file, too many files from one network, unknown code', async () => {
    const empty = await send(code, Buffer.alloc(0));
    expect([empty.statusCode, empty.json().error.code]).toEqual([422, 'files.missing']);
    expect((await send(newCheckCode(), issued)).statusCode).toBe(404);
    for (let count = 0; count < 28; count += 1) {
      expect((await send(code, Buffer.from('x'))).statusCode).toBe(200);
    }
    expect((await send(code, issued)).json().error.code).toBe('outgoing.too_many_checks');
  });
});

test.each(['taken_back', 'recalled', 'replaced'] as const)('what was %s is said first', async (kind) => {
  expect((await ask(code)).json()).toMatchObject({ state: 'issued' });
  const values = [
    district.agencyId,
    issuedId,
    kind,
    'Thu hồi theo Công văn 02/UBND-VHTT',
    office.clock.now(),
    'Lò Thị Thư',
  ];
  await rawQuery(office.db, 'insert into document_freeze values ($1, $2, $3, $4, $5, $6)', values);
  const found: PublicDocumentCheck = (await ask(code)).json();
  expect(found.state).toBe(kind === 'replaced' ? 'replaced' : 'recalled');
  expect(found.sentence).toMatch(/^VĂN BẢN ĐÃ /);
  await rawQuery(office.db, 'delete from document_freeze where document_id = $1', [issuedId]);
});

describe('the setting of the agency', () => {
  const put = (printsCheckCode: boolean) =>
    app.inject({
      method: 'PUT',
      url: '/api/outgoing/settings/check-code',
      headers: headers(),
      payload: { printsCheckCode },
    });

  test('off: no code, nothing printed; on again: a code; audited', async () => {
    signedIn = district.clerk;
    expect((await put(false)).json()).toEqual({ printsCheckCode: false });
    const id = await buildHandedOver(office, district);
    expect(await codeOf(id)).toBe('');
    expect((await put(true)).json()).toEqual({ printsCheckCode: true });
    const marked = await buildHandedOver(office, district);
    expect(await codeOf(marked)).toMatch(/^.{12}$/);
    const sizes = await Promise.all(
      [id, marked].map(
        async (one) =>
          (await office.blobs.readBytes((await getOutgoing(office.db, district.agencyId, one)).row.prepared_sha256))
            .length,
      ),
    );
    expect(sizes[1]).toBeGreaterThan(sizes[0] ?? Number.POSITIVE_INFINITY);
    const leaves = await rawQuery<{ detail: object }>(
      office.db,
      `select detail from audit_leaf where action = 'outgoing.settings_changed' order by at, id`,
      [],
    );
    expect(leaves.map(({ detail }) => detail)).toEqual([{ printsCheckCode: false }, { printsCheckCode: true }]);
  });

  test('a specialist may not change it; nobody without an account sees it', async () => {
    signedIn = district.specialist;
    expect((await put(false)).statusCode).toBe(403);
    signedIn = undefined;
    const view = await app.inject({ method: 'GET', url: '/api/outgoing/settings/check-code', headers: headers() });
    expect(view.statusCode).toBe(401);
  });
});

test('the signatures of an outgoing document for those who may read it', async () => {
  signedIn = district.clerk;
  const url = `/api/outgoing/${issuedId}/signatures`;
  const answer = await app.inject({ method: 'GET', url, headers: headers() });
  expect(answer.json()).toMatchObject({
    verdict: 'valid',
    signatures: [{ field: 'KyNguoi1' }, { field: 'DauCoQuan' }],
  });
  signedIn = { ...district.clerk, agencyId: district.communeIds[0] ?? '' };
  expect((await app.inject({ method: 'GET', url, headers: headers() })).statusCode).toBe(404);
});
