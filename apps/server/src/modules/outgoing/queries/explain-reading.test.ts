import { afterAll, beforeAll, expect, test } from 'vitest';
import { listSubjects } from '#modules/org';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildDistrictOffice, type DistrictOffice, goodContent } from '../../drafting/drafting.testing.ts';
import { buildHandedOver, recordPorts } from '../outgoing.testing.ts';
import { askAboutColleague, explainOutgoing, listOutgoingReaders } from './explain-reading.ts';
import { maySeeOutgoing } from './may-see.ts';
import { viewOutgoing } from './view-outgoing.ts';

let office: TestOffice;
let district: DistrictOffice;
let id: string;
/** Signed by the head of the unit, by order. */
let byOrder: string;
let delegationId: string;

const DAY = '2021-03-22';
const BASIS = 'Quyết định số 12/QĐ-UBND';

beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office);
  delegationId = newId();
  await rawQuery(
    office.db,
    `insert into org_delegation (agency_id, id, capacity, to_position_id, basis, basis_on, document_types, fields, valid_from, valid_to)
     values ($1, $2, 'TL', $3, $4, '2021-01-15', '{official_letter}', '{}', '2021-01-15', '2021-03-31')`,
    [district.agencyId, delegationId, district.unitHead.positionId, BASIS],
  );
  id = await buildHandedOver(office, district);
  byOrder = await buildHandedOver(office, district, goodContent(district.unitHead.positionId, 'thi hành quy chế'));
}, 180_000);
afterAll(() => office.close());

test('everybody who sees it with the ground, the drafting unit, and oneself first', async () => {
  const readers = await listOutgoingReaders(office.as(district.specialist), id);
  const unit = 'Phòng Văn hóa và Thông tin';
  expect(readers.mine).toEqual(['Người soạn thảo văn bản này.', `Thuộc ${unit}, đơn vị soạn thảo.`]);
  expect(readers.units).toEqual([{ name: unit, reason: 'đơn vị soạn thảo' }]);
  const listed = new Set(readers.people.map(({ positionId }) => positionId));
  for (const subject of await listSubjects(office.db, district.agencyId, DAY)) {
    expect([subject.displayName, listed.has(subject.positionId)]).toEqual([
      subject.displayName,
      await maySeeOutgoing(office.db, subject, id),
    ]);
  }
  const deputy = readers.people.find(({ positionId }) => positionId === district.deputy.positionId);
  expect(deputy?.reasons).toEqual(['Lãnh đạo cơ quan: thấy mọi văn bản đi của cơ quan.', 'Người ký văn bản này.']);
});

test('what is said of a colleague is what his own screen says', async () => {
  for (const reader of [district.clerk, district.deputy, district.chairman, district.specialist, district.unitHead]) {
    const own = await viewOutgoing(office.as(reader), recordPorts(), id);
    const told = await askAboutColleague(office.as(district.clerk), id, reader.positionId);
    expect(told.acts.map(({ action, allowed, reason }) => [action, allowed ? true : reason])).toEqual(
      told.acts.map(({ action }) => [action, own.abilities[action]]),
    );
    const named = told.acts.map(({ action }) => action);
    expect(Object.keys(own.abilities).filter((action) => !named.includes(action))).toEqual([
      'outgoing.list',
      'outgoing.read',
    ]);
  }
});

test('a right to sign by delegation is said with its paper and term; once it is over, why not and since when (T04)', async () => {
  const ask = () => askAboutColleague(office.as(district.clerk), byOrder, district.unitHead.positionId);
  const signOf = (told: Awaited<ReturnType<typeof ask>>) => told.acts.find(({ action }) => action === 'outgoing.sign');
  const running = await ask();
  expect(running.read.reasons).toContain(
    `Ký thừa lệnh (TL.) theo ${BASIS} ngày 15/01/2021, có hiệu lực từ ngày 15/01/2021 đến hết ngày 31/3/2021.`,
  );
  expect(signOf(running)).toMatchObject({ allowed: true, reason: null });
  await rawQuery(office.db, "update org_delegation set valid_to = '2021-03-20' where id = $1", [delegationId]);
  const over = await ask();
  expect(signOf(over)?.allowed).toBe(false);
  expect(signOf(over)?.reason).toContain('không có thẩm quyền ký');
  expect(signOf(over)?.reason).toContain('đã hết hiệu lực sau ngày 20/3/2021.');
});

test('only who may read asks; another agency and another agency’s people are ids that were never given', async () => {
  const words = async (work: Promise<unknown>) => work.catch((error: unknown) => String(error));
  const { stranger, clerk } = district;
  expect(await words(listOutgoingReaders(office.as(stranger), id))).toBe(
    await words(listOutgoingReaders(office.as(stranger), newId())),
  );
  expect(await words(askAboutColleague(office.as(clerk), id, stranger.positionId))).toBe(
    await words(askAboutColleague(office.as(clerk), id, newId())),
  );
  const key = { agencyId: stranger.agencyId, id, today: DAY };
  expect(await explainOutgoing(office.db, key, stranger)).toBeUndefined();
  expect(await explainOutgoing(office.db, { ...key, agencyId: district.agencyId }, undefined)).toEqual({
    allowed: false,
    reasons: [],
  });
});

test('a specialist of another unit is refused with the reason', async () => {
  const outsider = { ...district.specialist, personId: newId(), positionId: newId(), unitIds: [newId()] };
  await expect(listOutgoingReaders(office.as(outsider), id)).rejects.toMatchObject({ code: 'outgoing.read.forbidden' });
});
