import type { FilledForm, FormDefinition, FormFinding, FormRow } from '../definition.ts';
import { columnsOf, partOf } from '../fields.ts';
import { nameKey } from '../keys.ts';
import { LIST_ROW_LIMIT } from '../read-filled-form.ts';
import { type Entry, type EntryParts, makeEntry } from './entry.ts';
import { checkFields } from './field-rules.ts';
import { ROW_RULES, rowIdentity } from './row-rules.ts';

type Base = Pick<EntryParts, 'form' | 'facts' | 'limits' | 'sources' | 'found'>;

/** Somebody who types without accents means the same name; two names that both have them are two names. */
function isSameSpelling(left: string, right: string): boolean {
  return left === right || left === nameKey(left) || right === nameKey(right);
}

interface Earlier {
  readonly row: number;
  readonly exact: string | undefined;
}

/** Two rows for one thing, and namesakes whom a person must tell apart. */
function duplicateChecker(form: FormDefinition): (entry: Entry, row: number) => void {
  const byIdentity = new Map<string, Earlier[]>();
  const byName = new Map<string, number>();
  const byPhone = new Map<string, number>();
  const isRepeated = (entry: Entry, row: number): boolean => {
    const identity = rowIdentity(form.kind, entry);
    if (identity === undefined) {
      return false;
    }
    const { key, exact, field } = identity;
    const known = byIdentity.get(key) ?? [];
    const twin = known.find((one) => isSameSpelling(one.exact ?? '', exact ?? ''));
    if (twin !== undefined) {
      const message = `Dòng ${row} trùng dòng ${twin.row}: “${entry.text(field)}”. Mỗi đề nghị chỉ ghi một lần. Hãy bỏ một dòng.`;
      entry.tell(field, 'requests.duplicate_row', message);
      return true;
    }
    byIdentity.set(key, [...known, { row, exact }]);
    return false;
  };
  const tellLike = (entry: Entry, row: number, like: Map<string, number>, key: string, what: string): boolean => {
    const earlier = like.get(key);
    like.set(key, earlier ?? row);
    if (earlier === undefined) {
      return false;
    }
    const field = entry.fields.some((one) => one.key === 'unitName') ? 'unitName' : 'fullName';
    const message = `Dòng ${row} ${what} dòng ${earlier}: “${entry.text(field)}”. Hãy bỏ một dòng nếu là một; nếu là hai, ghi rõ vào cột Ghi chú.`;
    entry.tell(field, 'requests.possible_duplicate', message, { severity: 'warning' });
    return true;
  };
  return (entry, row) => {
    if (isRepeated(entry, row)) {
      return;
    }
    if (entry.isSound('unitName')) {
      tellLike(entry, row, byName, nameKey(entry.text('unitName')), 'gần giống tên đơn vị ở');
    } else if (entry.isSound('fullName')) {
      const name = nameKey(entry.text('fullName'));
      const unit = nameKey(entry.text('unit'));
      if (!tellLike(entry, row, byName, `${name}|${unit}`, 'cùng họ tên và đơn vị với') && entry.isSound('phone')) {
        tellLike(entry, row, byPhone, `${name}|${entry.text('phone')}`, 'cùng họ tên và số điện thoại với');
      }
    }
  };
}

function unknownKeys(row: FormRow, known: ReadonlySet<string>): string[] {
  return Object.keys(row).filter((key) => key !== 'part' && !known.has(key));
}

function checkPart(base: Base, part: string, rows: readonly FormRow[], isOnlyPart: boolean): void {
  const fields = columnsOf(base.form, part);
  const known = new Set(fields.map(({ key }) => key));
  const checkDuplicate = duplicateChecker(base.form);
  for (const [index, values] of rows.entries()) {
    const entry = makeEntry({ ...base, fields, values, row: index + 1, part: isOnlyPart ? undefined : part });
    for (const key of unknownKeys(values, known)) {
      const shown = key.slice(0, 80);
      entry.tell(shown, 'requests.unknown_field', `${base.form.label} không có cột “${shown}”. Hãy bỏ giá trị này.`);
    }
    checkFields(entry);
    ROW_RULES[base.form.kind]?.(entry);
    checkDuplicate(entry, index + 1);
  }
}

function tellWhole(found: FormFinding[], code: string, form: FormDefinition, message: string): void {
  found.push({ code, severity: 'error', field: 'rows', row: null, label: 'Danh sách', message, rule: form.label });
}

/** Lists as a whole: not empty, not too long, as many rows as the count line says. */
function checkWhole({ form, found }: Base, filled: FilledForm, countLabel: string | null): boolean {
  const count = filled.rows?.length ?? 0;
  if (count > LIST_ROW_LIMIT) {
    const message = `Danh sách có ${count} dòng, nhiều nhất ${LIST_ROW_LIMIT}. Hãy tách thành nhiều danh sách.`;
    tellWhole(found, 'requests.too_many_rows', form, message);
    return false;
  }
  if (count === 0) {
    const message = `${form.label} chưa có dòng nào. Hãy thêm dòng; nếu đơn vị không có, hãy báo “Không phát sinh”.`;
    tellWhole(found, 'requests.rows_missing', form, message);
  }
  if (filled.count !== undefined && filled.count !== count) {
    const label = countLabel ?? 'Số lượng';
    const message = `“${label}” ghi ${filled.count} nhưng danh sách có ${count} dòng. Số lượng phải bằng số dòng. Hãy kiểm tra dòng thiếu hoặc sửa số lượng.`;
    tellWhole(found, 'requests.count_mismatch', form, message);
  }
  return true;
}

export function checkList(base: Base, filled: FilledForm): void {
  const { layout } = base.form;
  if (layout.kind === 'sheet' || !checkWhole(base, filled, layout.countLabel)) {
    return;
  }
  const rows = filled.rows ?? [];
  const keys = layout.parts.map(({ key }) => key);
  for (const part of keys) {
    checkPart(
      base,
      part,
      rows.filter((row) => partOf(base.form, row) === part),
      keys.length === 1,
    );
  }
  const lost = rows.findIndex((row) => !keys.includes(partOf(base.form, row)));
  if (lost >= 0 || (keys.length > 1 && rows.some((row) => row.part === undefined))) {
    const message = `Có dòng không ghi rõ thuộc phần nào của ${base.form.label}. Phần 1 cho đơn vị (units), phần 2 cho cá nhân (people). Hãy chuyển dòng vào đúng phần.`;
    tellWhole(base.found, 'requests.part_unknown', base.form, message);
  }
}
