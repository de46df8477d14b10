import { createHash } from 'node:crypto';
import type { SignBatchAnswer, SigningBatch, SigningRelay } from '@congvu/contracts';
import { listSignatureFields, verifyPdf } from '@congvu/pades';
import type { HashSigner, SigningRequest } from '@congvu/pki';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { record } from '#modules/audit';
import { type CertificateRow, findUsableCertificate, loadTrust, openSigner } from '#modules/certificates';
import { attachFile, type DocumentFile } from '#modules/documents';
import { insertFile, storeBytes } from '#modules/files';
import { createSigningModule } from '#modules/signing';
import { command } from '../../../platform/context.ts';
import type { FileAnswer, RouteInput } from '../../../platform/http/route.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { changeCertificate } from '../../certificates/certificates.testing.ts';
import { buildDistrictOffice, type DistrictOffice } from '../../drafting/drafting.testing.ts';
import { signLetter, writeLetter, writePlainPdf } from '../../signing/signing.testing.ts';
import { cancelDocumentNumber } from '../commands/cancel-number.ts';
import { issueDocuments } from '../commands/issue-documents.ts';
import { returnDocument } from '../commands/return-document.ts';
import { outgoingPurposes } from '../index.ts';
import { buildHandedOver, giveDemoKeys, openSigning, PIN, recordPorts, signAll } from '../outgoing.testing.ts';
import { readIssuedLetter } from '../queries/read-issued-letter.ts';
import { viewOutgoing } from '../queries/view-outgoing.ts';
import { listAttachments } from './attachments.store.ts';
import { sealPurpose } from './seal-purpose.ts';

let office: TestOffice;
let district: DistrictOffice;
let seal: CertificateRow;
const ports = recordPorts();
/** What the key was asked for: one entry a call. */
let begun: SigningRequest[] = [];
let beforeAnswer: () => Promise<unknown> = async () => undefined;

const { routes = [], jobs } = createSigningModule({
  purposes: outgoingPurposes(ports),
  openSigner: async (context, row, pin) => watched(await openSigner(context, row, pin)),
});

function watched(signer: HashSigner): HashSigner {
  return {
    ...signer,
    begin: async (request) => {
      begun.push(request);
      return signer.begin(request);
    },
    poll: async (ticket) => {
      await beforeAnswer();
      return signer.poll(ticket);
    },
  };
}

beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office);
  await giveDemoKeys(office, district);
  seal = await findUsableCertificate(office, { agencyId: district.agencyId, kind: 'organisation' });
});
afterAll(() => office.close());
beforeEach(() => {
  begun = [];
});
afterEach(async () => {
  beforeAnswer = async () => undefined;
  await changeCertificate(office, seal, { key_kind: 'demo_software' });
});

interface Given {
  name: string;
  bytes: Uint8Array;
  type?: string;
}

const PORTRAIT: Given = { name: 'Phụ lục 1.pdf', bytes: writePlainPdf('Phu luc mot') };
const TURNED: Given = { name: 'Phụ lục 2.pdf', bytes: writeLetter('Phu luc hai', '/Rotate 90') };
const TABLE: Given = { name: 'Bảng kê.txt', bytes: Buffer.from('a;b'), type: 'text/plain' };
const LOCKED: Given = {
  name: 'Mật.pdf',
  bytes: writePlainPdf('Phu luc', '', '/Encrypt << /Filter /Standard /V 1 /R 2 >>'),
};

async function attach(documentId: string, given: Given, sortOrder = 0): Promise<string> {
  const { agencyId } = district;
  const blob = await storeBytes(office, given.bytes, given.name, given.type ?? 'application/pdf');
  const context = office.as(district.clerk);
  return command(context, async (tx) => {
    const file = await insertFile(tx, context, agencyId, blob);
    await attachFile(tx, { agencyId, documentId, fileId: file.id, role: 'attachment', sortOrder });
    await record(tx, context, { action: 'test.attached', agencyId, objectKind: 'outgoing', objectId: documentId });
    return file.id;
  });
}

