import type { SaveRequestSettings } from '@congvu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRequestsModule } from '#modules/requests';
import type { RouteInput } from '../../platform/http/route.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { acceptList, people } from '../requests/accepted.testing.ts';
import { openBatches } from './commands/open-batches.ts';
import { viewBatch } from './queries/view-batch.ts';
import { buildRosterWorld, type RosterWorld } from './rosters.testing.ts';

let office: TestOffice;
let world: RosterWorld;

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRosterWorld(office);
  await rawQuery(office.db, 'delete from request_setting', []);
});
afterAll(() => office.close());

/** As the page saves it. */
async function set(part: Partial<SaveRequestSettings>): Promise<void> {
  const route = createRequestsModule(world.ports).routes?.find(
    ({ method, path }) => method === 'PUT' && path === '/api/request-settings',
  );
  const body: SaveRequestSettings = {
    consolidatorId: null,
    certificateDestinationId: null,
    accountDestinationId: null,
    mailboxDomain: '',
    unitSlug: '',
    scanRetentionDays: 365,
    ...part,
  };
  // Neither files nor cookies are touched by this route.
  await route?.handle(office.as(world.district.focal), { params: {}, query: {}, body } as RouteInput);
}

const open = () => openBatches(office.as(world.district.focal), { kinds: ['account.new'] });

test('where the office sets it, there the next batch goes; a batch that stands keeps its way', async () => {
  await acceptList(office, world, world.commune, 'account.new', people('Lò Văn Đích'));
  await expect(open()).rejects.toMatchObject({ code: 'requests.destination_missing' });
  // The other kind of destination lifts nothing.
  await set({ certificateDestinationId: world.authorityId });
  await expect(open()).rejects.toMatchObject({ code: 'requests.destination_missing' });
  await set({ accountDestinationId: world.department.agencyId });
  const [batch] = (await open()).batches;
  const destination = async () => (await viewBatch(office.as(world.district.focal), batch?.id ?? '')).destinationName;
  expect(await destination()).toBe('Sở Thông tin và Truyền thông');
  await set({ accountDestinationId: world.authorityId });
  expect(await destination()).toBe('Sở Thông tin và Truyền thông');
});
