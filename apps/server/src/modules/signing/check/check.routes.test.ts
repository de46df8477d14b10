import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PageMark, SignatureCheck } from '@congvu/contracts';
import { extractRevision } from '@congvu/pades';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CertificateRow, openSigner } from '#modules/certificates';
import { createSigningModule } from '#modules/signing';
import type { Subject } from '../../../platform/authorise.ts';
import { buildServer } from '../../../platform/http/server.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildKeys, TEST_PIN } from '../../certificates/certificates.testing.ts';
import { startFakeClamd } from '../../files/scan/fake-clamd.testing.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { signLetter, writeLetter } from '../signing.testing.ts';
import { checkStoredFile } from './check-stored-file.ts';
import { forgetChecks } from './forget-checks.ts';

const HOUR = 3_600_000;
/** A little above what is checked. */
const UPLOAD_LIMIT = 53_000_000;

let office: TestOffice;
let clerk: Subject;
let colleague: Subject;
let stranger: Subject;
let acting: Subject;
let app: FastifyInstance;
let personal: Uint8Array;
let sealed: Uint8Array;
let personKey: CertificateRow | undefined;
let calls = 0;

async function signWith(pdf: Uint8Array, by: Subject, row: CertificateRow | undefined, plan?: { field: string }) {
  if (row === undefined) {
    throw new Error('no such key');
  }
  const signer = await openSigner(office.as(by), row, TEST_PIN);
  const [identity] = await signer.identities();
  if (identity === undefined) {
    throw new Error('no identity');
  }
  return signLetter(pdf, signer, identity, office.clock.now(), plan);
}

beforeAll(async () => {
  office = await createTestOffice();
  const [own, other] = [await buildAgency(office.db), await buildAgency(office.db)];
  const unit = await buildUnit(office.db, own.id);
  const place = { agencyId: own.id, unitId: unit.id };
  clerk = await buildSubject(office.db, { ...place, roles: ['clerk'], fullName: 'Lò Thị Thử' });
  colleague = await buildSubject(office.db, { ...place, roles: ['clerk'] });
  const far = await buildUnit(office.db, other.id);
  stranger = await buildSubject(office.db, { agencyId: other.id, unitId: far.id, roles: ['clerk'] });
  const keys = await buildKeys(office, [clerk]);
  personKey = keys.find(({ kind }) => kind === 'person');
  personal = await signWith(writeLetter('Cong van so 1'), clerk, personKey);
  sealed = await signWith(
    personal,
    clerk,
    keys.find(({ kind }) => kind === 'organisation'),
    { field: 'DauCoQuan' },
  );
  app = await buildServer({
    services: office,
    routes: createSigningModule({ purposes: [] }).routes ?? [],
    resolveSession: async () => ({ sessionId: 's', subject: acting, mustChangePassword: false }),
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: UPLOAD_LIMIT,
  });
});
beforeEach(() => {
  acting = clerk;
  office.clock.set('2021-03-22T01:00:00Z');
});
afterAll(async () => {
  await app.close();
  await office.close();
});

