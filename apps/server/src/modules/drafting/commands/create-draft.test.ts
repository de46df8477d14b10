import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertDocument, listRelated } from '#modules/documents';
import type { Subject } from '../../../platform/authorise.ts';
import { newId } from '../../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildDistrictOffice, type DistrictOffice } from '../drafting.testing.ts';
import type { DraftingPorts } from '../ports.ts';
import { viewDraft } from '../queries/view-draft.ts';
import { relateDraft } from './attach-files.ts';
import { createDraft } from './create-draft.ts';

let office: TestOffice;
let district: DistrictOffice;
/** Documents by who may read them. */
let given: string;
let elsewhere: string;

async function buildDocument(agencyId: string): Promise<string> {
  const id = newId();
  await office.db.transaction().execute((tx) =>
    insertDocument(tx, {
      agency_id: agencyId,
      id,
      direction: 'incoming',
      document_type: 'official_letter',
      type_name: 'Công văn',
      number: 367,
      symbol: 'UBND-VHTT',
      number_symbol: '367/UBND-VHTT',
      abstract: 'V/v rà soát tài khoản',
      issued_on: '2021-03-22',
      issuing_agency_id: null,
      issuing_agency_name: 'UBND tỉnh',
      signatory: '',
      signatory_position: '',
      urgency: 'normal',
      drafting_unit: '',
      page_count: 1,
      document_code: '',
      created_at: office.clock.now(),
    }),
  );
  return id;
}

beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office);
  given = await buildDocument(district.agencyId);
  elsewhere = await buildDocument(district.stranger.agencyId);
});
afterAll(() => office.close());

/** The specialist was given the document, nobody else. */
const ports: DraftingPorts = {
  maySee: async (_db, subject, id) => id === given && subject.personId === district.specialist.personId,
};
const answer = (subject: Subject, replyToId: string) =>
  createDraft(office.as(subject), ports, {
    documentType: 'official_letter',
    abstract: '',
    replyToId,
    declaredSecrecy: 'none',
  });
const MISSING = { code: 'documents.not_found', status: 404 };

test('a reply to a document the person may read starts with it', async () => {
  const { id } = await answer(district.specialist, given);
  const view = await viewDraft(office.as(district.specialist), id);
  expect(JSON.stringify(view.content)).toContain('367/UBND-VHTT');
  expect((await listRelated(office.db, district.agencyId, id)).map((related) => related.kind)).toEqual(['reply']);
});

test('to whoever may not read it, and for another agency, the document does not exist', async () => {
  await expect(answer(district.unitHead, given)).rejects.toMatchObject(MISSING);
  await expect(answer(district.specialist, elsewhere)).rejects.toMatchObject(MISSING);
  await expect(answer(district.specialist, newId())).rejects.toMatchObject(MISSING);
});

test('a basis is linked by the same rule', async () => {
  const { id } = await answer(district.specialist, given);
  const relate = (documentId: string) =>
    relateDraft(office.as(district.specialist), ports, id, { documentId, kind: 'basis' });
  await expect(relate(elsewhere)).rejects.toMatchObject(MISSING);
  await relate(given);
  expect((await listRelated(office.db, district.agencyId, id)).map((related) => related.kind).sort()).toEqual([
    'basis',
    'reply',
  ]);
});
