import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { directIncoming } from '../commands/direct-incoming.ts';
import { registerIncoming } from '../commands/register-incoming.ts';
import { buildCommune, buildLetter, receiveForTest, recordingPorts, type TestCommune } from '../incoming.testing.ts';
import { maySeeIncoming } from './may-see.ts';

let office: TestOffice;
let commune: TestCommune;
let other: TestCommune;
let id: string;

beforeAll(async () => {
  office = await createTestOffice();
  commune = await buildCommune(office.db);
  other = await buildCommune(office.db, 'UBND xã Nà Tăm');
  ({ documentId: id } = await receiveForTest(office, buildLetter(commune.agencyId)));
  const ports = recordingPorts();
  const presentTo = commune.leader.positionId;
  await registerIncoming(office.as(commune.clerk), ports, id, { presentTo, acceptDuplicate: false });
  await directIncoming(office.as(commune.leader), ports, id, {
    text: 'Giao lập danh sách',
    assignments: [
      { role: 'lead', to: { kind: 'position', positionId: commune.specialist.positionId }, note: '' },
      { role: 'informed', to: { kind: 'unit', unitId: commune.justice.unitId }, note: '' },
    ],
    needsApproval: true,
    rememberPhrase: false,
  });
});
afterAll(() => office.close());

test('clerks, leaders and those it was given to, of this agency only', async () => {
  const { clerk, deputy, specialist, justice, colleague, administrator } = commune;
  const subjects = [clerk, deputy, specialist, justice, colleague, administrator, other.clerk, other.leader];
  const seen = await Promise.all(subjects.map((subject) => maySeeIncoming(office.db, subject, id)));
  expect(seen).toEqual([true, true, true, true, false, false, false, false]);
  expect(await maySeeIncoming(office.db, clerk, newId())).toBe(false);
});
