import type { BatchView } from '@congvu/contracts';
import { formByCode } from '@congvu/forms';
import type { RequestRow } from '#modules/requests';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { BatchRow } from '../rosters.tables.ts';

type NamedLine = BatchView['findings'][number]['lines'][number];

/** A person decides on what he can read: more lines than this are decided by returning them all. */
export const NAMED_LINES = 50;
const ALL_LINES = 5_000;

// A contradiction may be with a line of another kind, so that its list is not this one.
const LINES = `
  select item.id, coalesce(item.cells->>'fullName', item.cells->>'organisationName', item.cells->>'unitName',
      item.cells->>'subject.name', item.name_key) as name, request.agency_name as "agencyName", request.form_code as form, request.form_set as set,
    request.submitted_at as "submittedAt", line.stt
  from request_item item
  join request on request.agency_id = item.agency_id and request.id = item.request_id
  left join request_batch_line line on line.agency_id = $1 and line.batch_id = item.batch_id and line.item_id = item.id
    and line.removed_at is null
  where item.id = any ($2::uuid[]) and request.consolidator_agency_id = $1`;

interface Row {
  id: string;
  name: string;
  agencyName: string;
  form: RequestRow['form_code'];
  set: string;
  submittedAt: Date | null;
  stt: number | null;
}

/** The lines findings speak of, by id. */
export async function nameLines(
  db: Db | Tx,
  batch: Pick<BatchRow, 'agency_id' | 'findings'>,
): Promise<Map<string, NamedLine>> {
  const ids = new Set(batch.findings.flatMap(({ lineIds }) => lineIds.slice(0, NAMED_LINES)));
  if (ids.size === 0) {
    return new Map();
  }
  const rows = await rawQuery<Row>(db, LINES, [batch.agency_id, [...ids].slice(0, ALL_LINES)]);
  return new Map(
    rows.map(({ form, set, submittedAt, ...row }) => [
      row.id,
      { ...row, formLabel: formByCode(form, set).label, submittedAt: submittedAt?.toISOString() ?? null },
    ]),
  );
}