/** Signed by its person, with these attachments, waiting for the seal. */
async function buildSigned(given: readonly Given[]): Promise<string> {
  const id = await buildHandedOver(office, district);
  for (const [index, one] of given.entries()) {
    await attach(id, one, index);
  }
  const count = 'update outgoing_document set attachment_count = $2 where id = $1';
  await office.database.pool.query(count, [id, given.length]);
  await signAll(office.as(district.deputy), ports, 'outgoing.sign', [id]);
  office.clock.advance(60_000);
  return id;
}

async function call<T>(method: 'GET' | 'POST', path: string, input: Partial<RouteInput> = {}): Promise<T> {
  const route = routes.find((candidate) => candidate.method === method && candidate.path === path);
  const context = office.as(district.clerk);
  // The answer is the contract's; what a route does not touch is left out.
  return (await route?.handle(context, { params: {}, query: {}, body: {}, ...input } as RouteInput)) as T;
}

const open = (ids: string[]) => openSigning(office.as(district.clerk), ports, 'outgoing.seal', ids);
const sign = (batch: SigningBatch) =>
  call<SignBatchAnswer>('POST', '/api/signing/batches/:id/sign', { params: { id: batch.id }, body: { pin: PIN } });
const attached = (id: string): Promise<DocumentFile[]> =>
  listAttachments(office.db, { agencyId: district.agencyId, documentId: id });
const view = (id: string) => viewOutgoing(office.as(district.clerk), ports, id);
const issue = (id: string) => issueDocuments(office.as(district.clerk), ports, { documentIds: [id] });

async function reportOn({ sha256 }: DocumentFile) {
  const trustAnchors = (await loadTrust(office)).map(({ certificate }) => certificate);
  return verifyPdf(await office.blobs.readBytes(sha256), { trustAnchors, at: office.clock.now() });
}

async function countLeaves(action: string): Promise<number> {
  const { rows } = await office.database.pool.query('select count(*)::int as n from audit_leaf where action = $1', [
    action,
  ]);
  return rows[0].n;
}

