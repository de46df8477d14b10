import { afterAll, beforeAll, expect, test } from 'vitest';
import { listSubjects } from '#modules/org';
import { newId } from '../../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildCommune, giveLetterTo, type TestCommune } from '../incoming.testing.ts';
import { askAboutColleague, explainIncoming, listIncomingReaders } from './explain-reading.ts';
import { maySeeIncoming } from './may-see.ts';
import { viewIncoming } from './view-incoming.ts';

let office: TestOffice;
let commune: TestCommune;
let other: TestCommune;
let id: string;

const DAY = '2021-03-22';

beforeAll(async () => {
  office = await createTestOffice();
  commune = await buildCommune(office.db);
  other = await buildCommune(office.db, 'UBND xã Nà Tăm');
  id = await giveLetterTo(office, commune, commune.specialist.positionId, commune.justice.unitId);
});
afterAll(() => office.close());

test('oneself, the units and everybody who sees it by given name, each with the ground', async () => {
  const readers = await listIncomingReaders(office.as(commune.specialist), id);
  expect(readers.mine).toEqual(['Được giao chủ trì (Lò Văn Sơn giao ngày 22/3/2021).']);
  expect(readers.units).toEqual([
    { name: 'Tư pháp - Hộ tịch', reason: 'nhận để biết (Lò Văn Sơn giao ngày 22/3/2021)' },
  ]);
  expect(readers.people.map(({ fullName, reasons }) => [fullName, reasons])).toEqual([
    ['Nguyễn Thị Vân Anh', ['Được giao chủ trì (Lò Văn Sơn giao ngày 22/3/2021).']],
    ['Hoàng Thị Lan', ['Văn thư cơ quan: thấy mọi văn bản đến của cơ quan.']],
    ['Tao Thị Nhung', ['Thuộc Tư pháp - Hộ tịch, nhận để biết (Lò Văn Sơn giao ngày 22/3/2021).']],
    ['Lò Thị Pâng', ['Văn thư cơ quan: thấy mọi văn bản đến của cơ quan.']],
    ['Tẩn A Sài', ['Lãnh đạo cơ quan: thấy mọi văn bản đến của cơ quan.']],
    ['Lò Văn Sơn', ['Lãnh đạo được trình văn bản này.']],
  ]);
});

test('the list is who may see it, person by person', async () => {
  const { people } = await listIncomingReaders(office.as(commune.clerk), id);
  const listed = new Set(people.map(({ positionId }) => positionId));
  for (const subject of await listSubjects(office.db, commune.agencyId, DAY)) {
    expect([subject.displayName, listed.has(subject.positionId)]).toEqual([
      subject.displayName,
      await maySeeIncoming(office.db, subject, id),
    ]);
  }
});

test('what is said of a colleague is what his own screen says', async () => {
  for (const reader of [commune.clerk, commune.leader, commune.deputy, commune.specialist, commune.justice]) {
    const own = await viewIncoming(office.as(reader), id);
    const told = await askAboutColleague(office.as(commune.clerk), id, reader.positionId);
    expect(told.read.allowed).toBe(true);
    expect(told.acts.map(({ action, allowed, reason }) => [action, allowed ? true : reason])).toEqual(
      told.acts.map(({ action }) => [action, own.abilities[action]]),
    );
    const named = told.acts.map(({ action }) => action);
    const left = Object.keys(own.abilities).filter((action) => !named.includes(action));
    expect(left).toEqual([
      'incoming.list',
      'incoming.read',
      'incoming.create',
      'incoming.read_book',
      'incoming.print_book',
    ]);
  }
});

test('a colleague who may not: the reason of the policy, and what he may not do', async () => {
  const told = await askAboutColleague(office.as(commune.clerk), id, commune.colleague.positionId);
  expect(told.read).toEqual({
    allowed: false,
    reasons: ['Văn bản chỉ mở cho văn thư, lãnh đạo và những đơn vị, cá nhân được giao hoặc được nhận để biết.'],
  });
  expect(told.acts.every(({ allowed }) => !allowed)).toBe(true);
});

test('only who may read asks: 403 inside, 404 for the neighbour as for an id that was never given', async () => {
  await expect(listIncomingReaders(office.as(commune.colleague), id)).rejects.toMatchObject({
    code: 'incoming.read.forbidden',
  });
  await expect(askAboutColleague(office.as(commune.administrator), id, commune.clerk.positionId)).rejects.toMatchObject(
    { code: 'incoming.read.forbidden' },
  );
  const words = async (asked: string) =>
    listIncomingReaders(office.as(other.clerk), asked).catch((error: unknown) => String(error));
  expect(await words(id)).toBe(await words(newId()));
});

test('a person of another agency is nobody: word for word an id that was never given', async () => {
  const words = async (positionId: string) =>
    askAboutColleague(office.as(commune.clerk), id, positionId).catch((error: unknown) => String(error));
  const foreign = await words(other.clerk.positionId);
  expect(foreign).toContain('Không tìm thấy người này');
  expect(foreign).toBe(await words(newId()));
});

test('for who may not read himself: yes or no, undefined for what is no incoming document of the agency', async () => {
  const key = { agencyId: commune.agencyId, id, today: DAY };
  expect(await explainIncoming(office.db, key, commune.justice)).toEqual({
    allowed: true,
    reasons: ['Thuộc Tư pháp - Hộ tịch, nhận để biết (Lò Văn Sơn giao ngày 22/3/2021).'],
  });
  expect(await explainIncoming(office.db, key, undefined)).toEqual({ allowed: false, reasons: [] });
  expect(await explainIncoming(office.db, { ...key, agencyId: other.agencyId }, other.clerk)).toBeUndefined();
  expect(await explainIncoming(office.db, { ...key, id: newId() }, commune.clerk)).toBeUndefined();
});
