import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { emptyBook, listed, pieces, showBook } from '../addressbook.testing.ts';
import type { ListedAgency } from '../book.ts';
import { type ApplyOptions, applyList } from './apply-changes.ts';

let office: TestOffice;

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());
beforeEach(() => emptyBook(office.db));

const apply = (rows: ListedAgency[], options: Partial<ApplyOptions> & { source?: string } = {}) =>
  applyList(office, options.source ?? 'truc', pieces(rows), { full: false, ...options });

const changes = async (): Promise<string[]> =>
  (
    await rawQuery<{ kind: string; before: string; after: string }>(
      office.db,
      'select kind, before, after from addressbook_change order by id',
      [],
    )
  ).map(({ kind, before, after }) => `${kind}: ${before} > ${after}`);

const PROVINCE = listed('000.00.00.H35', { id: '1', name: 'UBND tỉnh Lai Châu', version: 1 });
const DISTRICT = listed('000.00.09.H35', { id: '2', parentId: '1', name: 'UBND huyện Tam Đường', version: 2 });
const OFFICE = listed('000.01.09.H35', { id: '3', parentId: '2', name: 'Phòng Nội vụ', version: 3, mail: 'a@b.vn' });

describe('the two lists of an axis are one book', () => {
  test('a body in both lists stands in it once, under both codes', async () => {
    const rows = [PROVINCE, DISTRICT, OFFICE].map(
      (row, at): ListedAgency => ({
        list: 'qd20',
        id: `q${at}`,
        code: ['H35', 'H35.9', 'H35.9.1'][at] ?? '',
        name: row.name,
        codeQcvn102: row.code,
        isDeleted: false,
      }),
    );
    const outcome = await apply([...rows, PROVINCE, DISTRICT, OFFICE], { full: true });
    expect(outcome).toMatchObject({
      added: 3,
      changed: 0,
      removed: 0,
      conflicts: 0,
      held: null,
      listed: 6,
      version: 3,
    });
    expect(await showBook(office.db)).toEqual([
      expect.objectContaining({ code: 'H35', qcvn102: '000.00.00.H35', path: '', live: ['000.00.00.H35', 'H35'] }),
      expect.objectContaining({ code: 'H35.9', qcvn102: '000.00.09.H35', path: 'UBND tỉnh Lai Châu', depth: 1 }),
      expect.objectContaining({
        code: 'H35.9.1',
        qd20: 'H35.9.1',
        mail: 'a@b.vn',
        path: 'UBND huyện Tam Đường › UBND tỉnh Lai Châu',
        depth: 2,
        live: ['000.01.09.H35', 'H35.9.1'],
      }),
    ]);
  });

  test('a second run of the same list says nothing new', async () => {
    await apply([PROVINCE, DISTRICT, OFFICE], { full: true });
    const before = await showBook(office.db);
    const again = await apply([OFFICE, DISTRICT, PROVINCE], { full: true });
    expect(again).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 3 });
    expect(await showBook(office.db)).toEqual(before);
    expect(await changes()).toEqual([]);
  });

  test('a list without the bodies above places by the structure of the code, also when they come later', async () => {
    await apply([listed('H35.9.1', { list: 'qd20' })]);
    expect(await showBook(office.db)).toMatchObject([{ path: '', depth: 0 }]);
    await apply([listed('H35.9', { list: 'qd20' })]);
    expect((await showBook(office.db))[1]).toMatchObject({ code: 'H35.9.1', path: 'Cơ quan H35.9', depth: 1 });
    await apply([listed('H35', { list: 'qd20' })]);
    expect((await showBook(office.db))[2]).toMatchObject({ path: 'Cơ quan H35.9 › Cơ quan H35', depth: 2 });
  });
});

