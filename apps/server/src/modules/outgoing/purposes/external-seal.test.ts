import { Readable } from 'node:stream';
import type { ExternalSigning, ExternalUploadAnswer } from '@congvu/contracts';
import { completeSignature, prepareSignature, signingItem } from '@congvu/pades';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findUsableCertificate, openSigner } from '#modules/certificates';
import { createSigningModule } from '#modules/signing';
import type { FileAnswer, RouteInput, UploadedFile } from '../../../platform/http/route.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildDistrictOffice, type DistrictOffice } from '../../drafting/drafting.testing.ts';
import { startFakeClamd } from '../../files/scan/fake-clamd.testing.ts';
import { outgoingPurposes } from '../index.ts';
import { buildHandedOver, giveDemoKeys, openSigning, PIN, recordPorts, signAll } from '../outgoing.testing.ts';
import { viewOutgoing } from '../queries/view-outgoing.ts';

let office: TestOffice;
let district: DistrictOffice;
const ports = recordPorts();
const routes = createSigningModule({ purposes: outgoingPurposes(ports) }).routes ?? [];

beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office);
  await giveDemoKeys(office, district);
});
afterAll(() => office.close());

async function call<T>(method: 'GET' | 'POST', path: string, input: Partial<RouteInput>): Promise<T> {
  const route = routes.find((candidate) => candidate.method === method && candidate.path === path);
  // The answer is the contract's; what a route does not touch is left out.
  return (await route?.handle(office.as(district.clerk), {
    params: {},
    query: {},
    body: {},
    ...input,
  } as RouteInput)) as T;
}

async function offerSeal(): Promise<{ id: string; offer: ExternalSigning }> {
  const id = await buildHandedOver(office, district);
  await signAll(office.as(district.deputy), ports, 'outgoing.sign', [id]);
  office.clock.advance(60_000);
  const batch = await openSigning(office.as(district.clerk), ports, 'outgoing.seal', [id]);
  const offer = await call<ExternalSigning>('POST', '/api/signing/batches/:id/external', { params: { id: batch.id } });
  return { id, offer };
}

const tokenOf = (url: string | undefined) => new URL(url ?? '').pathname.split('/')[4] ?? '';

async function download(offer: ExternalSigning): Promise<Buffer> {
  let sent: FileAnswer | undefined;
  await call('GET', '/api/signing/external/:token/van-ban.pdf', {
    params: { token: tokenOf(offer.items[0]?.downloadUrl) },
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

async function* oneFile(bytes: Uint8Array): AsyncIterable<UploadedFile> {
  yield { name: 'vb.pdf', declaredType: 'application/pdf', stream: Readable.from([bytes]) };
}

const upload = (offer: ExternalSigning, bytes: Uint8Array) =>
  call<ExternalUploadAnswer>('POST', '/api/signing/external/:token', {
    params: { token: tokenOf(offer.items[0]?.uploadUrl) },
    files: () => oneFile(bytes),
  });

async function sealFile(pdf: Buffer): Promise<Buffer> {
  const row = await findUsableCertificate(office, { agencyId: district.agencyId, kind: 'organisation' });
  const signer = await openSigner(office.as(district.clerk), row, PIN);
  const [identity] = await signer.identities();
  if (identity === undefined) {
    throw new Error('no seal');
  }
  const prepared = prepareSignature(pdf, {
    field: 'DauCoQuan',
    signer: identity,
    signedAt: office.clock.now(),
    appearance: {},
  });
  const consent = { who: '', reason: '', docTitles: [] };
  const ticket = await signer.begin({ identityId: identity.id, items: [signingItem(prepared, 'x')], consent });
  const answer = await signer.poll(ticket);
  if (answer === 'pending' || !('signatures' in answer)) {
    throw new Error('not signed');
  }
  return Buffer.concat([pdf, completeSignature(pdf, prepared, answer.signatures[0] ?? Buffer.alloc(0))]);
}

test('the file for another program carries number and date of the register; sealed there, it may be issued', async () => {
  const { id, offer } = await offerSeal();
  expect(offer).toMatchObject({
    operation: 'SignIssued',
    items: [{ documentId: id, documentNumber: '01/UBND-VHTT', issuedOn: '2021-03-22' }],
  });
  expect(await upload(offer, await sealFile(await download(offer)))).toMatchObject({ Status: true, Message: '' });
  const view = await viewOutgoing(office.as(district.clerk), ports, id);
  expect(view).toMatchObject({ state: 'sealed', numberSymbol: '01/UBND-VHTT', verdict: { verdict: 'valid' } });
  expect(view.gate.map(({ ok }) => ok)).toEqual([true, true, true, true]);
});

test('sealed over the page without its number it is not taken; the number stays bound', async () => {
  const { id, offer } = await offerSeal();
  const offered = await download(offer);
  const { verdict: _verdict, mainFile } = await viewOutgoing(office.as(district.clerk), ports, id);
  const { rows } = await office.database.pool.query('select sha256 from file where id = $1', [mainFile.fileId]);
  const shown = await office.blobs.readBytes(rows[0].sha256);
  expect(offered.subarray(0, shown.length).equals(shown)).toBe(true);
  expect(offered.length).toBeGreaterThan(shown.length);
  expect(await upload(offer, await sealFile(shown))).toMatchObject({ Status: false });
  const view = await viewOutgoing(office.as(district.clerk), ports, id);
  expect(view).toMatchObject({ state: 'numbered', numberSymbol: '02/UBND-VHTT' });
});

test('what the other program sends back passes the antivirus before it is taken', async () => {
  const { id, offer } = await offerSeal();
  const clamd = await startFakeClamd();
  office.config.clamd = clamd.address;
  clamd.lie = 'stream: Win.Test.Evil FOUND\0';
  const answer = await upload(offer, await sealFile(await download(offer)));
  expect(answer).toMatchObject({ Status: false, Message: expect.stringContaining('Win.Test.Evil') });
  expect(await viewOutgoing(office.as(district.clerk), ports, id)).toMatchObject({ state: 'numbered' });
  office.config.clamd = undefined;
  await clamd.close();
});
