import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDocumentFiles, listMovements } from '#modules/documents';
import { storeBytes } from '#modules/files';
import { searchEntries } from '#modules/search';
import type { Role } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildSubject } from '../../org/org.testing.ts';
import { getIncoming } from '../incoming.store.ts';
import { buildCommune, buildLetter, receiveForTest, type TestCommune } from '../incoming.testing.ts';
import type { ReceivedLetter } from '../ports.ts';

let office: TestOffice;
let commune: TestCommune;

beforeAll(async () => {
  office = await createTestOffice();
  commune = await buildCommune(office.db);
});
afterAll(() => office.close());

const receive = (letter: ReceivedLetter) => receiveForTest(office, letter);

test('becomes a document that waits for registration, with files, timeline, trace, search and a notice to the clerks', async () => {
  const main = await storeBytes(office, Buffer.from('%PDF the page'), 'Cong van.pdf', 'application/pdf');
  const form = await storeBytes(office, Buffer.from('form'), 'Mẫu 08.docx', 'application/octet-stream');
  const { documentId, duplicate } = await receive(buildLetter(commune.agencyId, { main, attachments: [form] }));
  expect(duplicate).toBe(false);
  const row = await getIncoming(office.db, { agencyId: commune.agencyId, id: documentId });
  expect(row).toMatchObject({ state: 'received', source: 'axis', is_duplicate: false, attachment_count: 1 });
  const files = await listDocumentFiles(office.db, commune.agencyId, documentId);
  expect(files.map((file) => file.role)).toEqual(['received', 'attachment']);
  expect((await listMovements(office.db, commune.agencyId, documentId)).map((item) => item.kind)).toEqual(['received']);
  const found = (query: string, subject = commune.clerk) => searchEntries(office.db, subject, query, 5);
  expect((await found('bao mat thong tin')).map((hit) => hit.objectId)).toContain(documentId);
  expect(await found('bao mat thong tin', commune.specialist)).toEqual([]);
  const notices = await rawQuery<{ person_id: string }>(
    office.db,
    'select person_id from notification where agency_id = $1 and link = $2',
    [commune.agencyId, `/van-ban-den/${documentId}`],
  );
  expect(notices.map((notice) => notice.person_id).sort()).toEqual(
    [commune.clerk.personId, commune.secondClerk.personId].sort(),
  );
  const audited = await rawQuery(
    office.db,
    "select 1 from audit_leaf where object_id = $1 and action = 'incoming.received'",
    [documentId],
  );
  expect(audited).toHaveLength(1);
});

test('the very same letter ten times at once is one document', async () => {
  const letter = buildLetter(commune.agencyId, { facts: { numberSymbol: '1/TB-UBND' } });
  const answers = await Promise.all(Array.from({ length: 10 }, () => receive(letter)));
  expect(new Set(answers.map((answer) => answer.documentId)).size).toBe(1);
  expect(answers.filter((answer) => !answer.duplicate)).toHaveLength(1);
});

test('another content under the same DocumentId, and the same number again, are documents marked as duplicates', async () => {
  const first = buildLetter(commune.agencyId, { facts: { numberSymbol: '2/TB-UBND' } });
  await receive(first);
  const page = await storeBytes(office, Buffer.from('%PDF changed'), 'Cong van.pdf', 'application/pdf');
  const changed = await receive({ ...first, main: page });
  const again = await receive(buildLetter(commune.agencyId, { facts: { numberSymbol: '2/TB-UBND' } }));
  const fresh = await receive(buildLetter(commune.agencyId, { facts: { numberSymbol: '3/TB-UBND' } }));
  for (const [answer, isDuplicate] of [
    [changed, true],
    [again, true],
    [fresh, false],
  ] as const) {
    expect(answer.duplicate).toBe(false);
    const row = await getIncoming(office.db, { agencyId: commune.agencyId, id: answer.documentId });
    expect(row.is_duplicate).toBe(isDuplicate);
  }
});

test('a marked letter is refused and leaves nothing', async () => {
  const letter = buildLetter(commune.agencyId, { facts: { abstract: 'Báo cáo tình hình (Tối mật)' } });
  await expect(receive(letter)).rejects.toMatchObject({ code: 'documents.state_secret' });
  const rows = await rawQuery(office.db, 'select 1 from incoming_document where envelope_document_id = $1', [
    letter.envelopeDocumentId,
  ]);
  expect(rows).toEqual([]);
});

test('a clerk and a leader who come later find the letters of before; a specialist does not', async () => {
  const { documentId } = await receive(buildLetter(commune.agencyId, { facts: { abstract: 'Nạo vét mương Nà Tăm' } }));
  const { agencyId, office: desk } = commune;
  const found = async (...roles: Role[]) => {
    const subject = await buildSubject(office.db, { agencyId, unitId: desk.id, roles });
    return (await searchEntries(office.db, subject, 'nao vet muong', 5)).map((hit) => hit.objectId);
  };
  expect(await found('clerk')).toEqual([documentId]);
  expect(await found('leader')).toEqual([documentId]);
  expect(await found('specialist', 'administrator', 'auditor')).toEqual([]);
});
