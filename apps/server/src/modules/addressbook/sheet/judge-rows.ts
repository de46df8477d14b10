import type { JudgedImportRow } from '../../../platform/tables/register-import.ts';
import type { SheetProblem, SheetRow } from '../../../platform/tables/register-sheet.ts';
import type { BookAgency, ListedAgency } from '../book.ts';
import { cleanCode, codeKey } from '../codes.ts';
import { sameName } from '../words.ts';
import { BOOK_COLUMNS, type BookField } from './book-columns.ts';

/** What the rows are compared with; read once for the whole file. */
export interface KnownBook {
  /** By `codeKey` of every code the file names. */
  bodies: ReadonlyMap<string, BookAgency>;
  /** Digests of the rows imported before, by `codeKey` of their first code. */
  digests: ReadonlyMap<string, string>;
  letters: ReadonlyMap<BookField, string>;
}

export interface JudgedRow extends JudgedImportRow {
  listed: ListedAgency;
  key: string;
  successors: string[];
}

type Values = SheetRow<BookField>['values'];
type Told = { field: BookField; message: string; severity: SheetProblem['severity'] };

export function successorCodes(text: string): string[] {
  return text.split(/[;,\s]+/).filter((code) => code !== '');
}

/** Every code a row names, in whatever column. */
export function codesNamed(values: Values): string[] {
  const { codeQd20, codeQcvn102, oldCode, parentCode, successor } = values;
  return [codeQd20, codeQcvn102, oldCode, parentCode, ...successorCodes(successor)].filter((code) => code !== '');
}

function ownCodes({ codeQd20, codeQcvn102 }: Values): string[] {
  return [codeQd20, codeQcvn102].flatMap((code) => cleanCode(code) ?? []);
}

export function listedRow(values: Values): ListedAgency {
  const [code = '', other] = ownCodes(values);
  const filled = (value: string): string | undefined => (value === '' ? undefined : value);
  const [parentCode, mail, oldCode] = [filled(values.parentCode), filled(values.mail), filled(values.oldCode)];
  return {
    list: 'import',
    id: codeKey(code),
    code,
    name: values.name,
    isDeleted: values.state === 'closed',
    ...(other !== undefined && { codeQcvn102: other }),
    ...(parentCode !== undefined && { parentCode }),
    ...(mail !== undefined && { mail }),
    ...(oldCode !== undefined && { oldCode }),
  };
}

function error(field: BookField, message: string): Told {
  return { field, message, severity: 'error' };
}

function warning(field: BookField, message: string): Told {
  return { field, message, severity: 'warning' };
}

interface Place {
  known: KnownBook;
  /** Codes of the file → the first row that has them. */
  rowsOf: ReadonlyMap<string, number>;
}

function codeProblems(values: Values, row: number, { known, rowsOf }: Place): Told[] {
  const codes = ownCodes(values);
  if (codes.length === 0) {
    return [error('codeQd20', 'Hàng chưa có mã nào. Ghi mã theo Quyết định 20/2020 hoặc mã theo QCVN 102.')];
  }
  const twice = codes.flatMap((code): Told[] => {
    const first = rowsOf.get(codeKey(code));
    return first === undefined || first === row
      ? []
      : [error('codeQd20', `Mã ${code} đã có ở hàng ${first} của tệp này.`)];
  });
  const [one, other] = codes.map((code) => known.bodies.get(codeKey(code)));
  if (one !== undefined && other !== undefined && one.id !== other.id) {
    const message = `Mã ${codes[0]} đang là của ${one.name}, mã ${codes[1]} là của ${other.name}: một hàng không gộp hai cơ quan.`;
    return [...twice, error('codeQcvn102', message)];
  }
  return twice;
}

function oldCodeProblems(values: Values, own: BookAgency | undefined, { known }: Place): Told[] {
  const other = values.oldCode === '' ? undefined : known.bodies.get(codeKey(values.oldCode));
  const isOther = other !== undefined && other.id !== own?.id && !other.deleted && !sameName(other.name, values.name);
  return isOther
    ? [
        error(
          'oldCode',
          `Mã ${values.oldCode} đang là của ${other.name}. Nếu cơ quan ấy đã nhập vào cơ quan này, ghi ở hàng của nó cột "Mã cơ quan nhận thay".`,
        ),
      ]
    : [];
}

