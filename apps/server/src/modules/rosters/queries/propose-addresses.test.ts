import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { giveMailbox } from '../../requests/requests.testing.ts';
import { buildRosterWorld, type RosterWorld } from '../rosters.testing.ts';
import { proposeAddresses } from './propose-addresses.ts';

let office: TestOffice;
let world: RosterWorld;

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRosterWorld(office);
  await rawQuery(office.db, "update request_setting set mailbox_domain = 'laichau.gov.vn'", []);
});
afterAll(() => office.close());

const line = (id: string, fullName: string, part: Partial<{ state: 'open' | 'granted'; other: boolean }> = {}) => ({
  id,
  agency_id: part.other === true ? world.other.agencyId : world.commune.agencyId,
  agency_name: part.other === true ? 'UBND xã Bản Bo' : 'UBND xã Nà Tăm',
  cells: { fullName },
  state: part.state ?? 'open',
});
const propose = async (...lines: ReturnType<typeof line>[]) =>
  Object.fromEntries(await proposeAddresses(office.db, world.district.agencyId, lines));

test('by the name of the unit and the domain of the guiding office; only for people who wait', async () => {
  const unit = { ...line('u', ''), cells: { unitName: 'Trạm y tế' } };
  const granted = line('g', 'Lò Văn Xong', { state: 'granted' });
  expect(await propose(line('a', 'Nguyễn Văn Toàn'), line('b', 'Đèo Thị Ơn', { other: true }), granted)).toEqual({
    a: 'toannv.natam@laichau.gov.vn',
    b: 'ondt.banbo@laichau.gov.vn',
  });
  expect([...(await proposeAddresses(office.db, world.district.agencyId, [unit]))]).toEqual([]);
});

test('an address somebody holds or held, or that stands on the same page, gets a digit', async () => {
  await giveMailbox(office, world.commune.specialist, 'hoapt.natam@laichau.gov.vn');
  await giveMailbox(office, world.commune.colleague, 'hoapt2.natam@laichau.gov.vn');
  await rawQuery(office.db, "update mailbox set state = 'revoked' where address = 'hoapt2.natam@laichau.gov.vn'", []);
  expect(await propose(line('a', 'Phạm Thị Hoa'), line('b', 'Phàn Thị Hòa'))).toEqual({
    a: 'hoapt3.natam@laichau.gov.vn',
    b: 'hoapt4.natam@laichau.gov.vn',
  });
});

test('what the unit has set goes before its name and before the guiding office', async () => {
  await rawQuery(
    office.db,
    "insert into request_setting (agency_id, mailbox_domain, unit_slug) values ($1, 'natam.gov.vn', 'xanatam')",
    [world.commune.agencyId],
  );
  expect(await propose(line('a', 'Nguyễn Văn Toàn'), line('b', 'Nguyễn Văn Toàn', { other: true }))).toEqual({
    a: 'toannv.xanatam@natam.gov.vn',
    b: 'toannv.banbo@laichau.gov.vn',
  });
});
