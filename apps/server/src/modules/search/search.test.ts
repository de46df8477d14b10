import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { newId } from '../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { put, remove, roleAudience, searchEntries } from './search.store.ts';

let office: TestOffice;
let clerk: Subject;
let specialist: Subject;
let stranger: Subject;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db);
  const unit = await buildUnit(office.db, agency.id);
  const otherUnit = await buildUnit(office.db, agency.id, { name: 'Tư pháp' });
  clerk = await buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, roles: ['clerk'] });
  specialist = await buildSubject(office.db, { agencyId: agency.id, unitId: otherUnit.id, roles: ['specialist'] });
  const other = await buildAgency(office.db, { name: 'UBND xã Khác' });
  const foreign = await buildUnit(office.db, other.id);
  stranger = await buildSubject(office.db, { agencyId: other.id, unitId: foreign.id, roles: ['clerk'] });
});
afterAll(() => office.close());

async function add(title: string, audience?: string[]): Promise<string> {
  const objectId = newId();
  await office.db.transaction().execute(async (tx) => {
    await put(tx, {
      agencyId: clerk.agencyId,
      kind: 'probe',
      objectId,
      title,
      subtitle: '367/UBND-VHTT',
      link: `/x/${objectId}`,
      sortedAt: office.clock.now(),
      text: '',
      ...(audience !== undefined && { audience }),
    });
  });
  return objectId;
}

const find = async (subject: Subject, query: string): Promise<string[]> =>
  (await searchEntries(office.db, subject, query, 20)).map((hit) => hit.objectId);

test('finds without accents, by phrase and by number and symbol', async () => {
  const id = await add('Tăng cường điều hành qua mạng');
  expect(await find(clerk, 'dieu hanh')).toContain(id);
  expect(await find(clerk, 'ĐIỀU HÀNH')).toContain(id);
  expect(await find(clerk, '367/UBND-VHTT')).toContain(id);
  expect(await find(clerk, 'hành điều')).not.toContain(id);
});

test('shows an entry only to its audience and never to another agency', async () => {
  const id = await add('Phân công riêng cho tư pháp', [specialist.unitId]);
  expect(await find(specialist, 'phan cong rieng')).toEqual([id]);
  expect(await find(clerk, 'phan cong rieng')).toEqual([]);
  expect(await find(stranger, 'dieu hanh')).toEqual([]);
});

test('a role is whoever holds it at the time of the search, in this agency only', async () => {
  const id = await add('Dành cho văn thư các thời', [roleAudience(clerk.agencyId, 'clerk')]);
  const { agencyId, unitId } = specialist;
  const later = await buildSubject(office.db, { agencyId, unitId, roles: ['unit_head', 'clerk'] });
  expect(await find(clerk, 'cac thoi')).toEqual([id]);
  expect(await find(later, 'cac thoi')).toEqual([id]);
  // Negative controls: another role, the same person after losing it, the same role elsewhere.
  expect(await find(specialist, 'cac thoi')).toEqual([]);
  expect(await find({ ...later, roles: ['unit_head'] }, 'cac thoi')).toEqual([]);
  expect(await find(stranger, 'cac thoi')).toEqual([]);
});

test('roles of all agencies have names of their own, valid as UUID', () => {
  const roles = ['clerk', 'leader', 'auditor'] as const;
  const names = [clerk.agencyId, stranger.agencyId].flatMap((agency) =>
    roles.map((role) => roleAudience(agency, role)),
  );
  expect(new Set(names).size).toBe(6);
  expect(names).toEqual(
    names.map(() => expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/)),
  );
});

test.each(["o'brien", 'a & b | c', '!!!', '((', "'; drop table search_entry; --", '\\', ':*', ''])(
  'takes %j as plain words',
  async (query) => {
    await expect(find(clerk, query)).resolves.toBeInstanceOf(Array);
  },
);

test('forgets what was removed', async () => {
  const id = await add('Sắp bị xóa khỏi chỉ mục');
  await office.db.transaction().execute(async (tx) => {
    await remove(tx, clerk.agencyId, 'probe', id);
  });
  expect(await find(clerk, 'sap bi xoa')).toEqual([]);
});