function successorProblems(values: Values, { known, rowsOf }: Place): Told[] {
  const own = new Set(ownCodes(values).map(codeKey));
  return successorCodes(values.successor).flatMap((code): Told[] => {
    if (own.has(codeKey(code))) {
      return [error('successor', 'Cơ quan không thể nhận thay chính mình.')];
    }
    return known.bodies.has(codeKey(code)) || rowsOf.has(codeKey(code))
      ? []
      : [error('successor', `Không có cơ quan nào mang mã ${code}, trong sổ cũng như trong tệp này.`)];
  });
}

function otherProblems(values: Values, own: BookAgency | undefined, { known, rowsOf }: Place): Told[] {
  const told: Told[] = [];
  const { parentCode, mail } = values;
  if (parentCode !== '' && !known.bodies.has(codeKey(parentCode)) && !rowsOf.has(codeKey(parentCode))) {
    told.push(warning('parentCode', `Chưa có cơ quan nào mang mã ${parentCode}; sẽ nối vào khi mã ấy có trong sổ.`));
  }
  if (mail !== '' && !/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(mail)) {
    told.push(error('mail', `"${mail}" không phải là địa chỉ thư điện tử.`));
  }
  const fromAxis = own !== undefined && own.source !== 'import' && own.source !== 'org';
  if (fromAxis && !sameName(own.name, values.name)) {
    told.push(
      warning('name', `Trục ghi tên "${own.name}"; tên của trục được giữ, các cột còn trống của trục lấy theo tệp.`),
    );
  }
  if (fromAxis && !own.deleted && values.state === 'closed' && values.successor === '') {
    told.push(warning('state', 'Trục vẫn ghi cơ quan này đang hoạt động. Muốn gửi thay, ghi mã cơ quan nhận thay.'));
  }
  return told;
}

const HEADINGS = new Map(BOOK_COLUMNS.map(({ field, heading }) => [field, heading]));

function judgeRow(sheetRow: SheetRow<BookField>, place: Place, digestOf: (listed: ListedAgency) => string): JudgedRow {
  const { row, values } = sheetRow;
  const { known } = place;
  const own = ownCodes(values)
    .map((code) => known.bodies.get(codeKey(code)))
    .find((body) => body !== undefined);
  const told = [
    ...codeProblems(values, row, place),
    ...oldCodeProblems(values, own, place),
    ...successorProblems(values, place),
    ...otherProblems(values, own, place),
  ];
  const problems = [
    ...sheetRow.problems,
    ...told.map(({ field, message, severity }) => ({
      column: known.letters.get(field) ?? '',
      label: HEADINGS.get(field) ?? '',
      message,
      severity,
    })),
  ];
  const listed = listedRow(values);
  const successors = successorCodes(values.successor);
  const isSame = known.digests.get(listed.id) === digestOf(listed) && successors.length === 0;
  const isWrong = problems.some(({ severity }) => severity === 'error');
  return {
    row,
    text: `${listed.code} ${values.name}`.trim(),
    effect: isWrong ? 'error' : isSame ? 'same' : own === undefined ? 'new' : 'update',
    problems,
    listed,
    key: listed.id,
    successors,
  };
}

/** Every row of the file as it would be taken; codes that two rows or two bodies claim are told row by row. */
export function judgeRows(
  rows: readonly SheetRow<BookField>[],
  known: KnownBook,
  digestOf: (listed: ListedAgency) => string,
): JudgedRow[] {
  const rowsOf = new Map<string, number>();
  for (const { row, values } of rows) {
    for (const code of ownCodes(values)) {
      if (!rowsOf.has(codeKey(code))) {
        rowsOf.set(codeKey(code), row);
      }
    }
  }
  return rows.map((row) => judgeRow(row, { known, rowsOf }, digestOf));
}
