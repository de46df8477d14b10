import { describe, expect, test } from 'vitest';
import { type FormTable, readCsvTable, readFormTable, readFormTables, readPastedTable } from '../src/index.ts';

/** Cells as text unless they say their kind: `N:912345678`. */
function cell(text: string): string {
  const kind = /^([NDFEB]):/.exec(text);
  return kind === null ? (text === '' ? '' : `T${text}`) : `${kind[1]}${text.slice(2)}`;
}

function table(rows: readonly (readonly string[])[], more: Partial<FormTable> = {}): FormTable {
  const lines = rows.map((cells, index) => ({ row: index + 1, cells: cells.map(cell) }));
  return {
    name: 'Trang 1',
    rows: lines.filter(({ cells }) => cells.some((one) => one !== '')),
    merges: [],
    tooLong: false,
    ...more,
  };
}

const HEAD_07 = ['STT', 'Họ và tên', 'Chức vụ', 'Đơn vị công tác', 'Tên tài khoản', 'Lý do thu hồi', 'Ghi chú'];
const ROW_07 = ['N:1', 'Sùng A Dế', 'Công chức Địa chính', 'UBND xã Khun Há', 'desa.khunha', 'Chuyển công tác', ''];
const DE = {
  fullName: 'Sùng A Dế',
  position: 'Công chức Địa chính',
  unit: 'UBND xã Khun Há',
  account: 'desa.khunha',
  reason: 'Chuyển công tác',
  note: '',
};

function codes(read: { findings: readonly { code: string; row: number; column: string }[] }): string[] {
  return read.findings.map(({ code, row, column }) => `${code} ${column}${row}`);
}

