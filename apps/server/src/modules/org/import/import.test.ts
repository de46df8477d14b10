import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { readTable } from '../../../platform/tables/read-table.ts';
import { makeCell } from '../../../platform/tables/table.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org.testing.ts';
import { confirmImport } from './confirm-import.ts';
import { exportTree } from './export-tree.ts';
import { buildXlsx, type SheetRows } from './import.testing.ts';
import { parseWorkbook } from './parse-table.ts';
import { previewImport } from './preview-import.ts';
import { readCell } from './read-cell.ts';
import { SHEETS } from './sheets.ts';
import { safeCell, writeCsvTemplate, writeTemplate } from './write-workbook.ts';

let office: TestOffice;
let admin: Subject;
let clerk: Subject;
let stranger: Subject;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db, { name: 'UBND huyện Tam Đường', tier: 'district', code: 'H35.9' });
  const unit = await buildUnit(office.db, agency.id);
  admin = await buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, roles: ['administrator'] });
  clerk = await buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, roles: ['clerk'] });
  const other = await buildAgency(office.db, { name: 'UBND huyện Khác', code: 'H35.8' });
  const foreign = await buildUnit(office.db, other.id);
  stranger = await buildSubject(office.db, { agencyId: other.id, unitId: foreign.id, roles: ['administrator'] });
});
afterAll(() => office.close());

async function preview(rows: SheetRows, subject = admin) {
  return previewImport(office.as(subject), { name: 'danh-sach.xlsx', bytes: await buildXlsx(rows) });
}

async function count(what: string, parameters: unknown[] = []): Promise<number> {
  const [row] = await rawQuery<{ count: number }>(office.db, `select count(*) from ${what}`, parameters);
  return row?.count ?? 0;
}

/** A commune with a unit, a person and a post, all named by the code. */
function commune(code: string): SheetRows {
  return {
    agencies: [
      [code, '', 'H35.9', `UBND xã ${code}`, '', 'Ủy ban nhân dân', 'Xã', 'UBND các xã - thị trấn', 'UBND', 'Bản Bo'],
    ],
    units: [[code, 'VP', 'Văn phòng', '', 'VP', 1]],
    people: [[code, 'CB1', 'Lò Thị Mẫu', 'Công chức', '15/08/1990', '', '0912000111', '012090000123']],
    positions: [[code, 'VP', 'CB1', '', 'Văn thư', 'Nhân viên', 'văn thư; chuyên viên', '', '01/03/2021']],
  };
}

async function confirmed(rows: SheetRows) {
  const { importId, errors } = await preview(rows);
  expect(errors).toEqual([]);
  return confirmImport(office.as(admin), importId ?? '');
}

