import { type FieldValue, type FilledForm, type FormRow, itemKeys } from '@congvu/forms';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type RequestRow, requestTables } from '../requests.tables.ts';
import { peopleByName } from './people.ts';

interface Line {
  no: number;
  part: string | null;
  cells: Record<string, FieldValue>;
}

/** A sheet is one line; rows of a list are counted within their part, as they are printed. */
export function linesOf(form: FilledForm): Line[] {
  if (form.rows === undefined) {
    return [{ no: 1, part: null, cells: { ...form.fields } }];
  }
  const counted = new Map<string, number>();
  return form.rows.map(({ part, ...cells }: FormRow) => {
    const no = (counted.get(part ?? '') ?? 0) + 1;
    counted.set(part ?? '', no);
    return { no, part: part ?? null, cells };
  });
}

function columnsFor(row: RequestRow, line: Line, people: ReadonlyMap<string, string>, now: Date) {
  // The keys read what this kind of form has and nothing else.
  const keys = itemKeys(row.kind, line.cells);
  return {
    id: newId(now.getTime()),
    no: line.no,
    part: line.part,
    cells: line.cells,
    person_id:
      row.content.rows === undefined && row.kind === 'cert.issue.person'
        ? row.declarant_person_id
        : (people.get(keys.name) ?? null),
    identity_key: keys.identity ?? null,
    serial_key: keys.serial ?? null,
    token_key: keys.token ?? null,
    account_key: keys.account ?? null,
    mailbox_key: keys.mailbox ?? null,
    tax_key: keys.taxCode ?? keys.budgetCode ?? null,
    name_key: keys.name,
  };
}

const INSERT = `
  insert into request_item (agency_id, id, request_id, revision, live, no, part, kind, cells, person_id, identity_key, serial_key,
    token_key, account_key, mailbox_key, tax_key, name_key, state, reason, result)
  select $1, line.id, $2, $3, true, line.no, line.part, $4, line.cells, line.person_id, line.identity_key, line.serial_key,
    line.token_key, line.account_key, line.mailbox_key, line.tax_key, line.name_key, 'open', '', '{}'
  from jsonb_to_recordset($5::jsonb) as line (id uuid, no int, part text, cells jsonb, person_id uuid, identity_key text,
    serial_key text, token_key text, account_key text, mailbox_key text, tax_key text, name_key text)`;

/** What was submitted becomes lines, each with the keys duplicates are found by; one statement for ten thousand. */
export async function materialiseItems(tx: Tx, context: Context, row: RequestRow): Promise<number> {
  if (row.nil) {
    return 0;
  }
  const lines = linesOf(row.content);
  const names = lines.map((line) => itemKeys(row.kind, line.cells).name);
  const people = await peopleByName(tx, row.agency_id, names);
  const now = context.clock.now();
  const columns = lines.map((line) => columnsFor(row, line, people, now));
  await rawQuery(tx, INSERT, [row.agency_id, row.id, row.revision, row.kind, JSON.stringify(columns)]);
  return lines.length;
}

/** Lines of what came back or was taken back count nowhere any more; they stay for the history. */
export async function retireItems(
  tx: Tx,
  row: Pick<RequestRow, 'agency_id' | 'id'>,
  set: { state: 'returned' | 'refused' | 'open'; reason: string },
): Promise<void> {
  await requestTables(tx)
    .updateTable('request_item')
    .set({ live: false, ...(set.state !== 'open' && { state: set.state, reason: set.reason }) })
    .where('agency_id', '=', row.agency_id)
    .where('request_id', '=', row.id)
    .where('live', '=', true)
    .execute();
}
