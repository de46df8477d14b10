import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildCommune, giveLetterTo, type TestCommune } from '../incoming.testing.ts';
import { maySeeIncoming } from './may-see.ts';

let office: TestOffice;
let commune: TestCommune;
let other: TestCommune;
let id: string;

beforeAll(async () => {
  office = await createTestOffice();
  commune = await buildCommune(office.db);
  other = await buildCommune(office.db, 'UBND xã Nà Tăm');
  id = await giveLetterTo(office, commune, commune.specialist.positionId, commune.justice.unitId);
});
afterAll(() => office.close());

test('clerks, leaders and those it was given to, of this agency only', async () => {
  const { clerk, deputy, specialist, justice, colleague, administrator } = commune;
  const subjects = [clerk, deputy, specialist, justice, colleague, administrator, other.clerk, other.leader];
  const seen = await Promise.all(subjects.map((subject) => maySeeIncoming(office.db, subject, id)));
  expect(seen).toEqual([true, true, true, true, false, false, false, false]);
  expect(await maySeeIncoming(office.db, clerk, newId())).toBe(false);
});
