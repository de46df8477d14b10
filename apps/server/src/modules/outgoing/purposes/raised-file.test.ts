import { verifyPdf } from '@congvu/pades';
import { PkiError } from '@congvu/pki';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadTrust, timestampAuthorityFor } from '#modules/certificates';
import { createSigningModule } from '#modules/signing';
import type { Subject } from '../../../platform/authorise.ts';
import type { RouteInput } from '../../../platform/http/route.ts';
import type { ModuleDefinition } from '../../../platform/module.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildDistrictOffice, type DistrictOffice } from '../../drafting/drafting.testing.ts';
import { buildSubject } from '../../org/org.testing.ts';
import { issueDocuments } from '../commands/issue-documents.ts';
import { returnDocument } from '../commands/return-document.ts';
import { outgoingPurposes, readIssuedLetter } from '../index.ts';
import { buildHandedOver, giveDemoKeys, PIN, recordPorts } from '../outgoing.testing.ts';
import { viewOutgoing } from '../queries/view-outgoing.ts';

let office: TestOffice;
let district: DistrictOffice;
let administrator: Subject;
let signing: ModuleDefinition;
let isDown = false;
const ports = recordPorts();

beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office);
  await giveDemoKeys(office, district);
  const { agencyId, unitId } = district.clerk;
  administrator = await buildSubject(office.db, { agencyId, unitId, roles: ['administrator'] });
  signing = createSigningModule({
    purposes: outgoingPurposes(ports),
    timestampAuthorityFor: async (services) => {
      const real = await timestampAuthorityFor(services);
      return isDown ? { stamp: () => Promise.reject(new PkiError('pki.tsp_unreachable', 'tắt')) } : real;
    },
  });
});
afterAll(() => office.close());
beforeEach(() => {
  isDown = false;
});

function as(subject: Subject) {
  office.clock.advance(60_000);
  return office.as(subject);
}

async function call<T>(by: Subject, path: string, input: { params?: object; body?: object } = {}): Promise<T> {
  const route = signing.routes?.find((candidate) => candidate.method === 'POST' && candidate.path === path);
  // Neither files nor cookies are touched by these routes; the answer is the contract's.
  return (await route?.handle(as(by), { params: {}, query: {}, body: {}, ...input } as RouteInput)) as T;
}

async function act(by: Subject, purpose: 'outgoing.sign' | 'outgoing.seal', id: string) {
  const batch = await call<{ id: string }>(by, '/api/signing/batches', { body: { purpose, documentIds: [id] } });
  return call<{ signed: number }>(by, '/api/signing/batches/:id/sign', {
    params: { id: batch.id },
    body: { pin: PIN },
  });
}

const sign = (id: string) => act(district.deputy, 'outgoing.sign', id);
const seal = (id: string) => act(district.clerk, 'outgoing.seal', id);
const raise = async () => {
  office.clock.advance(10 * 60_000);
  await signing
    .jobs?.(office)
    .find(({ name }) => name === 'signing.raise')
    ?.handle({});
};
const issue = (id: string) => issueDocuments(as(district.clerk), ports, { documentIds: [id] });

interface Page {
  current_sha256: string;
  state: string;
}

async function pageOf(id: string): Promise<Page> {
  const [row] = await rawQuery<Page>(office.db, 'select current_sha256, state from outgoing_document where id = $1', [
    id,
  ]);
  return row ?? { current_sha256: '', state: '' };
}

async function levelOf(id: string): Promise<string | undefined> {
  const [row] = await rawQuery<{ level: string }>(
    office.db,
    'select level from signature_care where document_id = $1',
    [id],
  );
  return row?.level;
}

async function archiveOf(id: string): Promise<string[]> {
  const rows = await rawQuery<{ sha256: string }>(
    office.db,
    `select file.sha256 from document_file link join file on file.agency_id = link.agency_id and file.id = link.file_id
     where link.document_id = $1 and link.role = 'signed' order by link.version desc`,
    [id],
  );
  return rows.map(({ sha256 }) => sha256);
}

async function signaturesIn(sha256: string) {
  const trustAnchors = (await loadTrust(office)).map(({ certificate }) => certificate);
  const report = verifyPdf(await office.blobs.readBytes(sha256), { trustAnchors, at: office.clock.now() });
  return report.signatures.map(({ kind, verdict, level }) => [kind, verdict, level]);
}

async function isPrefix(one: string, other: string): Promise<boolean> {
  const [short, long] = [await office.blobs.readBytes(one), await office.blobs.readBytes(other)];
  return long.length > short.length && long.subarray(0, short.length).equals(short);
}