describe('sealing a document with separate attachments', () => {
  test('signs every PDF of them in the same call of the key, and sends what is signed', async () => {
    const id = await buildSigned([PORTRAIT, TABLE, TURNED]);
    const before = await attached(id);
    const batch = await open([id]);
    expect(batch.items[0]?.attachments?.map(({ name, fate }) => [name, fate])).toEqual([
      [PORTRAIT.name, 'sealed'],
      [TABLE.name, 'kept_as_is'],
      [TURNED.name, 'sealed'],
    ]);
    expect(batch.items[0]?.checks.map(({ text }) => text).join()).toMatch(/2 phụ lục PDF.*1 tệp không phải PDF/);
    const answer = await sign(batch);
    expect(answer).toMatchObject({ state: 'completed', signed: 1, failed: 0 });
    expect(begun.map(({ items, consent }) => [items.length, consent.docTitles.length])).toEqual([[3, 3]]);
    expect(begun[0]?.consent.docTitles[1]).toContain(PORTRAIT.name);
    const after = await attached(id);
    expect(after.map(({ name, role }) => [name, role])).toEqual(before.map(({ name, role }) => [name, role]));
    expect(after[1]?.sha256).toBe(before[1]?.sha256);
    for (const index of [0, 2]) {
      const [old, now] = [before[index], after[index]];
      if (old === undefined || now === undefined) {
        throw new Error('no attachment');
      }
      const [base, signed] = await Promise.all([old, now].map(({ sha256 }) => office.blobs.readBytes(sha256)));
      expect(signed?.subarray(0, base?.length).equals(base ?? Buffer.alloc(0))).toBe(true);
      expect(signed?.length).toBeGreaterThan(base?.length ?? 0);
      const report = await reportOn(now);
      expect(report.signatures).toMatchObject([{ verdict: 'valid', integrity: 'whole', level: 'T' }]);
    }
    const { gate, numberSymbol } = await view(id);
    expect(gate.map(({ ok }) => ok)).toEqual(gate.map(() => true));
    expect(gate).toHaveLength(6);
    expect(await issue(id)).toMatchObject({ issued: 1 });
    const letter = await readIssuedLetter(office.db, district.agencyId, id);
    expect(letter).toMatchObject({ numberSymbol });
    expect(letter.files.filter(({ main }) => !main).map(({ sha256 }) => sha256)).toEqual(
      after.map(({ sha256 }) => sha256),
    );
    const left = await office.database.pool.query('select count(*)::int as n from signing_part');
    expect(left.rows).toEqual([{ n: 0 }]);
  });

  test('leaves what somebody else has signed as it is, and it may be issued', async () => {
    const signer = await openSigner(office.as(district.clerk), seal, PIN);
    const [identity] = await signer.identities();
    if (identity === undefined) {
      throw new Error('no key');
    }
    const plan = { field: 'Khac', appearance: {} };
    const bytes = await signLetter(writePlainPdf('Cua noi khac'), signer, identity, office.clock.now(), plan);
    const id = await buildSigned([{ name: 'Của nơi khác.pdf', bytes }, PORTRAIT]);
    const [before] = await attached(id);
    const batch = await open([id]);
    expect(batch.items[0]?.attachments?.map(({ fate }) => fate)).toEqual(['kept_signed', 'sealed']);
    expect(await sign(batch)).toMatchObject({ signed: 1 });
    expect((await attached(id))[0]?.sha256).toBe(before?.sha256);
    expect(await issue(id)).toMatchObject({ issued: 1 });
  });

  test('a field of ours that waits in the file is not mistaken for the place of the stamp', async () => {
    const id = await buildSigned([TURNED]);
    expect(await sign(await open([id]))).toMatchObject({ signed: 1 });
    const [file] = await attached(id);
    const fields = listSignatureFields(await office.blobs.readBytes(file?.sha256 ?? ''));
    expect(fields.filter(({ isSigned }) => isSigned).map(({ name }) => name)).toEqual(['DauCoQuan2']);
  });
});

describe.each([
  ['encrypted', LOCKED],
  ['broken', { name: 'Hỏng.pdf', bytes: Buffer.from('%PDF-1.7\nrubbish') }],
])('an attachment that is %s', (_, bad) => {
  test('stops its document in the review, by its name and without costing a number; the others go on', async () => {
    const [stopped, good] = [await buildSigned([PORTRAIT, bad]), await buildSigned([])];
    const batch = await open([stopped, good]);
    const [item] = batch.items;
    expect(item?.stopped).toMatchObject({ code: 'signing.attachment_refused' });
    expect(item?.stopped?.message).toContain(bad.name);
    expect(await sign(batch)).toMatchObject({ signed: 1 });
    expect(await view(stopped)).toMatchObject({ state: 'signed', numberSymbol: '' });
  });
});

