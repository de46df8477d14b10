import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertFile, storeBytes } from '#modules/files';
import { newId } from '../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency } from '../org/org.testing.ts';
import { attachFile, type DocumentRow, insertDocument } from './documents.store.ts';
import { findNumbered } from './find-issued.ts';

let office: TestOffice;
let agencyId: string;
let other: string;
let issued: string;
let draft: string;

function row(numberSymbol: string): DocumentRow {
  return {
    agency_id: agencyId,
    id: newId(),
    direction: 'outgoing',
    document_type: 'official_letter',
    type_name: 'Công văn',
    number: null,
    symbol: '',
    number_symbol: numberSymbol,
    abstract: 'V/v rà soát',
    issued_on: null,
    issuing_agency_id: agencyId,
    issuing_agency_name: 'UBND huyện',
    signatory: '',
    signatory_position: '',
    urgency: 'normal',
    drafting_unit: '',
    page_count: null,
    document_code: '',
    created_at: office.clock.now(),
  };
}

async function add(document: DocumentRow, text: string): Promise<string> {
  const blob = await storeBytes(office, Buffer.from(text), 'vb.pdf', 'application/pdf');
  await office.db.transaction().execute(async (tx) => {
    await insertDocument(tx, document);
    const file = await insertFile(tx, office, agencyId, blob);
    await attachFile(tx, { agencyId, documentId: document.id, fileId: file.id, role: 'issued', sortOrder: 0 });
  });
  return blob.sha256;
}

beforeAll(async () => {
  office = await createTestOffice();
  agencyId = (await buildAgency(office.db)).id;
  other = (await buildAgency(office.db)).id;
  issued = await add(row('367/UBND-VHTT'), 'ban hành');
  draft = await add(row(''), 'dự thảo');
});
afterAll(() => office.close());

const find = (agency: string, sha256s: string[], numberSymbols: string[]) =>
  findNumbered(office.db, agency, { sha256s, numberSymbols });

test('a numbered document is known by its bytes and by its name, in its own agency only', async () => {
  expect(await find(agencyId, [issued], [])).toEqual([{ numberSymbol: '367/UBND-VHTT', by: 'file' }]);
  expect(await find(agencyId, [], ['367/UBND-VHTT'])).toEqual([{ numberSymbol: '367/UBND-VHTT', by: 'symbol' }]);
  // Negative controls: what has no number yet, another name, another agency.
  expect(await find(agencyId, [draft], ['', '368/UBND-VHTT'])).toEqual([]);
  expect(await find(other, [issued], ['367/UBND-VHTT'])).toEqual([]);
});
