import { afterAll, beforeAll, expect, test } from 'vitest';
import { record } from '#modules/audit';
import type { Subject } from '../../platform/authorise.ts';
import { command } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { put, remove, searchEntries } from './search.store.ts';

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
  const context = office.as(clerk);
  const objectId = newId();
  await command(context, async (tx) => {
    await record(tx, context, { action: 'probe.added', agencyId: clerk.agencyId, objectKind: 'probe', objectId });
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

test.each(["o'brien", 'a & b | c', '!!!', '((', "'; drop table search_entry; --", '\\', ':*', ''])(
  'takes %j as plain words',
  async (query) => {
    await expect(find(clerk, query)).resolves.toBeInstanceOf(Array);
  },
);

test('forgets what was removed', async () => {
  const id = await add('Sắp bị xóa khỏi chỉ mục');
  const context = office.as(clerk);
  await command(context, async (tx) => {
    await record(tx, context, { action: 'probe.removed', agencyId: clerk.agencyId, objectKind: 'probe', objectId: id });
    await remove(tx, clerk.agencyId, 'probe', id);
  });
  expect(await find(clerk, 'sap bi xoa')).toEqual([]);
});