describe('what changes', () => {
  test('a new name is shown below it and kept in the history; older news changes nothing', async () => {
    await apply([PROVINCE, DISTRICT, OFFICE]);
    const renamed = { ...DISTRICT, name: 'UBND xã Bình Lư', version: 5 };
    expect(await apply([renamed])).toMatchObject({ changed: 1, renamed: 1, added: 0 });
    expect(await apply([{ ...DISTRICT, name: 'Tên cũ hơn', version: 4 }])).toMatchObject({ changed: 0, unchanged: 1 });
    expect((await showBook(office.db))[2]).toMatchObject({ path: 'UBND xã Bình Lư › UBND tỉnh Lai Châu' });
    expect(await changes()).toEqual(['renamed: UBND huyện Tam Đường > UBND xã Bình Lư']);
  });

  test('a move, another code and another mailbox are told; the code before still finds the body', async () => {
    await apply([PROVINCE, DISTRICT, OFFICE, listed('000.00.10.H35', { id: '4', parentId: '1', version: 4 })]);
    await apply([{ ...OFFICE, parentId: '4', mail: 'c@d.vn', code: '000.01.10.H35', version: 6 }]);
    expect(await changes()).toEqual([
      'code: 000.01.09.H35 > 000.01.10.H35',
      'moved: UBND huyện Tam Đường > Cơ quan 000.00.10.H35',
      'mail: a@b.vn > c@d.vn',
    ]);
    const aliases = await rawQuery(
      office.db,
      `select value_key as key, live from addressbook_alias where value_key in ('000.01.09.H35', '000.01.10.H35') order by 1`,
      [],
    );
    expect(aliases).toEqual([
      { key: '000.01.09.H35', live: false },
      { key: '000.01.10.H35', live: true },
    ]);
  });

  test('what a full list lacks is closed, never removed, and comes back', async () => {
    await rawQuery(office.db, 'update addressbook_setting set max_missing_percent = 50', []);
    await apply([PROVINCE, DISTRICT, OFFICE], { full: true });
    expect(await apply([PROVINCE, DISTRICT], { full: true })).toMatchObject({ removed: 1, held: null });
    expect((await showBook(office.db))[2]).toMatchObject({ closed: true, live: [] });
    expect(await apply([PROVINCE, DISTRICT, OFFICE], { full: true })).toMatchObject({ revived: 1, added: 0 });
    expect(await apply([{ ...OFFICE, isDeleted: true, version: 9 }])).toMatchObject({ removed: 1 });
    expect(await changes()).toEqual(['closed:  > ', 'revived:  > ', 'closed:  > ']);
    await rawQuery(office.db, 'update addressbook_setting set max_missing_percent = 20', []);
  });

  test('a part of the list closes nothing', async () => {
    await apply([PROVINCE, DISTRICT, OFFICE], { full: true });
    expect(await apply([PROVINCE])).toMatchObject({ removed: 0 });
    expect((await showBook(office.db)).filter((body) => body.closed)).toEqual([]);
  });
});

describe('a full list that lacks too much', () => {
  const many = Array.from({ length: 20 }, (_, at) => listed(`H40.${at}`, { list: 'qd20' }));

  test('is not applied at all until an administrator agrees to as much', async () => {
    await apply(many, { full: true });
    const fewer = [...many.slice(0, 15).map((row) => ({ ...row, name: 'Tên khác' })), listed('H41')];
    expect(await apply(fewer, { full: true })).toMatchObject({ held: { missing: 5, known: 20 }, added: 0, changed: 0 });
    expect((await showBook(office.db)).filter(({ name }) => name === 'Tên khác')).toEqual([]);
    expect(await apply(fewer, { full: true, agreedMissing: 4 })).toMatchObject({ held: { missing: 5, known: 20 } });
    expect(await apply(fewer, { full: true, agreedMissing: 5 })).toMatchObject({ held: null, removed: 5, added: 1 });
  });

  test('one list of two that stays away is noticed; a fifth may go', async () => {
    await apply([...many, ...many.map(({ code }) => listed(code))], { full: true });
    expect(await apply(many, { full: true })).toMatchObject({ held: { missing: 20, known: 40 } });
    const rest = [...many, ...many.map(({ code }) => listed(code)).slice(4)];
    expect(await apply(rest, { full: true })).toMatchObject({ held: null });
  });
});

