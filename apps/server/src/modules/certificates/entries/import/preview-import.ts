import type { RegisterImport } from '@congvu/contracts';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../../platform/clock.ts';
import { type ActingContext, command } from '../../../../platform/context.ts';
import type { Db, Tx } from '../../../../platform/db.ts';
import type { UploadedFile } from '../../../../platform/http/route.ts';
import { newId } from '../../../../platform/ids.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { readTable } from '../../../../platform/tables/read-table.ts';
import { entriesPolicies } from '../entries.policy.ts';
import { entryTables } from '../entries.tables.ts';
import { listPeopleOf, listScope } from '../org-facts.ts';
import type { ImportedEntry } from './imported-entry.ts';
import { type JudgedRow, judgeRows, type KnownEntry, registerKey } from './judge-rows.ts';
import { MAX_ROWS, readRows } from './read-rows.ts';
import { type ReceivedFile, receiveFile } from './receive-file.ts';

/** What nobody confirmed for so long is judged anew: it also holds data of people. */
export const KEPT_MS = 24 * 60 * 60 * 1000;
const SHOWN_ROWS = 500;

/** Entries of these agencies with their devices. */
export async function loadKnown(db: Db | Tx, agencyIds: readonly string[]): Promise<Map<string, KnownEntry>> {
  const rows = await rawQuery<KnownEntry>(
    db,
    `select entry.*, token.serial as token_serial from certificate_entry entry
     left join certificate_token token on token.agency_id = entry.agency_id and token.id = entry.token_id
     where entry.agency_id = any($1::uuid[])`,
    [agencyIds],
  );
  return new Map(rows.map((row) => [registerKey(row.agency_id, row.serial_key), row]));
}

async function judge(context: ActingContext, file: ReceivedFile) {
  const { db, subject, clock } = context;
  const sheet = readRows(await readTable(file, { limits: { rows: MAX_ROWS, columns: 60 } }));
  const agencies = await listScope(db, subject);
  const today = vietnamDate(clock.now());
  const ids = agencies.map(({ id }) => id);
  const [people, known] = await Promise.all([listPeopleOf(db, ids, today), loadKnown(db, ids)]);
  const rows = judgeRows(sheet, { today, ownAgencyId: subject.agencyId, agencies, people, known });
  return { rows, ignoredColumns: sheet.ignoredColumns };
}

async function keep(
  context: ActingContext,
  file: ReceivedFile,
  given: { entries: ImportedEntry[]; wrong: number },
): Promise<string> {
  const { subject } = context;
  const now = context.clock.now();
  const id = newId(now.getTime());
  await command(context, async (tx) => {
    await entryTables(tx)
      .deleteFrom('certificate_import')
      .where('agency_id', '=', subject.agencyId)
      .where('confirmed_at', 'is', null)
      .where('created_at', '<', new Date(now.getTime() - KEPT_MS))
      .execute();
    await entryTables(tx)
      .insertInto('certificate_import')
      .values({
        agency_id: subject.agencyId,
        id,
        file_name: file.name,
        rows: JSON.stringify(given.entries),
        wrong: given.wrong,
        created_by: subject.personId,
        created_at: now,
        confirmed_at: null,
      })
      .execute();
    await record(tx, context, {
      action: 'certificates.import_previewed',
      agencyId: subject.agencyId,
      objectKind: 'certificate_import',
      objectId: id,
      detail: { fileName: file.name, good: given.entries.length, wrong: given.wrong },
    });
    return null;
  });
  return id;
}

function count(rows: readonly JudgedRow[], effect: JudgedRow['effect']): number {
  return rows.filter((row) => row.effect === effect).length;
}

/** Errors first, then rows with something to look at, then the others; each in the order of the file. */
function inOrder(rows: readonly JudgedRow[]): JudgedRow[] {
  const rank = (row: JudgedRow) => (row.effect === 'error' ? 0 : row.problems.length > 0 ? 1 : 2);
  return [...rows].sort((left, right) => rank(left) - rank(right) || left.row - right.row);
}

/** Reads a list an office has today and shows what it would do, row by row; good rows are kept for a day, to be confirmed. */
export async function previewImport(
  context: ActingContext,
  files: AsyncIterable<UploadedFile>,
): Promise<RegisterImport> {
  // Whoever may not import does not make the server read either.
  entriesPolicies.authorize('certificates.import_entries', context.subject, null);
  const file = await receiveFile(files);
  const { rows, ignoredColumns } = await judge(context, file);
  const entries = rows.flatMap(({ entry }) => entry ?? []);
  const wrong = count(rows, 'error');
  return {
    id: entries.length === 0 ? null : await keep(context, file, { entries, wrong }),
    fileName: file.name,
    fresh: count(rows, 'new'),
    updated: count(rows, 'update'),
    same: count(rows, 'same'),
    wrong,
    ignoredColumns,
    rows: inOrder(rows)
      .slice(0, SHOWN_ROWS)
      .map(({ entry: _, ...shown }) => shown),
  };
}