describe('all or nothing', () => {
  async function expectUntouched(id: string, before: readonly DocumentFile[]): Promise<void> {
    expect((await attached(id)).map(({ sha256 }) => sha256)).toEqual(before.map(({ sha256 }) => sha256));
    const { rows } = await office.database.pool.query('select 1 from outgoing_attachment where document_id = $1', [id]);
    expect(rows).toEqual([]);
    expect((await view(id)).state).not.toBe('sealed');
  }

  async function replace(id: string): Promise<void> {
    const [old] = await attached(id);
    await office.database.pool.query('delete from document_file where document_id = $1 and file_id = $2', [
      id,
      old?.fileId,
    ]);
    await attach(id, { name: PORTRAIT.name, bytes: writePlainPdf('Khac han') });
  }

  test('an attachment exchanged after the review voids the document', async () => {
    const id = await buildSigned([PORTRAIT]);
    const batch = await open([id]);
    await replace(id);
    const before = await attached(id);
    expect(await sign(batch)).toMatchObject({ signed: 0, items: [{ code: 'signing.content_changed' }] });
    await expectUntouched(id, before);
  });

  test('and so does one exchanged while the key is signing', async () => {
    const id = await buildSigned([PORTRAIT]);
    const batch = await open([id]);
    beforeAnswer = () => replace(id);
    expect(await sign(batch)).toMatchObject({ signed: 0, items: [{ code: 'outgoing.content_changed' }] });
    await expectUntouched(id, await attached(id));
  });

  test('other bytes on the disk are no part of what was reviewed', async () => {
    const id = await buildSigned([{ name: 'Riêng.pdf', bytes: writePlainPdf('Chi mot lan') }]);
    const batch = await open([id]);
    const before = await attached(id);
    const { blobs } = office;
    const tampered = { ...blobs, readBytes: async (sha256: string) => readTampered(sha256) };
    const readTampered = async (sha256: string): Promise<Buffer> =>
      sha256 === before[0]?.sha256 ? writePlainPdf('Ke xau thay the') : blobs.readBytes(sha256);
    const route = routes.find(({ path }) => path === '/api/signing/batches/:id/sign');
    const context = { ...office.as(district.clerk), blobs: tampered };
    const input = { params: { id: batch.id }, query: {}, body: { pin: PIN } };
    // What the route does not touch is left out.
    const answer = await route?.handle(context, input as RouteInput);
    expect(answer).toMatchObject({ signed: 0, items: [{ code: 'signing.content_changed' }] });
    await expectUntouched(id, before);
  });

  test('a number cancelled while the key is signing leaves document and attachments unsigned', async () => {
    const id = await buildSigned([PORTRAIT]);
    const before = await attached(id);
    const batch = await open([id]);
    beforeAnswer = () => cancelDocumentNumber(office.as(district.clerk), ports, id, 'Cấp nhầm');
    expect(await sign(batch)).toMatchObject({ signed: 0 });
    expect(await view(id)).toMatchObject({ state: 'cancelled' });
    await expectUntouched(id, before);
  });

  test('what a crash left between key and completion is taken up with the same stamps', async () => {
    const id = await buildSigned([PORTRAIT]);
    const batch = await open([id]);
    let reached: (value: unknown) => void = () => undefined;
    const waiting = new Promise((resolve) => {
      reached = resolve;
    });
    beforeAnswer = () => {
      reached(undefined);
      return new Promise(() => undefined);
    };
    void sign(batch);
    await waiting;
    beforeAnswer = async () => undefined;
    office.clock.advance(120_000);
    expect(await sign(batch)).toMatchObject({ signed: 1 });
    const [first, second] = begun.map(({ items }) =>
      items.map(({ toBeSigned }) => Buffer.from(toBeSigned).toString('hex')),
    );
    expect(second).toEqual(first);
    expect(await countLeaves('signing.resumed')).toBe(1);
    expect(await issue(id)).toMatchObject({ issued: 1 });
  });
});

test('a document that goes back takes its attachments back as they were', async () => {
  const id = await buildSigned([PORTRAIT]);
  const [before] = await attached(id);
  expect(await sign(await open([id]))).toMatchObject({ signed: 1 });
  const [sealed] = await attached(id);
  expect(sealed?.sha256).not.toBe(before?.sha256);
  await returnDocument(office.as(district.clerk), ports, id, 'Sai nơi nhận');
  expect(await attached(id)).toEqual([before]);
});

test('an attachment that no longer holds keeps the gate closed', async () => {
  const id = await buildSigned([PORTRAIT]);
  expect(await sign(await open([id]))).toMatchObject({ signed: 1 });
  const [file] = await attached(id);
  const bytes = Buffer.from(await office.blobs.readBytes(file?.sha256 ?? ''));
  bytes[bytes.indexOf('Phu luc mot')] = 0x58;
  const { sha256 } = await office.blobs.put(bytes);
  await office.database.pool.query('update file set sha256 = $2 where id = $1', [file?.fileId, sha256]);
  expect(await issue(id)).toMatchObject({ issued: 0, items: [{ code: 'outgoing.signature_invalid' }] });
  expect((await view(id)).gate.filter(({ ok }) => !ok)).toHaveLength(1);
});