describe('readFormTable', () => {
  test('finds the heading under the titles of the form', () => {
    const read = readFormTable(
      'M07',
      table([['Mẫu số 07'], ['DANH SÁCH'], [], ['Số lượng thu hồi: 1'], ['Danh sách thu hồi:'], HEAD_07, ROW_07]),
    );
    expect(read).toEqual({ rows: [DE], findings: [], ignoredColumns: [], sheetRows: [7] });
  });

  test.each([
    [
      'capitals and blanks',
      ['S T T', 'HỌ VÀ  TÊN', 'chức vụ', 'Đơn vị  công tác', 'Tên tài khoản', 'LÝ DO THU HỒI', 'Ghi chú'],
    ],
    ['NFD', HEAD_07.map((text) => text.normalize('NFD'))],
    [
      'line breaks and stars',
      ['TT', 'Họ và\ntên *', 'Chức danh', 'Đơn vị', 'Tên tài khoản QLVB&ĐH', 'Lý do', 'Ghi chú:'],
    ],
    ['another order', ['Ghi chú', 'Lý do thu hồi', 'Tài khoản', 'Nơi công tác', 'Chức vụ', 'Họ tên', 'STT']],
  ])('headings written with %s', (name, heading) => {
    const row = name === 'another order' ? [...ROW_07].reverse() : ROW_07;
    const read = readFormTable('M07', table([heading, row]));
    expect(read.rows).toEqual([DE]);
    expect(codes(read)).toEqual(name.startsWith('capitals') ? ['requests.table_column_ignored A1'] : []);
  });

  test('says which columns are missing, ignored or written twice', () => {
    const read = readFormTable(
      'M07',
      table([
        [...HEAD_07.slice(0, 5), 'Ngày nghỉ', 'Họ tên', 'Trống'],
        [...ROW_07.slice(0, 5), 'hôm qua', 'Sùng A Dế', ''],
      ]),
    );
    expect(codes(read)).toEqual([
      'requests.table_column_missing 1',
      'requests.table_column_ignored F1',
      'requests.table_column_twice G1',
    ]);
    expect(read.findings[0]).toMatchObject({ severity: 'error', label: 'Lý do thu hồi' });
    expect(read.ignoredColumns).toEqual(['Ngày nghỉ', 'Họ tên']);
    expect(read.rows).toEqual([{ ...DE, reason: '', note: '' }]);
  });

  test('without a heading nothing is read', () => {
    const read = readFormTable('M07', table([ROW_07]));
    expect(read.rows).toEqual([]);
    expect(codes(read)).toEqual(['requests.table_no_heading 1']);
  });

  test('merged cells hold for every row and are told', () => {
    const rows = [
      HEAD_07,
      ROW_07,
      ['N:2', 'Giàng A Lử', 'Trưởng Công an xã', '', 'luga.khunha', 'Trùng tài khoản', ''],
    ];
    const read = readFormTable('M07', table(rows, { merges: [{ top: 2, left: 4, bottom: 3, right: 4 }] }));
    expect(read.rows.map(({ unit }) => unit)).toEqual(['UBND xã Khun Há', 'UBND xã Khun Há']);
    expect(codes(read)).toEqual(['requests.table_merged D2']);
    expect(readFormTable('M07', table(rows)).rows[1]?.['unit']).toBe('');
    const across = readFormTable('M07', table(rows, { merges: [{ top: 3, left: 3, bottom: 3, right: 4 }] }));
    expect(codes(across)).toEqual(['requests.table_merged C3']);
  });

  test('a name in two columns under one heading, or under two', () => {
    const row = ['N:1', 'Sùng A', 'Dế', ...ROW_07.slice(2)];
    const merged = readFormTable(
      'M07',
      table([['STT', 'Họ và tên', '', ...HEAD_07.slice(2)], row], {
        merges: [{ top: 1, left: 2, bottom: 1, right: 3 }],
      }),
    );
    const two = readFormTable('M07', table([['STT', 'Họ và tên đệm', 'Tên', ...HEAD_07.slice(2)], row]));
    expect([merged.rows, two.rows]).toEqual([[DE], [DE]]);
    expect([codes(merged), codes(two)]).toEqual([[], []]);
  });

  test('formulas, errors, booleans and dates: a message per cell', () => {
    const read = readFormTable(
      'M07',
      table([
        HEAD_07,
        ['F:1', 'F:Sùng A Dế', 'E:#REF!', 'B:1', 'D:44275', 'D:44275', 'D:44151'],
        ['F:2', 'F:', 'x', 'y', 'N:12345678901234567890', 'N:7', 'N:8.5'],
      ]),
    );
    expect(codes(read)).toEqual([
      'requests.table_formula B2',
      'requests.table_error_cell C2',
      'requests.table_type D2',
      'requests.table_date_text E2',
      'requests.table_date_text F2',
      'requests.table_date_text G2',
      'requests.table_formula B3',
      'requests.table_digits_lost E3',
    ]);
    expect(read.findings.map(({ severity }) => severity)).toEqual([
      'warning',
      'error',
      'error',
      'error',
      'warning',
      'warning',
      'error',
      'error',
    ]);
    expect(read.rows[0]).toEqual({
      fullName: 'Sùng A Dế',
      position: '',
      unit: '',
      account: '',
      reason: '20/03/2021',
      note: '16/11/2020',
    });
    expect(readFormTable('M07', table([HEAD_07, ['', ...ROW_07.slice(1, 6), 'D:44151']]), true).rows[0]?.['note']).toBe(
      '17/11/2024',
    );
  });

  test('phone numbers that lost their zero get it back, with a word about it', () => {
    const head = ['STT', 'Họ và tên', 'Chức vụ', 'Đơn vị công tác', 'SĐT', 'Ghi chú'];
    const row = (phone: string) => ['N:1', 'Sùng A Dế', 'Công chức', 'UBND xã', phone, ''];
    const read = readFormTable(
      'M06',
      table(
        [head, row('N:912345678'), row('N:9.12345678E8'), row('912 345 678'), row('0912.345.678'), row('N:12345')].map(
          (cells, index) => [index === 0 ? 'STT' : `N:${index}`, ...cells.slice(1)],
        ),
      ),
    );
    expect(read.rows.map(({ phone }) => phone)).toEqual([
      '0912345678',
      '0912345678',
      '0912345678',
      '0912345678',
      '12345',
    ]);
    expect(codes(read)).toEqual([
      'requests.table_zero_lost E2',
      'requests.table_zero_lost E3',
      'requests.table_zero_lost E4',
    ]);
  });

  test('totals, signers, groups and repeated headings are no rows', () => {
    const other = ['N:2', ...ROW_07.slice(1)];
    const read = readFormTable(
      'M07',
      table(
        [
          HEAD_07,
          ['(1)', '(2)', '(3)', '(4)', '(5)', '(6)', '(7)'],
          ['', 'I. Khối UBND các xã', '', '', '', '', ''],
          ROW_07,
          HEAD_07,
          other,
          ['', 'Tổng cộng: 3', '', '', '', '', ''],
          ['', '', '', '', 'Khun Há, ngày 25 tháng 3 năm 2021', '', ''],
          ['', '', '', '', '', 'NGƯỜI LẬP BIỂU', ''],
        ],
        { merges: [{ top: 3, left: 2, bottom: 3, right: 7 }] },
      ),
    );
    expect(read.rows).toEqual([DE, DE]);
    expect(read.sheetRows).toEqual([4, 6]);
    expect(codes(read)).toEqual([
      'requests.table_row_ignored 3',
      'requests.count_mismatch 7',
      'requests.table_row_ignored 8',
      'requests.table_row_ignored 9',
    ]);
  });

  test('names under the signers, numbers of groups and rows numbered ahead are no rows', () => {
    const read = readFormTable(
      'M07',
      table([
        HEAD_07,
        ['I', 'Khối UBND các xã'],
        ROW_07,
        ['N:2'],
        [],
        ['', 'NGƯỜI LẬP', '', '', 'CHỦ TỊCH'],
        ['', 'Lò Thị Hương', '', '', 'Lò Văn Pâng'],
      ]),
    );
    expect(read.rows).toEqual([DE]);
    expect(codes(read)).toEqual([2, 4, 6, 7].map((row) => `requests.table_row_ignored ${row}`));
    const numbered = readFormTable('M07', table([HEAD_07, ['', 'NGƯỜI LẬP'], ['N:1', 'Lò Thị Hương']]));
    expect(numbered.rows).toHaveLength(1);
  });

  test('hidden rows and worksheets are read, and that is told', () => {
    const two = table([HEAD_07, ROW_07, ['N:2', 'Vàng Thị Pà', ...ROW_07.slice(2, 4), 'pavt.khunha', 'Nghỉ hưu', '']]);
    expect(codes(readFormTable('M07', { ...two, hiddenRows: [3] }))).toEqual(['requests.table_hidden 3']);
    expect(codes(readFormTable('M07', { ...two, hiddenRows: [1, 9] }))).toEqual([]);
    expect(codes(readFormTables('M07', [{ ...two, hidden: true }]))).toEqual(['requests.table_hidden 1']);
  });

  test('CSV with semicolons, commas or tabs', () => {
    for (const separator of [';', ',', '\t']) {
      const lines = [HEAD_07, ['1', ...ROW_07.slice(1, 6), `"a${separator}b"`]].map((cells) => cells.join(separator));
      const read = readFormTable('M07', readCsvTable(`\ufeff${lines.join('\r\n')}`));
      expect(read.findings).toEqual([]);
      expect(read.rows[0]).toMatchObject({
        account: 'desa.khunha',
        note: separator === '\t' ? 'a b' : `a${separator}b`,
      });
    }
  });

  test('a row with only a name is a row, not a foot', () => {
    const read = readFormTable('M07', table([HEAD_07, ROW_07, ['', 'Giàng A Lử', '', '', '', '', '']]));
    expect(read.rows).toHaveLength(2);
    expect(codes(read)).toEqual([]);
  });

  test('jumps of STT and the count line are told', () => {
    const rows = [1, 2, 4, 4].map((stt) => [`N:${stt}`, ...ROW_07.slice(1)]);
    const read = readFormTable('M07', table([['Số lượng thu hồi: 9'], HEAD_07, ...rows]));
    expect(codes(read)).toEqual(['requests.table_numbers A5', 'requests.count_mismatch 1']);
    expect(read.findings.map(({ severity }) => severity)).toEqual(['warning', 'error']);
    expect(read.findings[0]?.message).toContain('hàng 5 ghi 4, hàng 6 ghi 4');
  });

  test('Mẫu 10: two lists in one sheet, or one of them', () => {
    const units = [
      ['1. Đề nghị cấp mới tài khoản thư điện tử công vụ cho các đơn vị'],
      ['STT', 'Tên cơ quan, đơn vị', 'Ghi chú'],
      ['N:1', 'UBND xã Khun Há', ''],
    ];
    const people = [
      ['2. Đề nghị cấp mới tài khoản thư điện tử công vụ cho các cá nhân'],
      ['STT', 'Họ và tên', 'Đơn vị công tác', 'Chức vụ', 'Ghi chú'],
      ['N:1', 'Lò Thị Hương', 'UBND xã Khun Há', 'Văn thư', 'mới'],
    ];
    const unit = { part: 'units', unitName: 'UBND xã Khun Há', note: '' };
    const person = {
      part: 'people',
      fullName: 'Lò Thị Hương',
      unit: 'UBND xã Khun Há',
      position: 'Văn thư',
      note: 'mới',
    };
    const both = readFormTable('M10', table([['Mẫu số 10'], ...units, [], ...people]));
    expect(both).toMatchObject({ rows: [unit, person], findings: [], sheetRows: [4, 8] });
    expect(readFormTable('M10', table(units))).toMatchObject({ rows: [unit], findings: [] });
    expect(readFormTable('M10', table(people))).toMatchObject({ rows: [person], findings: [] });
  });

  test('10,001 rows: none is taken', () => {
    const many = (count: number) => table([HEAD_07, ...Array.from({ length: count }, () => ['', ...ROW_07.slice(1)])]);
    const over = readFormTable('M07', many(10_001));
    expect([over.rows.length, codes(over)]).toEqual([0, ['requests.table_too_long 10002']]);
    expect(readFormTable('M07', many(10_000)).rows).toHaveLength(10_000);
    expect(codes(readFormTable('M07', { ...many(5), tooLong: true }))).toEqual(['requests.table_too_long 6']);
  });

  test('an empty list says so; a sheet form is no list', () => {
    expect(codes(readFormTable('M07', table([HEAD_07])))).toEqual(['requests.table_empty 1']);
    expect(() => readFormTable('M01', table([HEAD_07]))).toThrow(TypeError);
  });

  test('what a formula guard put in front comes off, other apostrophes stay', () => {
    const read = readFormTable('M07', table([HEAD_07, [...ROW_07.slice(0, 5), "'=1+1", "'a"]]));
    expect(read.rows[0]).toMatchObject({ reason: '=1+1', note: "'a" });
  });
});

