import { createHash } from 'node:crypto';
import type { ExternalSigning, SigningRelay } from '@congvu/contracts';
import { asn1Child, type HashSigner, parseCertificate, readOctets, readValue } from '@congvu/pki';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findUsableCertificate, openSigner } from '#modules/certificates';
import type { Subject } from '../../platform/authorise.ts';
import { buildServer } from '../../platform/http/server.ts';
import { changeCertificate, TEST_PIN } from '../certificates/certificates.testing.ts';
import { createSigningModule } from './index.ts';
import { signLetter } from './signing.testing.ts';
import { createSigningOffice, type SigningOffice } from './signing-office.testing.ts';

let at: SigningOffice;
let app: FastifyInstance;
let acting: Subject;
let key: HashSigner;
let calls = 0;

beforeAll(async () => {
  at = await createSigningOffice();
  key = await openSigner(at.office.as(at.leader), at.own, TEST_PIN);
  await changeCertificate(at.office, at.own, { key_kind: 'token' });
  app = await buildServer({
    services: at.office,
    routes: createSigningModule(at.ports).routes ?? [],
    resolveSession: async () => ({ sessionId: 's', subject: acting, mustChangePassword: false }),
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 5_000_000,
  });
});
afterAll(async () => {
  await app.close();
  await at.office.close();
});
beforeEach(() => {
  acting = at.leader;
  at.office.clock.set('2021-03-22T01:00:00Z');
});
afterEach(async () => {
  await at.office.database.pool.query(`update signing_batch set state = 'cancelled' where state in ('open', 'sent')`);
});

function headers(): Record<string, string> {
  calls += 1;
  return { 'x-requested-with': 'congvu', 'idempotency-key': `call-${calls}-of-test`, cookie: '__Host-congvu=good' };
}
const post = (url: string, payload: object = {}) => app.inject({ method: 'POST', url, headers: headers(), payload });
const get = (url: string) => app.inject({ method: 'GET', url, headers: headers() });
/** As a program does: the address and nothing else. */
const fetchBare = (url: string) => app.inject({ method: 'GET', url: new URL(url).pathname });

async function openBatch(count: number): Promise<{ id: string; ids: string[]; path: string }> {
  const ids = await at.add(count);
  const { id } = (await post('/api/signing/batches', { purpose: 'outgoing.sign', documentIds: ids })).json();
  return { id, ids, path: `/api/signing/batches/${id}` };
}

async function sendToAgent(count: number) {
  const batch = await openBatch(count);
  const answer = (await post(`${batch.path}/sign`)).json();
  expect(answer).toMatchObject({ state: 'sent', device: { way: 'agent' } });
  const relay: SigningRelay = (await get(`${batch.path}/relay`)).json();
  return { ...batch, relay };
}

/** What the agent does with the attributes it has looked at. */
async function signRelay(items: SigningRelay['items']): Promise<{ documentId: string; signature: string }[]> {
  const [identity] = await key.identities();
  const ticket = await key.begin({
    identityId: identity?.id ?? '',
    items: items.map(({ documentId, digest, attrs }) => {
      const bytes = Buffer.from(attrs, 'base64');
      return {
        docId: documentId,
        digestToShow: digest,
        attrs: bytes,
        toBeSigned: createHash('sha256').update(bytes).digest(),
      };
    }),
    consent: { who: '', reason: '', docTitles: [] },
  });
  const answer = await key.poll(ticket);
  if (answer === 'pending' || !('signatures' in answer)) {
    throw new Error('not signed');
  }
  return items.map(({ documentId }, index) => ({
    documentId,
    signature: Buffer.from(answer.signatures[index] ?? []).toString('base64'),
  }));
}

/** messageDigest (1.2.840.113549.1.9.4) inside the signed attributes. */
function digestInside(attrs: string): string {
  const { node } = readValue(Buffer.from(attrs, 'base64'));
  const oid = Buffer.from('2a864886f70d010904', 'hex');
  const attribute = node.children.find((one) => Buffer.from(asn1Child(one, 0).content).equals(oid));
  if (attribute === undefined) {
    throw new Error('no message digest');
  }
  return Buffer.from(readOctets(asn1Child(asn1Child(attribute, 1), 0))).toString('hex');
}

