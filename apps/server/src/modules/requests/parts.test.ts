import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { people, plantAccepted } from './accepted.testing.ts';
import { createRequestsModule } from './index.ts';
import { buildRequestsOffice, type RequestsOffice, recordRequestPorts } from './requests.testing.ts';

let office: TestOffice;
let world: RequestsOffice;
let requestId: string;

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRequestsOffice(office);
  createRequestsModule(recordRequestPorts());
  requestId = await plantAccepted(office, world.commune, { kind: 'account.new', content: people('Lò Văn Khô') });
});
afterAll(() => office.close());

const GIVE = `
  insert into request_movement (agency_id, consolidator_agency_id, id, request_id, at, actor_name, kind, text)
  values ($1, $2, $3, $4, now(), 'Ai đó', 'drafted', '')`;

function officesOf(table: string): Promise<{ office: string }[]> {
  return rawQuery(office.db, `select distinct consolidator_agency_id as office from ${table} where request_id = $1`, [
    requestId,
  ]);
}

test('the parts of a request are for the office that guides it, whatever was given', async () => {
  const { agencyId } = world.commune;
  await rawQuery(office.database.within(agencyId), GIVE, [agencyId, newId(), newId(), requestId]);
  for (const table of ['request_movement', 'request_item']) {
    expect(await officesOf(table), table).toEqual([{ office: world.district.agencyId }]);
  }
});

test('who has no part in a request adds nothing to it, not even in the name of its office or its own', async () => {
  const stranger = office.database.within(world.other.agencyId);
  const as = (agencyId: string) =>
    rawQuery(stranger, GIVE, [agencyId, world.other.agencyId, newId(), requestId]).then(
      () => 'let through',
      (error: unknown) => (/row-level security|null value/.test(String(error)) ? 'refused' : String(error)),
    );
  expect(await as(world.commune.agencyId)).toBe('refused');
  // In its own name it would have to name a request of its own.
  expect(await as(world.other.agencyId)).toBe('refused');
});

test('control: the office that guides it does', async () => {
  const guiding = office.database.within(world.district.agencyId);
  await rawQuery(guiding, GIVE, [world.commune.agencyId, newId(), newId(), requestId]);
  expect(await officesOf('request_movement')).toEqual([{ office: world.district.agencyId }]);
});