function headers(key?: string): Record<string, string> {
  calls += 1;
  const cookie = '__Host-congvu=good';
  return { 'x-requested-with': 'congvu', 'idempotency-key': key ?? `check-${calls}-of-test`, cookie };
}
function uploadAll(files: [name: string, bytes: Uint8Array][], key?: string) {
  const boundary = 'ranh-gioi';
  const parts = files.flatMap(([name, bytes]) => [
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/pdf\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return app.inject({
    method: 'POST',
    url: '/api/signing/check',
    headers: { ...headers(key), 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  });
}
const upload = (name: string, bytes: Uint8Array, key?: string) => uploadAll([[name, bytes]], key);
const get = (url: string) => app.inject({ method: 'GET', url, headers: headers() });
async function check(bytes: Uint8Array, name = 'công văn.pdf'): Promise<SignatureCheck> {
  const answer = await upload(name, bytes);
  expect(answer.statusCode).toBe(200);
  return answer.json();
}
function keptFiles(): string[] {
  const folder = join(office.config.dataDir, 'signature-checks');
  return existsSync(folder) ? readdirSync(folder) : [];
}

test('who signed what, with marks on the page, and every link of the answer works', async () => {
  const answer = await check(sealed);
  expect(answer).toMatchObject({ verdict: 'valid', intact: true, fileName: 'công văn.pdf', size: sealed.length });
  const [first, second] = answer.signatures;
  expect(first).toMatchObject({
    field: 'KyNguoi1',
    kind: 'signature',
    verdictLabel: 'Hợp lệ',
    integrityLabel: 'Có bổ sung được phép',
    level: 'B',
    provenAt: null,
    // The field at [350 200 469 257] of a page 842 high, from the upper left.
    mark: { page: 1, x: 350, y: 842 - 257, width: 119, height: 57 },
  });
  expect(second).toMatchObject({ field: 'DauCoQuan', integrityLabel: 'Nguyên vẹn' });
  expect(first?.changes.every(({ permitted }) => permitted)).toBe(true);
  expect(first?.path.length).toBeGreaterThan(1);
  expect(first?.revocation).not.toBe('');
  expect((await get(`/api/signing/checks/${answer.id}`)).json()).toEqual(answer);
  expect((await get(`/api/signing/checks/${answer.id}/file.pdf`)).rawPayload.equals(sealed)).toBe(true);
  const asSigned = await get(first?.revisionUrl ?? '');
  expect(asSigned.rawPayload.equals(personal)).toBe(true);
  expect(asSigned.rawPayload.equals(extractRevision(sealed, 'KyNguoi1'))).toBe(true);
  expect((await get(`/api/signing/checks/${answer.id}/revisions/99.pdf`)).statusCode).toBe(404);
  const json = await get(`/api/signing/checks/${answer.id}/report.json`);
  expect(json.headers['content-disposition']).toMatch(/^attachment/);
  expect(json.json()).toEqual(answer);
});

test.each<[string, Omit<PageMark, 'page'>]>([
  ['/CropBox [20 30 575 812]', { x: 350 - 20, y: 812 - 257, width: 119, height: 57 }],
  ['/CropBox [20 30 575 812] /Rotate 90', { x: 200 - 30, y: 350 - 20, width: 57, height: 119 }],
  ['/CropBox [20 30 575 812] /Rotate 180', { x: 575 - 469, y: 200 - 30, width: 119, height: 57 }],
  ['/CropBox [20 30 575 812] /Rotate 270', { x: 812 - 257, y: 575 - 469, width: 57, height: 119 }],
  ['/Rotate -90', { x: 842 - 257, y: 595 - 469, width: 57, height: 119 }],
])('marks lie where the page shows them: %s', async (page, mark) => {
  const answer = await check(await signWith(writeLetter('x', page), clerk, personKey));
  expect(answer.signatures[0]?.mark).toEqual({ page: 1, ...mark });
});

test('what came after a signature is marked too: the seal on the page', async () => {
  const [first] = (await check(sealed)).signatures;
  const added = first?.changes.filter(({ kind }) => kind === 'signature_added');
  expect(added).toMatchObject([
    { kindLabel: 'Thêm chữ ký', permitted: true, mark: { page: 1, x: 310, y: 842 - 282, width: 102, height: 102 } },
  ]);
});

test('the report is PDF/A', async () => {
  const answer = await check(sealed);
  const report = await get(answer.reportUrl);
  expect(report.headers['content-type']).toBe('application/pdf');
  expect(report.rawPayload.toString('latin1')).toContain('<pdfaid:part>2</pdfaid:part>');
});

test('a check is its owner’s alone: a colleague and another agency find nothing', async () => {
  const answer = await check(sealed);
  const urls = ['', '/file.pdf', '/report.pdf', '/report.json', '/revisions/2.pdf'];
  for (const subject of [colleague, stranger]) {
    acting = subject;
    for (const url of urls) {
      const found = await get(`/api/signing/checks/${answer.id}${url}`);
      expect([found.statusCode, found.json().error.code]).toEqual([404, 'signing.check_not_found']);
    }
  }
});

test('after an hour neither answer nor bytes are left', async () => {
  const answer = await check(sealed);
  expect(keptFiles()).toContain(`${answer.id}.pdf`);
  office.clock.advance(HOUR - 1_000);
  await forgetChecks(office);
  expect((await get(`/api/signing/checks/${answer.id}`)).statusCode).toBe(200);
  office.clock.advance(1_000);
  expect((await get(`/api/signing/checks/${answer.id}`)).statusCode).toBe(404);
  await forgetChecks(office);
  expect(keptFiles()).toEqual([]);
  const { rows } = await office.database.pool.query('select id from signing_check');
  expect(rows).toEqual([]);
});

test('each check leaves an audit leaf with verdict and digest, never the name of the file', async () => {
  const answer = await check(sealed, 'tên riêng.pdf');
  const { rows } = await office.database.pool.query(
    `select action, detail from audit_leaf where object_kind = 'signing_check' and object_id = $1`,
    [answer.id],
  );
  expect(rows).toEqual([
    { action: 'signing.checked', detail: { sha256: answer.sha256, size: sealed.length, verdict: 'valid' } },
  ]);
});

test('with an antivirus a file with malware, or one it has not seen, is neither judged nor kept', async () => {
  const clamd = await startFakeClamd();
  office.config.clamd = clamd.address;
  const before = keptFiles();
  const refused = await upload('a.pdf', Buffer.concat([sealed, Buffer.from('%EVIL')]));
  expect([refused.statusCode, refused.json().error.code]).toEqual([422, 'files.infected']);
  clamd.lie = '';
  const silent = await upload('b.pdf', Buffer.concat([sealed, Buffer.from('%b')]));
  expect([silent.statusCode, silent.json().error.code]).toEqual([503, 'files.scan_unavailable']);
  expect(keptFiles()).toEqual(before);
  clamd.lie = undefined;
  expect((await check(sealed)).verdict).toBe('valid');
  office.config.clamd = undefined;
  await clamd.close();
});

test('a repeated request answers the same and keeps one copy', async () => {
  const before = keptFiles().length;
  const [first, second] = [
    await upload('a.pdf', sealed, 'twice-the-same'),
    await upload('a.pdf', sealed, 'twice-the-same'),
  ];
  expect(second.json()).toEqual(first.json());
  expect(keptFiles()).toHaveLength(before + 1);
});

describe('what strangers send', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['noise', randomBytes(20_000)],
    ['a header and noise', Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(20_000)])],
    ['a deep nest', Buffer.from(`%PDF-1.7\n1 0 obj\n${'['.repeat(200_000)}`)],
    ['markup of the layout', Buffer.from('#import "x"; $a$ *b* \\ <c>')],
  ])('%s: an answer, advice and a report', async (name, bytes) => {
    const answer = await check(bytes, `${name} #let x = [*đậm*] \u202e.pdf`);
    expect(answer).toMatchObject({ verdict: 'indeterminate', intact: false, signatures: [] });
    expect(answer.advice).not.toBe('');
    expect((await get(answer.reportUrl)).statusCode).toBe(200);
  });

  test('a signed file cut anywhere is never valid', async () => {
    for (const part of [0.3, 0.6, 0.9, 0.99]) {
      const answer = await check(sealed.subarray(0, Math.floor(sealed.length * part)));
      expect(answer.verdict).not.toBe('valid');
    }
  });

  test('changed bytes: which signature, what to do', async () => {
    const changed = Buffer.from(sealed);
    changed[changed.indexOf('Cong van so 1')] = 'B'.charCodeAt(0);
    const answer = await check(changed);
    expect(answer).toMatchObject({ verdict: 'invalid', intact: false });
    expect(answer.signatures.map(({ integrityLabel }) => integrityLabel)).toEqual(['Hỏng', 'Hỏng']);
    expect(answer.advice).toMatch(/^Không vào sổ/);
  });

  test('several at once: the first is checked; one cut off at the limit of uploads refuses all', async () => {
    const two = await uploadAll([
      ['a.pdf', sealed],
      ['b.pdf', Buffer.from('x')],
    ]);
    expect(two.json()).toMatchObject({ verdict: 'valid', fileName: 'a.pdf' });
    const before = keptFiles();
    const cut = await uploadAll([
      ['a.pdf', sealed],
      ['b.pdf', Buffer.alloc(UPLOAD_LIMIT + 1)],
    ]);
    expect([cut.statusCode, cut.json().error.code]).toEqual([413, 'files.too_large']);
    expect(keptFiles()).toEqual(before);
  });

  test('too large: refused, nothing kept', async () => {
    const before = keptFiles();
    const answer = await upload('lon.pdf', Buffer.alloc(50 * 1024 * 1024 + 1));
    expect([answer.statusCode, answer.json().error.code]).toEqual([413, 'files.too_large']);
    expect(keptFiles()).toEqual(before);
  });
});

test('a file of a document: the same answer, asked once in ten minutes, links of its own', async () => {
  const { sha256 } = await office.blobs.put(sealed);
  const file = { agencyId: clerk.agencyId, fileSha256: sha256, name: 'Công văn 01.pdf' };
  const answer = await checkStoredFile(office.as(clerk), file);
  expect(answer).toMatchObject({ verdict: 'valid', sha256, fileName: 'Công văn 01.pdf' });
  expect(await checkStoredFile(office.as(clerk), file)).toEqual(answer);
  expect((await checkStoredFile(office.as(colleague), file)).id).not.toBe(answer.id);
  expect((await get(answer.signatures[0]?.revisionUrl ?? '')).rawPayload.equals(personal)).toBe(true);
  expect((await get(`/api/signing/checks/${answer.id}/file.pdf`)).rawPayload.equals(sealed)).toBe(true);
  office.clock.advance(11 * 60_000);
  expect((await checkStoredFile(office.as(clerk), file)).id).not.toBe(answer.id);
  office.clock.advance(2 * HOUR);
  await forgetChecks(office);
  expect(office.blobs.has(sha256)).toBe(true);
});