test('evidence comes with the seal, before the issue; afterwards only the copy of the archive grows', async () => {
  const id = await buildHandedOver(office, district);
  expect(await sign(id)).toMatchObject({ signed: 1 });
  expect(await levelOf(id)).toBe('T');
  expect(await seal(id)).toMatchObject({ signed: 1 });
  const sealed = (await pageOf(id)).current_sha256;
  await raise();
  expect(await levelOf(id)).toBe('LT');
  const raised = (await pageOf(id)).current_sha256;
  expect(await isPrefix(sealed, raised)).toBe(true);
  expect(await issue(id)).toMatchObject({ issued: 1 });
  const letter = await readIssuedLetter(office.db, district.agencyId, id);
  expect(letter.files.filter(({ main }) => main).map(({ sha256 }) => sha256)).toEqual([raised]);

  await rawQuery(office.db, `update signature_care set holds_until = '2021-05-01' where document_id = $1`, [id]);
  await call(administrator, '/api/signing/care/run');
  expect(await levelOf(id)).toBe('LTA');
  // Receivers, register and public check: what was issued.
  expect(await pageOf(id)).toEqual({ current_sha256: raised, state: 'issued' });
  const after = await readIssuedLetter(office.db, district.agencyId, id);
  expect(after.files.filter(({ main }) => main).map(({ sha256 }) => sha256)).toEqual([raised]);
  const [newest = '', before] = await archiveOf(id);
  expect(before).toBe(raised);
  expect(await isPrefix(raised, newest)).toBe(true);
  expect(await signaturesIn(newest)).toEqual([
    ['signature', 'valid', 'LTA'],
    ['signature', 'valid', 'LTA'],
    ['timestamp', 'valid', 'timestamp'],
  ]);
  expect((await viewOutgoing(as(district.clerk), ports, id)).verdict.verdict).toBe('valid');
});

test('a personal signature without time gets it before the seal, which goes on as usual', async () => {
  const id = await buildHandedOver(office, district);
  isDown = true;
  await sign(id);
  expect(await levelOf(id)).toBe('B');
  const signed = (await pageOf(id)).current_sha256;
  isDown = false;
  await raise();
  expect(await levelOf(id)).toBe('T');
  expect(await isPrefix(signed, (await pageOf(id)).current_sha256)).toBe(true);
  expect(await seal(id)).toMatchObject({ signed: 1 });
  expect((await viewOutgoing(as(district.clerk), ports, id)).gate.map(({ ok }) => ok)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  await raise();
  expect(await levelOf(id)).toBe('LT');
  expect(await issue(id)).toMatchObject({ issued: 1 });
});

test('issued in an outage: the receivers have what was issued, the archive gets time and evidence', async () => {
  const id = await buildHandedOver(office, district);
  isDown = true;
  await sign(id);
  await seal(id);
  expect(await levelOf(id)).toBe('B');
  expect(await issue(id)).toMatchObject({ issued: 1 });
  const issued = (await pageOf(id)).current_sha256;
  isDown = false;
  await raise();
  expect(await levelOf(id)).toBe('LT');
  expect((await pageOf(id)).current_sha256).toBe(issued);
  const [newest = ''] = await archiveOf(id);
  expect(await isPrefix(issued, newest)).toBe(true);
  expect((await signaturesIn(newest)).every(([, verdict]) => verdict === 'valid')).toBe(true);
});

test('evidence that comes while the document is being issued costs no second click', async () => {
  const id = await buildHandedOver(office, district);
  await sign(id);
  await seal(id);
  const read = office.blobs.readBytes;
  office.blobs.readBytes = async (sha256) => {
    // The judge has the sealed bytes in his hands when the longer ones take their place.
    office.blobs.readBytes = read;
    const bytes = await read(sha256);
    await raise();
    return bytes;
  };
  expect(await issue(id)).toMatchObject({ issued: 1 });
  expect(await levelOf(id)).toBe('LT');
  const letter = await readIssuedLetter(office.db, district.agencyId, id);
  expect(letter.files.filter(({ main }) => main).map(({ sha256 }) => sha256)).toEqual([
    (await pageOf(id)).current_sha256,
  ]);
  expect(await archiveOf(id)).toContain((await pageOf(id)).current_sha256);
});

test('a returned document is cared for no more', async () => {
  const id = await buildHandedOver(office, district);
  isDown = true;
  await sign(id);
  await returnDocument(as(district.clerk), ports, id, 'Sai nơi nhận');
  isDown = false;
  await raise();
  expect(await levelOf(id)).toBeUndefined();
  expect((await pageOf(id)).state).toBe('returned');
});
