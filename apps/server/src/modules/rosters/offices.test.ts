import type { LineResult } from '@congvu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { REQUEST_ROLE } from '../../platform/reach-pool.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { people, plantAccepted } from '../requests/accepted.testing.ts';
import { listItems, viewRequest } from '../requests/queries/queries.testing.ts';
import { removeLines } from './commands/change-batch.ts';
import { openBatches } from './commands/open-batches.ts';
import { recordResults } from './commands/record-results.ts';
import { listBatches } from './queries/list-batches.ts';
import { listLines } from './queries/list-lines.ts';
import { viewBatch } from './queries/view-batch.ts';
import { buildRosterWorld, itemsOf, letGo, type RosterWorld, sendBatch } from './rosters.testing.ts';

let office: TestOffice;
let world: RosterWorld;

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRosterWorld(office);
});
afterAll(() => office.close());

function as(subject: Subject) {
  office.clock.advance(1_000);
  return office.as(subject);
}

function granted(lineId: string, accountName: string): LineResult {
  return { lineId, outcome: 'granted', accountName, effectiveOn: '2021-04-05' };
}

/** What the database itself shows of a request to an agency, with nothing asked of it. */
async function shownTo(agencyId: string, requestId: string): Promise<number> {
  const client = await office.database.pool.connect();
  try {
    await client.query(`begin; set local role ${REQUEST_ROLE}`);
    await client.query("select set_config('congvu.agencies', $1, true)", [agencyId]);
    const { rows } = await client.query<{ id: string }>('select id from request');
    return rows.filter(({ id }) => id === requestId).length;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

test('a request is for where it was forwarded from then on, with its parts, and for nobody beside', async () => {
  const { department, district, commune, other } = world;
  const id = await plantAccepted(office, commune, { kind: 'account.new', content: people('Lò Văn Khô', 'Lò Văn Ướt') });
  expect(await shownTo(district.agencyId, id)).toBe(1);
  expect(await shownTo(department.agencyId, id)).toBe(0);
  await expect(viewRequest(as(department.focal), id)).rejects.toMatchObject({ code: 'requests.not_found' });
  const batchId = await sendBatch(office, world, 'account.new');
  expect(await shownTo(department.agencyId, id)).toBe(1);
  expect(await shownTo(other.agencyId, id)).toBe(0);

  const seen = await viewRequest(as(department.focal), id);
  expect(seen.items).toHaveLength(2);
  expect(seen.movements[0]?.kind).toBe('forwarded');
  expect(seen.batch).toMatchObject({ id: batchId });
  expect((await listItems(as(department.focal), id, { limit: 50 })).items).toHaveLength(2);
  await expect(viewRequest(as(department.clerk), id)).rejects.toMatchObject({ code: 'requests.not_found' });
  await expect(viewRequest(as(other.clerk), id)).rejects.toMatchObject({ code: 'requests.not_found' });
  // Whoever sent it learns where it lies, though the roster is not its own.
  expect((await viewRequest(as(commune.clerk), id)).batch).toMatchObject({ id: batchId });
  await expect(viewBatch(as(commune.clerk), batchId)).rejects.toMatchObject({ code: 'requests.batch_not_found' });
});

/** Another department of the province, to which the office forwards from now on. */
async function moveDestination(): Promise<Subject> {
  const agency = await buildAgency(office.db, { name: 'Sở Khoa học và Công nghệ', tier: 'province' });
  const unit = await buildUnit(office.db, agency.id, { name: 'Phòng Chuyển đổi số' });
  await rawQuery(office.db, 'update request_setting set account_destination_id = $2 where agency_id = $1', [
    world.district.agencyId,
    agency.id,
  ]);
  return buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, fullName: 'Tao Thị Mới', roles: ['focal'] });
}

test('the lines of one list that went to two places are each recorded where they went', async () => {
  const { department, district, commune } = world;
  const id = await plantAccepted(office, commune, {
    kind: 'account.new',
    content: people('Sùng A Trước', 'Sùng A Sau'),
  });
  const { batches } = await openBatches(as(district.focal), { kinds: ['account.new'] });
  const [first = '', second = ''] = (await itemsOf(office, id)).map((item) => item.id);
  const earlier = batches[0]?.id ?? '';
  await removeLines(as(district.focal), earlier, { lineIds: [second], reason: 'Chờ hỏi lại' });
  await letGo(office, world, earlier);
  const newcomer = await moveDestination();
  const later = await sendBatch(office, world, 'account.new');
  expect(later).not.toBe(earlier);

  expect((await listBatches(as(newcomer), { box: 'received', limit: 50 })).items).toMatchObject([
    { id: later, lines: 1 },
  ]);
  expect((await listLines(as(newcomer), later, { limit: 50 })).items).toMatchObject([{ id: second }]);
  await expect(listLines(as(newcomer), earlier, { limit: 50 })).rejects.toMatchObject({ status: 404 });
  await expect(listLines(as(department.focal), later, { limit: 50 })).rejects.toMatchObject({ status: 404 });
  expect(await recordResults(as(newcomer), later, { results: [granted(second, 'sausa.natam')] })).toMatchObject({
    granted: 1,
    failed: [],
    state: 'resulted',
  });
  expect(
    await recordResults(as(department.focal), earlier, { results: [granted(first, 'truocsa.natam')] }),
  ).toMatchObject({ granted: 1, failed: [], state: 'resulted' });
  expect((await viewRequest(as(commune.clerk), id)).state).toBe('closed');
});
