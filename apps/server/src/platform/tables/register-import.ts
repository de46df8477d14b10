import type { RegisterImport, RegisterImportRow } from '@congvu/contracts';
import type { ActingContext } from '../context.ts';
import type { Tx } from '../db.ts';
import { conflict, type FieldError, invalid, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import { oneAtATime, rawQuery } from '../sql.ts';

/*
 * The list of a register between its upload and its confirmation, the same for every register: it is kept for a day, shown row by row,
 * and taken once. The module judges the rows, writes them and leaves the trace.
 */

/** What nobody confirmed within a day is forgotten: it holds data of people. */
const KEPT_MS = 24 * 60 * 60 * 1000;
const SHOWN = 500;
const NAMED = 50;

export interface RegisterImportKind {
  /** Written into statements: these names and no others. */
  table: 'account_import' | 'mail_import' | 'certificate_import' | 'addressbook_import';
  codes: { missing: string; confirmed: string; errors: string };
}

/** A row as the module has judged it. */
export type JudgedImportRow = Pick<RegisterImportRow, 'row' | 'text' | 'effect' | 'problems'>;

const EFFECTS: Record<RegisterImportRow['effect'], string> = {
  new: 'Thêm mới',
  update: 'Cập nhật',
  same: 'Không đổi',
  error: 'Có lỗi',
};

export function countEffects(rows: readonly JudgedImportRow[]): Record<'fresh' | 'updated' | 'same' | 'wrong', number> {
  const count = (effect: RegisterImportRow['effect']): number => rows.filter((row) => row.effect === effect).length;
  return { fresh: count('new'), updated: count('update'), same: count('same'), wrong: count('error') };
}

/** Whether there is anything to confirm. */
export function changesRegister(rows: readonly JudgedImportRow[]): boolean {
  return rows.some(({ effect }) => effect === 'new' || effect === 'update');
}

/** Errors first, then rows with something to look at, then the others; each in the order of the file. */
function rankOf({ effect, problems }: JudgedImportRow): number {
  if (effect === 'error') {
    return 0;
  }
  return problems.length > 0 ? 1 : 2;
}

export function presentImport(
  id: string | null,
  fileName: string,
  rows: readonly JudgedImportRow[],
  ignoredColumns: string[],
): RegisterImport {
  return {
    id,
    fileName,
    ...countEffects(rows),
    ignoredColumns,
    rows: rows
      .toSorted((left, right) => rankOf(left) - rankOf(right) || left.row - right.row)
      .slice(0, SHOWN)
      .map(({ row, text, effect, problems }) => ({ row, text, effect, effectLabel: EFFECTS[effect], problems })),
  };
}

/** Every wrong row with the first thing that is wrong in it. */
export function wrongRows(rows: readonly JudgedImportRow[]): FieldError[] {
  return rows
    .filter(({ effect }) => effect === 'error')
    .map(({ row, problems }) => ({
      path: `rows.${row}`,
      message: problems.find(({ severity }) => severity === 'error')?.message ?? '',
    }));
}

/** With an error in it a file is written only when the person says that its good rows are enough. @throws AppError 422 `codes.errors` */
export function assertImportable(kind: RegisterImportKind, wrong: readonly FieldError[], skipErrors: boolean): void {
  if (wrong.length > 0 && !skipErrors) {
    throw invalid(
      kind.codes.errors,
      `Tệp còn ${wrong.length} hàng có lỗi nên chưa ghi gì. Sửa tệp rồi tải lên lại, hoặc chọn chỉ ghi các hàng đúng.`,
      wrong.slice(0, NAMED),
    );
  }
}

/** Keeps what a preview has read until it is confirmed; forgets what nobody confirmed in time. Answers the number of the import. */
export async function keepImport(
  tx: Tx,
  context: ActingContext,
  { table }: RegisterImportKind,
  given: { fileName: string; kept: unknown },
): Promise<string> {
  const { agencyId, personId } = context.subject;
  const now = context.clock.now();
  const id = newId(now.getTime());
  await rawQuery(tx, `delete from ${table} where agency_id = $1 and confirmed_at is null and created_at < $2`, [
    agencyId,
    new Date(now.getTime() - KEPT_MS),
  ]);
  await rawQuery(
    tx,
    `insert into ${table} (agency_id, id, file_name, rows, created_by, created_at) values ($1, $2, $3, $4, $5, $6)`,
    [agencyId, id, given.fileName, JSON.stringify(given.kept), personId, now],
  );
  return id;
}

async function refusal(
  tx: Tx,
  context: ActingContext,
  { table, codes }: RegisterImportKind,
  id: string,
): Promise<Error> {
  const [found] = await rawQuery<{ confirmed: boolean }>(
    tx,
    `select confirmed_at is not null as confirmed from ${table} where agency_id = $1 and id = $2`,
    [context.subject.agencyId, id],
  );
  return found?.confirmed === true
    ? conflict(codes.confirmed, 'Danh sách này đã được ghi. Tải lại sổ để xem kết quả.')
    : notFound(codes.missing, 'Không tìm thấy lần tải lên này hoặc đã quá một ngày. Tải tệp lên lại.');
}

/**
 * What the preview kept, once; what it holds of people goes with the confirmation. Imports of one register come one after the other: two at
 * once would each judge what the other writes as free. The type is the caller's, as it was given to `keepImport`.
 * @throws AppError 404 `codes.missing` · 409 `codes.confirmed`
 */
export async function takeImport<K>(
  tx: Tx,
  context: ActingContext,
  kind: RegisterImportKind,
  id: string,
): Promise<{ fileName: string; kept: K }> {
  const { table } = kind;
  const now = context.clock.now();
  await oneAtATime(tx, table);
  const [taken] = await rawQuery<{ fileName: string; kept: K }>(
    tx,
    `with found as (
       select agency_id, id, file_name, rows from ${table}
       where agency_id = $1 and id = $2 and confirmed_at is null and created_at >= $3
     )
     update ${table} import set confirmed_at = $4, rows = '{}' from found
     where import.agency_id = found.agency_id and import.id = found.id
     returning found.file_name as "fileName", found.rows as kept`,
    [context.subject.agencyId, id, new Date(now.getTime() - KEPT_MS), now],
  );
  if (taken === undefined) {
    throw await refusal(tx, context, kind, id);
  }
  return taken;
}
