import { BookQuery } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { createFakeAxis, type FakeAxis, listed, pieces } from '../addressbook.testing.ts';
import { applyList } from '../sync/apply-changes.ts';
import { findInBook } from './find-in-book.ts';
import { listBook } from './list-book.ts';
import { viewBody } from './view-body.ts';

let office: TestOffice;
let clerk: Subject;
let specialist: Subject;
let axis: FakeAxis;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db, { name: 'Nơi gửi', code: 'H99' });
  const unit = await buildUnit(office.db, agency.id);
  const place = { agencyId: agency.id, unitId: unit.id };
  clerk = await buildSubject(office.db, { ...place, roles: ['clerk'] });
  specialist = await buildSubject(office.db, { ...place, roles: ['specialist'] });
  axis = createFakeAxis(agency.id);
  await applyList(
    office,
    'truc',
    pieces([
      listed('000.00.00.H35', { id: '1', name: 'UBND tỉnh Lai Châu' }),
      listed('000.00.09.H35', { id: '2', parentId: '1', name: 'Ủy ban nhân dân huyện Tam Đường' }),
      listed('000.00.10.H35', { id: '3', parentId: '1', name: 'UBND huyện Đường Tam' }),
      listed('000.00.17.H35', { id: '4', parentId: '1', name: 'Sở TT&TT' }),
      listed('000.00.18.H35', { id: '5', parentId: '1', name: 'Sở Tài nguyên và Môi trường' }),
      listed('000.01.09.H35', { id: '6', parentId: '2', name: 'Phòng Nội vụ' }),
      listed('000.01.10.H35', { id: '7', parentId: '3', name: 'Phòng Nội vụ' }),
      listed('000.02.10.H35', { id: '8', parentId: '3', name: 'Phòng đã đóng' }),
      listed('H35.17', { list: 'qd20', name: 'Sở Thông tin và Truyền thông', codeQcvn102: '000.00.17.H35' }),
      ...Array.from({ length: 130 }, (_, at) => listed(`Z01.${at}`, { list: 'qd20', name: `Trường học số ${at}` })),
    ]),
    { full: true },
  );
  await applyList(office, 'truc', pieces([listed('000.02.10.H35', { id: '8', isDeleted: true, version: 2 })]), {
    full: false,
  });
});
afterAll(() => office.close());

const names = async (q: string, limit = 10): Promise<string[]> =>
  (await findInBook(office.db, { q, limit })).map(({ code }) => code);

describe('a receiver is found', () => {
  test.each([
    ['without accents', 'tam duong', ['000.00.09.H35']],
    ['by the abbreviations of offices', 'ubnd h tam duong', ['000.00.09.H35']],
    ['however the name is written', 'uy ban nhan dan huyen duong tam', ['000.00.10.H35']],
    ['by initials', 'so tttt', ['H35.17']],
    ['by initials nobody has a list of', 'so tnvmt', []],
    ['with the word being typed', 'so tai ngu', ['000.00.18.H35']],
    ['by its name and the body above', 'noi vu tam duong', ['000.01.09.H35', '000.01.10.H35']],
    ['by its code of QĐ 20', 'h35.17', ['H35.17']],
    ['by its code of QCVN 102', '000.01.09', ['000.01.09.H35']],
    ['not when it has closed', 'phong da dong', []],
    ['not by operators', "'; drop table addressbook_agency; --", []],
    ['not by signs', '%', []],
    ['not by nothing', '  ', []],
  ])('%s', async (_how, q, codes) => {
    expect((await names(q)).slice(0, codes.length || 10)).toEqual(codes);
  });

  test('at most as many as asked for', async () => {
    expect(await names('truong hoc', 7)).toHaveLength(7);
  });
});

describe('the book page by page', () => {
  const read = (given: object, subject = clerk) => listBook(office.as(subject), axis.ports, BookQuery.parse(given));

  async function readAll(given: object): Promise<string[]> {
    const codes: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await read({ ...given, limit: 50, ...(cursor !== undefined && { cursor }) });
      codes.push(...page.items.map(({ code }) => code));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return codes;
  }

  test.each([
    ['everything', {}, 138],
    ['words side by side before words anywhere', { q: 'noi vu' }, 2],
    ['what is open', { state: 'open' }, 137],
    ['what has closed', { state: 'closed' }, 1],
    ['a body and all below it, by any code', { under: '000.00.10.h35' }, 3],
    ['a source', { source: 'truc' }, 137],
    ['no other source', { source: 'khac' }, 0],
    ['codes two bodies claim', { disputed: 'true' }, 0],
    ['many schools', { q: 'truong hoc' }, 130],
  ])('%s, each body once', async (_what, given, count) => {
    const codes = await readAll(given);
    expect(codes).toHaveLength(count);
    expect(new Set(codes).size).toBe(count);
    expect((await read(given)).total).toBe(count);
  });

  test('says how a letter would go, and refuses places that are none', async () => {
    const { items } = await read({ q: 'so tttt' });
    expect(items[0]).toMatchObject({ codeQd20: 'H35.17', codeQcvn102: '000.00.17.H35', way: { carrier: 'national' } });
    await expect(read({ cursor: 'x' })).rejects.toMatchObject({ code: 'platform.invalid_input' });
  });

  test('is not for everybody', async () => {
    await expect(read({}, specialist)).rejects.toMatchObject({ code: 'addressbook.read.forbidden' });
  });

  test('opens one body with its codes and the lists that name it', async () => {
    const { items } = await read({ q: 'so tttt' });
    const detail = await viewBody(office.as(clerk), axis.ports, items[0]?.id ?? '');
    expect(detail.aliases.map(({ code, live }) => [code, live])).toEqual([
      ['H35.17', true],
      ['000.00.17.H35', true],
    ]);
    expect(detail.listings).toHaveLength(2);
    await expect(viewBody(office.as(clerk), axis.ports, '01900000-0000-7000-8000-000000000000')).rejects.toMatchObject({
      code: 'addressbook.not_found',
    });
  });
});