describe('a file without errors', () => {
  test('is shown, kept, stored once and audited', async () => {
    const shown = await preview(commune('H35.9.1'));
    expect(shown).toMatchObject({ errorCount: 0, errors: [], counts: { people: { rows: 1, added: 1 } } });
    expect(shown.sheets.map(({ name, rows }) => [name, rows[0]?.row, rows[0]?.change])).toEqual([
      ['Cơ quan', 2, 'added'],
      ['Đơn vị', 2, 'added'],
      ['Cán bộ', 2, 'added'],
      ['Chức vụ', 2, 'added'],
    ]);
    expect(await count("org_agency where name = 'UBND xã H35.9.1'")).toBe(0);
    const answer = await confirmImport(office.as(admin), shown.importId ?? '');
    expect(answer.counts.positions).toEqual({ rows: 1, added: 1, changed: 0, unchanged: 0 });
    const [post] = await rawQuery(
      office.db,
      `select roles, rank, position.valid_from, identity_number from org_position position
       join org_person person on person.id = person_id where full_name = 'Lò Thị Mẫu'`,
      [],
    );
    expect(post).toEqual({
      roles: ['clerk', 'specialist'],
      rank: 'staff',
      valid_from: '2021-03-01',
      identity_number: '012090000123',
    });
    await expect(confirmImport(office.as(admin), shown.importId ?? '')).rejects.toMatchObject({
      code: 'org.import_confirmed',
    });
    expect(await count("audit_leaf where action = 'org.import_confirmed' and object_id = $1", [shown.importId])).toBe(
      1,
    );
    expect(await count("org_import where id = $1 and data = '{}'", [shown.importId])).toBe(1);
  });

  test('taken in twice changes nothing the second time', async () => {
    await confirmed(commune('H35.9.2'));
    const again = await confirmed(commune('H35.9.2'));
    for (const sheet of ['agencies', 'units', 'people', 'positions'] as const) {
      expect(again.counts[sheet]).toEqual({ rows: 1, added: 0, changed: 0, unchanged: 1 });
    }
  });

  test('confirmed twice at once is stored once', async () => {
    const { importId } = await preview(commune('H35.9.3'));
    const twins = await Promise.allSettled([1, 2].map(() => confirmImport(office.as(admin), importId ?? '')));
    expect(twins.map((twin) => twin.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await count("org_agency where name = 'UBND xã H35.9.3'")).toBe(1);
  });

  test('is judged again when something changed in between', async () => {
    const { importId } = await preview(commune('H35.9.4'));
    await buildAgency(office.db, { name: 'Cơ quan đến trước', code: 'H35.9.4' });
    await expect(confirmImport(office.as(admin), importId ?? '')).rejects.toMatchObject({ code: 'org.import_errors' });
    expect(await count("org_agency where name = 'UBND xã H35.9.4'")).toBe(0);
    expect(await count('org_import where id = $1 and confirmed_at is null', [importId])).toBe(1);
  });

  test('is forgotten after a day', async () => {
    const { importId } = await preview(commune('H35.9.5'));
    office.clock.advance(25 * 60 * 60 * 1000);
    await expect(confirmImport(office.as(admin), importId ?? '')).rejects.toMatchObject({
      code: 'org.import_not_found',
    });
    office.clock.set('2021-03-22T01:00:00Z');
  });
});

describe('a file with errors', () => {
  test('tells every cell, rules of the tree included, and keeps nothing', async () => {
    const before = await count('org_import');
    const shown = await preview({
      units: [
        ['H35.9', 'HC', 'Hành chính', 'KHONG', '', 'một'],
        ['H35.9', 'HC', 'Hành chính'],
        ['NGOAI', 'X', 'Không có cơ quan'],
      ],
      people: [['H35.9', 'P1', 'Lò Thị A', 'Giám đốc']],
      positions: [['H35.9', 'HC', 'P1', '', 'Văn thư', '', 'Thủ quỹ', '', '']],
    });
    expect(shown.importId).toBeNull();
    expect(shown.errors.map(({ sheet, row, column }) => `${sheet} ${row} ${column}`)).toEqual([
      'Đơn vị 2 Thứ tự',
      'Đơn vị 2 Mã đơn vị cấp trên',
      'Đơn vị 3 Mã đơn vị',
      'Đơn vị 4 Mã cơ quan',
      'Cán bộ 2 Đối tượng',
      'Chức vụ 2 Vai',
      'Chức vụ 2 Từ ngày',
    ]);
    expect(shown.sheets[0]?.rows.map((row) => row.change)).toEqual(['wrong', 'wrong', 'wrong']);
    expect(await count('org_import')).toBe(before);
    expect(await count("org_unit where name = 'Hành chính'")).toBe(0);
  });

  test('counts all its errors and shows the first 500', async () => {
    const shown = await preview({ units: Array.from({ length: 700 }, (_, index) => ['KHONG', `D${index}`, 'Đơn vị']) });
    expect(shown).toMatchObject({ importId: null, errorCount: 700 });
    expect(shown.errors).toHaveLength(500);
  });

  test('outside the agencies that are administered is refused row by row', async () => {
    const shown = await preview({ units: [['H35.9', 'AN', 'Ăn theo']] }, stranger);
    expect(shown.errors).toMatchObject([{ sheet: 'Đơn vị', row: 2, column: 'Mã cơ quan' }]);
  });
});

test('only an administrator takes files in, and only the own ones', async () => {
  await expect(preview(commune('H35.9.6'), clerk)).rejects.toMatchObject({ code: 'org.import.forbidden' });
  await expect(exportTree(office.as(clerk))).rejects.toMatchObject({ code: 'org.import.forbidden' });
  const { importId } = await preview(commune('H35.9.7'));
  await expect(confirmImport(office.as(clerk), importId ?? '')).rejects.toMatchObject({ code: 'org.import.forbidden' });
  await expect(confirmImport(office.as(stranger), importId ?? '')).rejects.toMatchObject({
    code: 'org.import_not_found',
  });
});

test('a file cannot take the last administrator away', async () => {
  const lonely = await buildAgency(office.db, { name: 'UBND huyện Riêng', code: 'H36.1', valid_to: '2021-03-22' });
  expect(lonely.valid_to).toBe('2021-03-22');
  const rows = commune('H35.9.8');
  await confirmed(rows);
  await rawQuery(office.db, "update org_position set roles = '{specialist}' where 'administrator' = any(roles)", []);
  const { importId } = await preview({ units: [['H35.9', 'CUOI', 'Đơn vị cuối']] });
  await expect(confirmImport(office.as(admin), importId ?? '')).rejects.toMatchObject({
    code: 'org.last_administrator',
  });
  expect(await count("org_unit where name = 'Đơn vị cuối'")).toBe(0);
  for (const subject of [admin, stranger]) {
    await rawQuery(office.db, "update org_position set roles = '{administrator}' where id = $1", [subject.positionId]);
  }
});

describe('the template', () => {
  const workbook = async (): Promise<ExcelJS.Workbook> => {
    const found = new ExcelJS.Workbook();
    // The library wants the buffer type of its own Node.
    await found.xlsx.load((await writeTemplate()) as unknown as ExcelJS.Buffer);
    return found;
  };

  test('has instructions, four sheets and lists to choose from', async () => {
    const found = await workbook();
    expect(found.worksheets.map((sheet) => sheet.name)).toEqual([
      'Hướng dẫn',
      'Cơ quan',
      'Đơn vị',
      'Cán bộ',
      'Chức vụ',
    ]);
    const agencies = found.getWorksheet('Cơ quan');
    expect(agencies?.getCell('F2').dataValidation).toMatchObject({
      type: 'list',
      formulae: [expect.stringContaining('Ủy ban nhân dân')],
    });
    expect(agencies?.getCell('F10001').dataValidation).toMatchObject({ type: 'list' });
    expect(agencies?.getCell('D2').dataValidation).toBeUndefined();
  });

  test('left as it is says that nothing was filled in; filled below the example it is taken', async () => {
    await expect(
      previewImport(office.as(admin), { name: 'mau.xlsx', bytes: await writeTemplate() }),
    ).rejects.toMatchObject({ code: 'tables.unreadable' });
    const found = await workbook();
    found.getWorksheet('Đơn vị')?.addRow(['H35.9', 'MAU', 'Đơn vị mẫu']);
    const bytes = Buffer.from(await found.xlsx.writeBuffer());
    expect(await previewImport(office.as(admin), { name: 'mau.xlsx', bytes })).toMatchObject({
      errorCount: 0,
      counts: { units: { rows: 1, added: 1 }, agencies: { rows: 0 } },
    });
  });

  test.each(SHEETS.map((sheet) => sheet.key))('as CSV of %s is read as that sheet', async (key) => {
    const bytes = writeCsvTemplate(key);
    const filled = Buffer.concat([bytes, Buffer.from('x,y,z\r\n')]);
    const parsed = parseWorkbook(await readTable({ name: 'mau.csv', bytes: filled }));
    expect(parsed.sheets.map(({ sheet, rows }) => [sheet.key, rows.length])).toEqual([[key, 1]]);
  });
});

describe('an export', () => {
  test('holds no formula and comes back unchanged', async () => {
    await confirmed(commune('H35.9.9'));
    await confirmed({
      people: [
        ['H35.9.9', 'CB2', "'=HYPERLINK(1)"],
        ['H35.9.9', 'CB3', 'Lò A', '', '', '', '+84912000111'],
      ],
    });
    const bytes = await exportTree(office.as(admin));
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(bytes as unknown as ExcelJS.Buffer);
    const texts: string[] = [];
    workbook.eachSheet((sheet) => sheet.eachRow((row) => row.eachCell((cell) => texts.push(cell.text))));
    expect(texts).toContain("'=HYPERLINK(1)");
    expect(texts).toContain("'+84912000111");
    expect(texts.filter((text) => /^[=+\-@\t\r]/.test(text))).toEqual([]);
    expect(texts.join(' ')).not.toContain('012090000123');
    const back = await previewImport(office.as(admin), { name: 'xuat.xlsx', bytes });
    expect(back.errors).toEqual([]);
    for (const { added, changed } of Object.values(back.counts)) {
      expect({ added, changed }).toEqual({ added: 0, changed: 0 });
    }
  });

  test('writes any text so that it is no formula and reads it as it was', () => {
    const name = SHEETS[2]?.columns[2];
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60 }), (given) => {
        const text = makeCell('T', given).slice(1);
        fc.pre(text !== '' && name !== undefined && !/^'[=+\-@]/.test(text));
        expect(safeCell(text)).not.toMatch(/^[=+\-@\t\r]/);
        expect(name && readCell(name, makeCell('T', safeCell(text)), false)).toEqual({ value: text });
      }),
    );
  });
});

test('a file of 10,000 people with their posts is shown and stored', async () => {
  const units = [['H35.9', 'LON', 'Đơn vị lớn', '', '', 9]];
  const people = Array.from({ length: 10_000 }, (_, index) => ['H35.9', `L${index}`, `Lò Văn ${index}`]);
  const positions = people.map(([agency = '', code = '']) => [
    ...[agency, 'LON', code, '', 'Chuyên viên', '', 'Chuyên viên', '', '01/03/2021'],
  ]);
  const { counts } = await confirmed({ units, people, positions });
  expect(counts).toMatchObject({ people: { added: 10_000 }, positions: { added: 10_000 } });
});