describe('a token on the signer’s own computer', () => {
  test('gets hashes with the very bytes they are of, signs, and every signature is verified and stamped', async () => {
    const { ids, path, relay } = await sendToAgent(3);
    const leaf = parseCertificate(at.own.chain[0] ?? Buffer.alloc(0));
    expect(relay).toMatchObject({
      certificateSha256: createHash('sha256').update(leaf.raw).digest('hex'),
      algorithm: 'ECDSA-SHA256',
      consent: { who: 'Vũ Xuân Thử' },
    });
    expect(relay.items.map(({ documentId }) => documentId)).toEqual(ids);
    for (const item of relay.items) {
      const content = await fetchBare(item.contentUrl);
      expect(content.statusCode).toBe(200);
      expect(createHash('sha256').update(content.rawPayload).digest('hex')).toBe(digestInside(item.attrs));
      // The bytes that were shown stand at their beginning.
      const shown = await at.office.blobs.readBytes(item.digest);
      expect(content.rawPayload.subarray(0, shown.length).equals(shown)).toBe(true);
    }
    const answer = (await post(`${path}/signatures`, { signatures: await signRelay(relay.items) })).json();
    expect(answer).toMatchObject({ state: 'completed', signed: 3, failed: 0 });
    expect(await at.care(ids[0] ?? '')).toMatchObject({ level: 'T' });
    // Asked again: what happened then.
    const again = await post(`${path}/signatures`, { signatures: await signRelay(relay.items) });
    expect(again.json()).toMatchObject({ state: 'completed', signed: 3 });
    expect(await at.countLeaves('signing.signed', ids[0] ?? '')).toBe(1);
  });

  test('delivers in pieces; after a closed laptop the rest is taken up again', async () => {
    const { ids, path, relay } = await sendToAgent(5);
    const signed = await signRelay(relay.items);
    const first = await post(`${path}/signatures`, { signatures: signed.slice(0, 2) });
    expect(first.json()).toMatchObject({ state: 'sent', signed: 2, failed: 0 });
    expect((await get(path)).json()).toMatchObject({ progress: { total: 5, signed: 2, failed: 0, waiting: 3 } });
    const rest: SigningRelay = (await get(`${path}/relay`)).json();
    expect(rest.items.map(({ documentId }) => documentId)).toEqual(ids.slice(2));
    // The page asks to sign once more: nothing starts anew.
    expect((await post(`${path}/sign`)).json()).toMatchObject({ state: 'sent', signed: 2 });
    const last = await post(`${path}/signatures`, { signatures: await signRelay(rest.items) });
    expect(last.json()).toMatchObject({ state: 'completed', signed: 5 });
  });

  test('a signature of something else is refused for its document alone, which may be tried again', async () => {
    const { ids, path, relay } = await sendToAgent(2);
    const [one, two] = await signRelay(relay.items);
    const swapped = [
      { documentId: one?.documentId, signature: two?.signature },
      { documentId: two?.documentId, signature: two?.signature },
    ];
    const answer = (await post(`${path}/signatures`, { signatures: swapped })).json();
    expect(answer).toMatchObject({
      state: 'open',
      signed: 1,
      items: [{ result: 'failed', code: 'pades.signature_mismatch' }, { result: 'signed' }],
    });
    expect((await at.probe.readDocument(ids[0] ?? '')).state).toBe('waiting');
    await post(`${path}/sign`);
    const again: SigningRelay = (await get(`${path}/relay`)).json();
    const done = await post(`${path}/signatures`, { signatures: await signRelay(again.items) });
    expect(done.json()).toMatchObject({ state: 'completed', signed: 2 });
  });

  test.each([
    ['refused', 'signing.refused'],
    ['pinLocked', 'certificates.pin_locked'],
  ])('says %s: nothing is signed, the batch is open again', async (failed, code) => {
    const { path } = await sendToAgent(2);
    const answer = (await post(`${path}/signatures`, { failed })).json();
    expect(answer).toMatchObject({ state: 'open', signed: 0, items: [{ code }, { code }] });
  });

  test('addresses work once, for one document, not after their time, and not for another kind', async () => {
    const { relay } = await sendToAgent(2);
    const [first, second] = relay.items;
    expect((await fetchBare(first?.contentUrl ?? '')).statusCode).toBe(200);
    const again = await fetchBare(first?.contentUrl ?? '');
    expect([again.statusCode, again.json().error.code]).toEqual([404, 'signing.relay_link']);
    const asFile = await fetchBare(`${second?.contentUrl.replace('/content/', '/external/')}/van-ban.pdf`);
    expect(asFile.json().error.code).toBe('signing.relay_link');
    at.office.clock.advance(61 * 60_000);
    expect((await fetchBare(second?.contentUrl ?? '')).json().error.code).toBe('signing.relay_link');
    const guessed = await fetchBare('http://x/api/signing/content/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
    expect(guessed.json().error.code).toBe('signing.relay_link');
    const { rows } = await at.office.database.pool.query('select token_hash from signing_link');
    expect(
      rows.some((row: { token_hash: string }) => relay.items.some((i) => i.contentUrl.includes(row.token_hash))),
    ).toBe(false);
  });

  test('belongs to who opened it; a batch that waits for nothing has nothing to hand over', async () => {
    const { path, relay } = await sendToAgent(1);
    acting = at.deputy;
    expect((await get(`${path}/relay`)).json().error.code).toBe('signing.sign.forbidden');
    const signatures = await signRelay(relay.items);
    expect((await post(`${path}/signatures`, { signatures })).json().error.code).toBe('signing.sign.forbidden');
    acting = at.leader;
    const open = await openBatch(1);
    expect((await get(`${open.path}/relay`)).json().error.code).toBe('signing.not_waiting');
    await post(`${path}/cancel`);
    expect((await fetchBare(relay.items[0]?.contentUrl ?? '')).json().error.code).toBe('signing.not_waiting');
    expect((await post(`${path}/signatures`, { signatures })).json().error.code).toBe('signing.batch_closed');
  });

  test('lost while its signatures are on the way: none of them counts', async () => {
    const { ids, path, relay } = await sendToAgent(2);
    const signatures = await signRelay(relay.items);
    await changeCertificate(at.office, at.own, { frozen_at: at.office.clock.now() });
    const answer = (await post(`${path}/signatures`, { signatures })).json();
    await changeCertificate(at.office, at.own, { frozen_at: null });
    expect(answer).toMatchObject({
      signed: 0,
      items: [{ code: 'certificates.frozen' }, { code: 'certificates.frozen' }],
    });
    expect((await at.probe.readDocument(ids[0] ?? '')).state).toBe('waiting');
  });
});

describe('a program that signs whole files', () => {
  async function openExternal(count = 1) {
    const batch = await openBatch(count);
    const offer: ExternalSigning = (
      await app.inject({ method: 'POST', url: `${batch.path}/external`, headers: headers() })
    ).json();
    return { ...batch, offer };
  }

  function upload(url: string, bytes: Uint8Array) {
    const boundary = 'ranh-gioi';
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="uploadfile"; filename="vb.pdf"\r\ncontent-type: application/pdf\r\n\r\n`;
    return app.inject({
      method: 'POST',
      url: new URL(url).pathname,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    });
  }

  async function signFile(pdf: Uint8Array, signer: HashSigner = key): Promise<Uint8Array> {
    const [identity] = await signer.identities();
    if (identity === undefined) {
      throw new Error('no key');
    }
    return signLetter(pdf, signer, identity, at.office.clock.now(), {
      field: 'ChuKyCuaChuongTrinhKhac',
      page: 1,
      rect: { x: 100, y: 100, width: 80, height: 40 },
      appearance: {},
    });
  }

  async function download(offer: ExternalSigning, index = 0): Promise<Buffer> {
    const answer = await fetchBare(offer.items[index]?.downloadUrl ?? '');
    expect(answer.statusCode).toBe(200);
    return answer.rawPayload;
  }

  test('fetches, signs and sends back without a cookie; the document is signed and the link used up', async () => {
    const { ids, path, offer } = await openExternal(2);
    expect(offer).toMatchObject({ operation: 'SignApproved', items: [{ documentNumber: null }, {}] });
    const signed = await signFile(await download(offer));
    const answer = await upload(offer.items[0]?.uploadUrl ?? '', signed);
    expect(answer.json()).toEqual({ Status: true, Message: '', FileName: 'van-ban.pdf', FileServer: ids[0] });
    expect(await at.probe.readDocument(ids[0] ?? '')).toMatchObject({
      state: 'signed',
      signed_sha256: createHash('sha256').update(signed).digest('hex'),
    });
    expect(await at.care(ids[0] ?? '')).toMatchObject({ level: 'B', state: 'waiting' });
    expect((await get(path)).json()).toMatchObject({ state: 'sent', progress: { signed: 1, waiting: 1 } });
    const again = await upload(offer.items[0]?.uploadUrl ?? '', signed);
    expect([again.statusCode, again.json().error.code]).toEqual([404, 'signing.relay_link']);
    await upload(offer.items[1]?.uploadUrl ?? '', await signFile(await download(offer, 1)));
    expect((await get(path)).json()).toMatchObject({ state: 'completed', progress: { signed: 2 } });
  });

  test.each<[string, (base: Buffer) => Promise<Uint8Array>]>([
    ['the file as it was', async (base) => base],
    [
      'old bytes touched',
      async (base) => {
        const signed = Buffer.from(await signFile(base));
        signed[20] = (signed[20] ?? 0) ^ 1;
        return signed;
      },
    ],
    [
      'another file, well signed',
      async () => {
        const other = await at.probe.readDocument(await at.probe.addDocument(at.leader, 'So tien: 900.000.000 dong'));
        return signFile(await at.office.blobs.readBytes(other.sha256));
      },
    ],
    ['two signatures', async (base) => signTwice(base)],
    ['somebody else’s key', async (base) => signFile(base, await deputyKey())],
    ['junk behind it', async (base) => Buffer.concat([await signFile(base), Buffer.from('\n% more\n')])],
    ['no PDF', async () => Buffer.from('khong phai pdf')],
  ])('is refused when it sends %s; nothing changes', async (_, make) => {
    const { ids, path, offer } = await openExternal();
    const answer = await upload(offer.items[0]?.uploadUrl ?? '', await make(await download(offer)));
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ Status: false, FileServer: '' });
    expect(answer.json().Message.length).toBeGreaterThan(20);
    expect(await at.probe.readDocument(ids[0] ?? '')).toMatchObject({ state: 'waiting', signed_sha256: null });
    const seen = (await get(path)).json();
    expect([seen.state, seen.items[0].result.code]).toEqual(['open', 'signing.external_refused']);
  });

  async function deputyKey(): Promise<HashSigner> {
    const { agencyId, personId } = at.deputy;
    const row = await findUsableCertificate(at.office, { agencyId, kind: 'person', personId });
    return openSigner(at.office.as(at.deputy), row, TEST_PIN);
  }

  async function signTwice(base: Buffer): Promise<Uint8Array> {
    const once = await signFile(base);
    const signer = await deputyKey();
    const [identity] = await signer.identities();
    if (identity === undefined) {
      throw new Error('no key');
    }
    return signLetter(once, signer, identity, at.office.clock.now(), { field: 'KyNguoi1', appearance: {} });
  }

  test('is offered the ticked documents only', async () => {
    const { ids, path } = await openBatch(2);
    const offer: ExternalSigning = (await post(`${path}/external`, { documentIds: [ids[1]] })).json();
    expect(offer.items.map(({ documentId }) => documentId)).toEqual([ids[1]]);
    expect((await get(path)).json().items.map(({ state }: { state: string }) => state)).toEqual(['open', 'sent']);
  });

  test('cannot be asked for by anybody but who opened the batch', async () => {
    const { path } = await openBatch(1);
    acting = at.deputy;
    expect((await post(`${path}/external`)).json().error.code).toBe('signing.sign.forbidden');
  });

  test('a command of the page still needs its header: only programs are let in without', async () => {
    const { path } = await openBatch(1);
    const answer = await app.inject({ method: 'POST', url: `${path}/external`, payload: {} });
    expect(answer.json().error.code).toBe('platform.foreign_origin');
  });
});