test('a sealed document whose attachment carries no signature is not issued', async () => {
  const id = await buildSigned([]);
  expect(await sign(await open([id]))).toMatchObject({ signed: 1 });
  await attach(id, PORTRAIT);
  await office.database.pool.query('update outgoing_document set attachment_count = 1 where id = $1', [id]);
  expect(await issue(id)).toMatchObject({ issued: 0, items: [{ code: 'outgoing.signatures_missing' }] });
});

test('evidence comes to attachments too; after the issue only the copy of the archive grows', async () => {
  await office.database.pool.query('delete from signature_care');
  const id = await buildSigned([PORTRAIT]);
  expect(await sign(await open([id]))).toMatchObject({ signed: 1 });
  const sources = await office.database.pool.query('select document_id from signature_care where document_id <> $1', [
    id,
  ]);
  const careId = sources.rows.at(-1).document_id;
  const described = await sealPurpose.describeSigned(office.db, district.agencyId, [careId]);
  expect(described.get(careId)).toMatchObject({ ofDocumentId: id, title: expect.stringContaining(PORTRAIT.name) });
  const [job] = jobs?.(office) ?? [];
  await job?.handle({});
  const [raised] = await attached(id);
  expect(await reportOn(raised as DocumentFile)).toMatchObject({ signatures: [{ verdict: 'valid', level: 'LT' }] });
  expect(await issue(id)).toMatchObject({ issued: 1 });
  const care = `update signature_care set target = 'LTA', state = 'waiting', next_try_at = $1 where target is null`;
  await office.database.pool.query(care, [office.clock.now()]);
  await job?.handle({});
  expect((await attached(id))[0]?.sha256).toBe(raised?.sha256);
  const { rows } = await office.database.pool.query(
    'select newest_sha256 from outgoing_attachment where document_id = $1',
    [id],
  );
  const [archived, sent] = await Promise.all(
    [rows[0].newest_sha256, raised?.sha256 ?? ''].map((sha256) => office.blobs.readBytes(sha256)),
  );
  expect(archived?.length).toBeGreaterThan(sent?.length ?? 0);
  expect(archived?.subarray(0, sent?.length).equals(sent ?? Buffer.alloc(0))).toBe(true);
});