describe('rows that cannot be right', () => {
  test('a code two bodies of a list claim stays with one of them, the other says so', async () => {
    const outcome = await apply([
      listed('H50.1', { list: 'qd20', id: 'a', name: 'Sở Nội vụ', version: 2 }),
      listed('h50.1', { list: 'qd20', id: 'b', name: 'Sở Tài chính', version: 1 }),
    ]);
    expect(outcome).toMatchObject({ added: 2, conflicts: 1 });
    expect(await showBook(office.db)).toEqual([
      expect.objectContaining({ name: 'Sở Nội vụ', live: ['H50.1'], disputed: false }),
      expect.objectContaining({ name: 'Sở Tài chính', live: [], disputed: true }),
    ]);
    // Once the winner is gone, the other one has it.
    await apply([listed('H50.1', { list: 'qd20', id: 'a', name: 'Sở Nội vụ', version: 3, isDeleted: true })]);
    const open = (await showBook(office.db)).filter((body) => !body.closed);
    expect(open).toMatchObject([{ live: ['H50.1'], disputed: false }]);
  });

  test('the code of the body above in the column of the old code makes them no one', async () => {
    await apply([PROVINCE, { ...DISTRICT, oldCode: '000.00.00.H35' }]);
    expect(await showBook(office.db)).toMatchObject([
      { name: 'UBND tỉnh Lai Châu', live: ['000.00.00.H35'] },
      { name: 'UBND huyện Tam Đường', disputed: true },
    ]);
    // The same column put to its right use: two entries of one body.
    await apply([{ ...PROVINCE, id: '9', name: 'UBND tỉnh Lai Châu (mã cũ)', code: 'H35', oldCode: '000.00.00.H35' }]);
    expect((await showBook(office.db))[1]).toMatchObject({
      name: 'UBND tỉnh Lai Châu',
      live: ['000.00.00.H35', 'H35'],
    });
  });

  test('names of control characters, ten thousand letters and no code are cleaned, cut or refused with their reason', async () => {
    const outcome = await apply([
      listed('H51.1', { name: 'Sở\u0000 Nội\u202e vụ\r\n tỉnh\ud800' }),
      listed('H51.2', { name: 'Rất dài '.repeat(1_250) }),
      listed('', { id: 'x' }),
      listed('H51.3', { name: ' \u0007 ' }),
      listed('H51.4'.padEnd(80, '.1'), { id: 'y' }),
      listed(`H51.5`, { name: `A "B" \\ {C}, 'D'` }),
    ]);
    expect(outcome).toMatchObject({ added: 3, refused: 3 });
    expect(outcome.problems.map(({ reason }) => reason.length > 0)).toEqual([true, true, true]);
    const [one, two, three] = await showBook(office.db);
    expect(one?.name).toBe('Sở Nội vụ tỉnh');
    expect(two?.name.length).toBeLessThanOrEqual(500);
    expect(three?.name).toBe(`A "B" \\ {C}, 'D'`);
  });

  test('bodies that lie below each other end somewhere', async () => {
    await apply([
      listed('A1.1', { id: '1', parentId: '2' }),
      listed('A1.2', { id: '2', parentId: '1' }),
      listed('A1.3', { id: '3', parentId: '3' }),
    ]);
    await apply([listed('A1.1', { id: '1', parentId: '2', name: 'Tên mới' })]);
    expect(await showBook(office.db)).toHaveLength(3);
  });
});

