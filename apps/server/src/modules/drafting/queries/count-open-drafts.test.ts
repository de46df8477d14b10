import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { createDraft } from '../commands/create-draft.ts';
import { withdrawDraft } from '../commands/decide-draft.ts';
import { buildDistrictOffice, type DistrictOffice, everythingSeen } from '../drafting.testing.ts';
import { countOpenDrafts } from './count-open-drafts.ts';

let office: TestOffice;
let district: DistrictOffice;

beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office, 1);
});
afterAll(() => office.close());

test('drafts somebody would leave behind: those begun and not given up', async () => {
  const { specialist, clerk } = district;
  const make = () =>
    createDraft(office.as(specialist), everythingSeen, {
      documentType: 'official_letter',
      abstract: 'về việc bàn giao',
      declaredSecrecy: 'none',
    });
  const [first] = [await make(), await make()];
  expect(await countOpenDrafts(office.db, specialist)).toBe(2);
  await withdrawDraft(office.as(specialist), first.id, 'không cần nữa');
  expect(await countOpenDrafts(office.db, specialist)).toBe(1);
  expect(await countOpenDrafts(office.db, clerk)).toBe(0);
});