describe('with the key on the clerk’s own computer', () => {
  async function relayOf(id: string): Promise<{ batch: SigningBatch; relay: SigningRelay }> {
    await changeCertificate(office, seal, { key_kind: 'token' });
    const batch = await open([id]);
    expect(await sign(batch)).toMatchObject({ state: 'sent' });
    return { batch, relay: await call('GET', '/api/signing/batches/:id/relay', { params: { id: batch.id } }) };
  }

  async function signItem({ attrs }: SigningRelay['items'][number]): Promise<string> {
    await changeCertificate(office, seal, { key_kind: 'demo_software' });
    const signer = await openSigner(office.as(district.clerk), { ...seal, key_kind: 'demo_software' }, PIN);
    const bytes = Buffer.from(attrs, 'base64');
    const toBeSigned = createHash('sha256').update(bytes).digest();
    const [identity] = await signer.identities();
    const items = [{ docId: 'x', digestToShow: '', toBeSigned, attrs: bytes }];
    const consent = { who: '', reason: '', docTitles: [] };
    const answer = await signer.poll(await signer.begin({ identityId: identity?.id ?? '', items, consent }));
    await changeCertificate(office, seal, { key_kind: 'token' });
    if (answer === 'pending' || !('signatures' in answer)) {
      throw new Error('not signed');
    }
    return Buffer.from(answer.signatures[0] ?? []).toString('base64');
  }

  async function contentOf({ contentUrl }: SigningRelay['items'][number]): Promise<Buffer> {
    let sent: FileAnswer | undefined;
    await call('GET', '/api/signing/content/:token', {
      params: { token: contentUrl.split('/').at(-1) ?? '' },
      sendFile: (file) => {
        sent = file;
      },
    });
    const parts: Buffer[] = [];
    for await (const part of sent?.stream ?? []) {
      parts.push(Buffer.from(part as Uint8Array));
    }
    return Buffer.concat(parts);
  }

  test('document and attachment have an item each, with their own content', async () => {
    const id = await buildSigned([PORTRAIT]);
    const { relay } = await relayOf(id);
    expect(relay.items.map(({ documentId }) => documentId)).toEqual([id, id]);
    expect(new Set(relay.items.map(({ itemId }) => itemId)).size).toBe(2);
    const [, part] = relay.items;
    if (part === undefined) {
      throw new Error('no item');
    }
    expect(part.title).toContain(PORTRAIT.name);
    expect(part.digest).toBe(createHash('sha256').update(PORTRAIT.bytes).digest('hex'));
    const content = await contentOf(part);
    expect(content.subarray(0, PORTRAIT.bytes.length).equals(Buffer.from(PORTRAIT.bytes))).toBe(true);
    const digest = createHash('sha256').update(content).digest();
    expect(Buffer.from(part.attrs, 'base64').includes(digest)).toBe(true);
  });

  test.each([
    ['document first', [0, 1]],
    ['attachment first', [1, 0]],
  ])('in pieces, %s: complete with the last one and not before', async (_, order) => {
    const id = await buildSigned([PORTRAIT]);
    const { batch, relay } = await relayOf(id);
    const path = '/api/signing/batches/:id/signatures';
    for (const [turn, index] of order.entries()) {
      const item = relay.items[index];
      if (item === undefined) {
        throw new Error('no item');
      }
      const { documentId, itemId } = item;
      const body = { signatures: [{ documentId, itemId, signature: await signItem(item) }] };
      const answer = await call<SignBatchAnswer>('POST', path, { params: { id: batch.id }, body });
      expect(answer.items).toMatchObject([{ result: turn === 0 ? 'pending' : 'signed' }]);
      if (turn === 0) {
        expect((await view(id)).state).toBe('numbered');
        const left = await call<SigningRelay>('GET', '/api/signing/batches/:id/relay', { params: { id: batch.id } });
        expect(left.items.map((one) => one.itemId)).toEqual([relay.items[1 - index]?.itemId]);
      }
    }
    expect(await view(id)).toMatchObject({ state: 'sealed' });
  });

  test('a signature of the attachment that is none leaves both unsigned', async () => {
    const id = await buildSigned([PORTRAIT]);
    const { batch, relay } = await relayOf(id);
    const [own, part] = relay.items;
    if (own === undefined || part === undefined) {
      throw new Error('no items');
    }
    const signature = await signItem(own);
    const signatures = [own, part].map(({ documentId, itemId }) => ({ documentId, itemId, signature }));
    const path = '/api/signing/batches/:id/signatures';
    const answer = await call<SignBatchAnswer>('POST', path, { params: { id: batch.id }, body: { signatures } });
    expect(answer).toMatchObject({ signed: 0, items: [{ code: 'pades.signature_mismatch' }] });
    expect((await view(id)).state).toBe('numbered');
  });

  test('a program that signs single files is not offered the document', async () => {
    await changeCertificate(office, seal, { key_kind: 'token' });
    const batch = await open([await buildSigned([PORTRAIT])]);
    const external = call('POST', '/api/signing/batches/:id/external', { params: { id: batch.id } });
    await expect(external).rejects.toMatchObject({ code: 'signing.nothing_to_sign' });
    const after = await call<SigningBatch>('GET', '/api/signing/batches/:id', { params: { id: batch.id } });
    expect(after.items[0]?.result?.code).toBe('signing.attachment_refused');
  });
});