describe('readPastedTable', () => {
  test('quotes, tabs and line breaks inside cells', () => {
    const pasted = readPastedTable('Họ và tên\tGhi chú\r\n"Sùng\nA ""Dế"""\t"a\tb"\r\n"mở\t2\r\n\r\n');
    expect(pasted.rows).toEqual([
      { row: 1, cells: ['THọ và tên', 'TGhi chú'] },
      { row: 2, cells: ['TSùng A "Dế"', 'Ta b'] },
      { row: 3, cells: ['T"mở', 'T2'] },
    ]);
  });

  test('with the heading of the form, in any order', () => {
    const read = readFormTable(
      'M07',
      readPastedTable(
        [[...HEAD_07].reverse(), [...ROW_07].reverse().map((text) => text.replace('N:', ''))]
          .map((cells) => cells.join('\t'))
          .join('\n'),
      ),
    );
    expect(read).toMatchObject({ rows: [DE], findings: [] });
  });

  test('without a heading: in the order of the form, with STT or not, and not when the width does not fit', () => {
    const line = ROW_07.slice(1).join('\t');
    expect(readFormTable('M07', readPastedTable(`1\t${line}\n2\t${line}`))).toMatchObject({
      rows: [DE, DE],
      findings: [],
    });
    expect(readFormTable('M07', readPastedTable(line))).toMatchObject({ rows: [DE], findings: [] });
    expect(codes(readFormTable('M07', readPastedTable('Sùng A Dế\tCông chức')))).toEqual([
      'requests.table_no_heading 1',
    ]);
    expect(readFormTable('M10', readPastedTable('Lò Thị Hương\tUBND xã Khun Há\tVăn thư\t')).rows).toMatchObject([
      { part: 'people', position: 'Văn thư' },
    ]);
  });

  test('too much is refused as a whole', () => {
    const read = readFormTable('M07', readPastedTable(`${ROW_07.join('\t')}\n`.repeat(10_200)));
    expect([read.rows.length, codes(read)[0]?.split(' ')[0]]).toEqual([0, 'requests.table_too_long']);
  });

  test('a hostile clipboard of quotes is read in no time that grows by the square', () => {
    expect(readPastedTable('"'.repeat(200_000)).rows).toHaveLength(1);
    expect(readPastedTable('"a\t'.repeat(50_001)).rows[0]?.cells.at(-2)).toBe('T"a');
  });
});
