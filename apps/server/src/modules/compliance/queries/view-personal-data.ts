import type { OwnDataView, PersonalClass, PersonalDataView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { csvAnswer, writeCsv } from '../../../platform/tables/write-csv.ts';
import { compliancePolicies } from '../compliance.policy.ts';
import { readOwnData } from '../personal/own-data.ts';
import { listColumns, PERSONAL_CLASSES } from '../personal/personal-map.ts';

/** About how many rows each table has, as the database itself reckons: an overview, not a count of people. */
async function rowsByTable(context: ActingContext): Promise<Map<string, number>> {
  const rows = await rawQuery<{ name: string; rows: number }>(
    context.db,
    `select relname as name, n_live_tup::int as rows from pg_stat_user_tables where schemaname = 'public'`,
    [],
  );
  return new Map(rows.map(({ name, rows: count }) => [name, count]));
}

export async function viewPersonalData(context: ActingContext): Promise<PersonalDataView> {
  compliancePolicies.authorize('compliance.view', context.subject, null);
  const counts = await rowsByTable(context);
  const classes = PERSONAL_CLASSES.map(
    ({ columns, ...one }): PersonalClass => ({
      ...one,
      columns: listColumns(columns),
      rows: Object.keys(columns).reduce((sum, table) => sum + (counts.get(table) ?? 0), 0),
    }),
  );
  return { classes };
}

const HEADINGS = [
  'Lớp dữ liệu',
  'Nhạy cảm',
  'Mục đích',
  'Căn cứ',
  'Thời hạn lưu',
  'Ai được đọc',
  'Cách bảo vệ',
  'Bảng, cột',
];

export async function exportPersonalData(context: ActingContext): Promise<FileAnswer> {
  const { classes } = await viewPersonalData(context);
  const rows = classes.map((one) => [
    one.name,
    one.sensitive ? 'có' : 'không',
    one.purpose,
    one.ground,
    one.retention,
    one.readers,
    one.protection,
    one.columns.join(', '),
  ]);
  return csvAnswer('du-lieu-ca-nhan.csv', writeCsv(HEADINGS, rows));
}

/** What there is of oneself, part by part; the rows themselves are in the file to take along. */
export async function viewOwnData(context: ActingContext): Promise<OwnDataView> {
  compliancePolicies.authorize('compliance.own', context.subject, null);
  const parts = await readOwnData(context);
  return {
    name: context.subject.displayName,
    parts: parts.map(({ key, name, rows }) => ({ key, name, rows: rows.length })),
  };
}
