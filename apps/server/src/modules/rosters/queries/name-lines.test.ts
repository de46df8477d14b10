import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { acceptList, people } from '../../requests/accepted.testing.ts';
import { buildRosterWorld, type RosterWorld, sendBatch } from '../rosters.testing.ts';
import { viewBatch } from './view-batch.ts';

let office: TestOffice;
let world: RosterWorld;

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRosterWorld(office);
});
afterAll(() => office.close());

test('a finding names its lines with agency, form and place in the list', async () => {
  await acceptList(office, world, world.commune, 'account.new', people('Sùng A Dế'));
  await acceptList(office, world, world.other, 'account.new', people('Sùng A Dế'));
  const id = await sendBatch(office, world, 'account.new');
  const [finding] = (await viewBatch(office.as(world.district.focal), id)).findings;
  expect(finding?.lines.map((line) => line.id)).toEqual(finding?.lineIds);
  expect(finding?.lines.map(({ name, agencyName, formLabel }) => [name, agencyName, formLabel]).sort()).toEqual([
    ['Sùng A Dế', 'UBND xã Bản Bo', 'Mẫu số 06'],
    ['Sùng A Dế', 'UBND xã Nà Tăm', 'Mẫu số 06'],
  ]);
  expect(finding?.lines.map(({ stt }) => stt).sort()).toEqual([1, 2]);
  expect(finding?.lines.every(({ submittedAt }) => submittedAt !== null)).toBe(true);
  // Whom the list is sent to learns its lines, never what the office had to decide.
  expect((await viewBatch(office.as(world.department.focal), id)).findings).toEqual([]);
});