describe('runs', () => {
  test('that stop in the middle leave every row old or new, and the next one does the rest', async () => {
    const rows = Array.from({ length: 7_000 }, (_, at) => listed(`H60.${at}`, { list: 'qd20', version: at + 1 }));
    const stop = new Error('stopped');
    const onProgress = async ({ applied }: { applied: number }): Promise<void> => {
      if (applied > 0) {
        throw stop;
      }
    };
    await expect(apply(rows, { full: true, onProgress })).rejects.toBe(stop);
    const left = (await showBook(office.db)).length;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(7_000);
    expect(await apply(rows, { full: true })).toMatchObject({ added: 7_000 - left });
    expect(await showBook(office.db)).toHaveLength(7_000);
  });

  test('that end while the list is read write nothing', async () => {
    async function* broken(): AsyncGenerator<ListedAgency[]> {
      yield [PROVINCE];
      throw new Error('cut');
    }
    await expect(applyList(office, 'truc', broken(), { full: true })).rejects.toThrow('cut');
    expect(await showBook(office.db)).toEqual([]);
  });

  test('of one source wait for each other, of two sources share the bodies', async () => {
    const rows = Array.from({ length: 500 }, (_, at) => listed(`H61.${at}`, { list: 'qd20' }));
    const outcomes = await Promise.all([
      apply(rows, { full: true }),
      apply(rows, { full: true }),
      apply(rows, { full: true, source: 'truc-2' }),
    ]);
    expect(outcomes.reduce((total, { added }) => total + added, 0)).toBe(500);
    expect(await showBook(office.db)).toHaveLength(500);
    // What one source no longer lists is still there for the other.
    await apply(rows.slice(0, 450), { full: true });
    expect((await showBook(office.db)).filter((body) => body.closed)).toEqual([]);
  });
});

/** Twelve rows over few codes, so that they meet: own codes, older codes, codes of the other list, parents. */
const CODES = ['H70', 'H70.1', 'H70.2', 'H70.3', '000.00.00.H70', '000.00.01.H70', '000.00.02.H70'];
const arbitraryRow = fc.record({
  list: fc.constantFrom('code' as const, 'qd20' as const),
  id: fc.constantFrom('1', '2', '3', '4'),
  code: fc.constantFrom(...CODES),
  oldCode: fc.option(fc.constantFrom(...CODES), { nil: undefined }),
  codeQcvn102: fc.option(fc.constantFrom(...CODES), { nil: undefined }),
  parentId: fc.option(fc.constantFrom('1', '2', '3', '4'), { nil: undefined }),
  name: fc.constantFrom('UBND A', 'UBND B', 'Sở C'),
  isDeleted: fc.boolean(),
});

type ArbitraryRow = { [K in keyof ListedAgency]?: ListedAgency[K] | undefined };

function withVersions(rows: readonly ArbitraryRow[]): ListedAgency[] {
  return rows.map((row, at) => {
    const given = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
    return { ...listed(row.code ?? 'H70'), ...given, version: at + 1 };
  });
}

test('codes belong to one body each, and what is shown does not hang on the pieces the rows came in', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitraryRow, { minLength: 1, maxLength: 12 }),
      fc.array(fc.nat({ max: 3 }), { minLength: 12, maxLength: 12 }),
      async (given, cuts) => {
        // The last version of each row: what an axis gives whatever way the changes went.
        const rows = [...new Map(withVersions(given).map((row) => [`${row.list} ${row.id}`, row])).values()];
        await emptyBook(office.db);
        await apply(rows);
        const whole = await showBook(office.db);
        await emptyBook(office.db);
        for (const part of [3, 1, 0, 2]) {
          await apply(rows.filter((_, at) => cuts[at] === part));
        }
        const inPieces = await showBook(office.db);
        const shape = (bodies: typeof whole) => bodies.map(({ path: _path, depth: _depth, ...body }) => body);
        expect(shape(inPieces)).toEqual(shape(whole));
        const live = whole.flatMap((body) => body.live);
        expect(new Set(live).size).toBe(live.length);
      },
    ),
    { numRuns: 15 },
  );
});

test('the tree is the same in whatever order its bodies come', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(), { minLength: 7, maxLength: 7 }),
      fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7, maxLength: 7 }),
      async (parents, order) => {
        const rows = parents.map((parent, at) =>
          listed(`Z${at}`, { id: String(at), ...(at > 0 && { parentId: String(parent % at) }) }),
        );
        await emptyBook(office.db);
        await apply(rows);
        const whole = await showBook(office.db);
        await emptyBook(office.db);
        for (const at of order) {
          await apply(rows.slice(at, at + 1));
        }
        expect(await showBook(office.db)).toEqual(whole);
      },
    ),
    { numRuns: 6 },
  );
});
