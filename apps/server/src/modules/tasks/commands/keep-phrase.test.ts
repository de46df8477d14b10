import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { listPhrases } from '../queries/list-phrases.ts';
import { readDueDate } from '../queries/read-due-date.ts';
import { forgetPhrase, savePhrase } from './keep-phrase.ts';

let office: TestOffice;
let leader: Subject;
let other: Subject;
let unitId: string;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db);
  unitId = (await buildUnit(office.db, agency.id, { name: 'Văn phòng - Thống kê' })).id;
  leader = await buildSubject(office.db, { agencyId: agency.id, unitId, roles: ['leader'] });
  other = await buildSubject(office.db, { agencyId: agency.id, unitId, roles: ['leader'] });
});
afterAll(() => office.close());

test('a phrase carries whom it gives the work to and its date, belongs to one person and leaves a trace', async () => {
  const saved = await savePhrase(office.as(leader), {
    text: 'Giao Văn phòng - Thống kê chủ trì, báo cáo trước ngày 01/4.',
    assignments: [{ role: 'lead', to: { kind: 'unit', unitId } }],
  });
  expect(saved).toMatchObject({ dueOn: '2021-03-31', usedCount: 1 });
  expect(saved.assignments.map((item) => item.displayName)).toEqual(['Văn phòng - Thống kê']);
  const again = await savePhrase(office.as(leader), { text: saved.text, assignments: [] });
  expect(again).toMatchObject({ id: saved.id, usedCount: 2, assignments: [] });
  expect((await listPhrases(office.as(other))).items).toEqual([]);
  await expect(forgetPhrase(office.as(other), saved.id)).rejects.toMatchObject({ code: 'tasks.phrase_not_found' });
  await forgetPhrase(office.as(leader), saved.id);
  expect((await listPhrases(office.as(leader))).items).toEqual([]);
  const trail = await rawQuery<{ action: string }>(
    office.db,
    `select action from audit_leaf where object_id = $1 order by id`,
    [leader.personId],
  );
  expect(trail.map((leaf) => leaf.action).sort()).toEqual(
    ['tasks.phrase_forgotten', 'tasks.phrase_saved', 'tasks.phrase_saved'].sort(),
  );
});

test('names that hold no post and dates that have passed are left out', async () => {
  await savePhrase(office.as(leader), {
    text: 'Xong chậm nhất ngày 15/3/2021',
    assignments: [{ role: 'lead', to: { kind: 'position', positionId: '0190a000-0000-7000-8000-000000000000' } }],
  });
  const [phrase] = (await listPhrases(office.as(leader))).items;
  expect(phrase).toMatchObject({ assignments: [], dueOn: null });
});

test('the two hundred last used are kept', async () => {
  for (let index = 0; index < 205; index += 1) {
    office.clock.advance(1_000);
    await savePhrase(office.as(other), { text: `Giao xử lý việc số ${index}`, assignments: [] });
  }
  const rows = await rawQuery<{ n: number }>(
    office.db,
    'select count(*)::int as n from task_phrase where person_id = $1',
    [other.personId],
  );
  expect(rows).toEqual([{ n: 200 }]);
  expect((await listPhrases(office.as(other))).items[0]?.text).toBe('Giao xử lý việc số 204');
});

test('a marked phrase is refused', async () => {
  await expect(
    savePhrase(office.as(leader), { text: 'Xử lý văn bản (Tối mật)', assignments: [] }),
  ).rejects.toMatchObject({ code: 'documents.state_secret' });
});

test('the deadline of words is shown before anything is saved', async () => {
  expect(await readDueDate(office.as(leader), { text: 'báo cáo trước ngày 01/4' })).toMatchObject({
    dueOn: '2021-03-31',
    deadline: { tone: 'neutral' },
  });
  expect(await readDueDate(office.as(leader), { text: 'xử lý' })).toEqual({ dueOn: null, found: '', deadline: null });
});
