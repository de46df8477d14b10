import { exampleLetter } from '@congvu/nd30';
import { renderPdf } from '@congvu/nd30/render';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachFile } from '#modules/documents';
import { insertFile, storeBytes } from '#modules/files';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildCommune, buildLetter, receiveForTest, type TestCommune } from '../incoming.testing.ts';
import { checkIncomingSignatures } from './check-signatures.ts';

let office: TestOffice;
let commune: TestCommune;

beforeAll(async () => {
  office = await createTestOffice();
  commune = await buildCommune(office.db);
});
afterAll(() => office.close());

async function receiveWith(bytes: Uint8Array | undefined, mediaType = 'application/pdf'): Promise<string> {
  const { documentId } = await receiveForTest(office, buildLetter(commune.agencyId));
  if (bytes !== undefined) {
    const blob = await storeBytes(office, bytes, 'Công văn 367.pdf', mediaType);
    await office.db.transaction().execute(async (tx) => {
      const file = await insertFile(tx, office, commune.agencyId, blob);
      const link = { agencyId: commune.agencyId, documentId, fileId: file.id, role: 'received' as const, version: 1 };
      await attachFile(tx, link);
    });
  }
  return documentId;
}

test('the letter as it came, for those who may read it', async () => {
  const id = await receiveWith(renderPdf(exampleLetter()).pdf);
  const answer = await checkIncomingSignatures(office.as(commune.clerk), id);
  expect(answer).toMatchObject({ verdict: 'unsigned', fileName: 'Công văn 367.pdf', signatures: [] });
  await expect(checkIncomingSignatures(office.as(commune.specialist), id)).rejects.toMatchObject({ status: 403 });
  const stranger = { ...commune.clerk, agencyId: commune.clerk.personId };
  await expect(checkIncomingSignatures(office.as(stranger), id)).rejects.toMatchObject({ status: 404 });
});

test('paper and other kinds of files have no signature to check', async () => {
  for (const id of [await receiveWith(undefined), await receiveWith(Buffer.from('a,b'), 'text/csv')]) {
    const check = checkIncomingSignatures(office.as(commune.clerk), id);
    await expect(check).rejects.toMatchObject({ code: 'incoming.no_signed_page', status: 404 });
  }
});
