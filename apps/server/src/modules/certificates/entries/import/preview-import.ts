import type { RegisterImport } from '@congvu/contracts';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../../platform/clock.ts';
import { type ActingContext, command } from '../../../../platform/context.ts';
import type { Db, Tx } from '../../../../platform/db.ts';
import type { FieldError } from '../../../../platform/errors.ts';
import type { UploadedFile } from '../../../../platform/http/route.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { readOneUpload } from '../../../../platform/tables/read-one-upload.ts';
import { readTable } from '../../../../platform/tables/read-table.ts';
import {
  changesRegister,
  keepImport,
  presentImport,
  type RegisterImportKind,
  wrongRows,
} from '../../../../platform/tables/register-import.ts';
import { entriesPolicies } from '../entries.policy.ts';
import { listPeopleOf, listScope } from '../org-facts.ts';
import type { ImportedEntry } from './imported-entry.ts';
import { judgeRows, type KnownEntry, registerKey } from './judge-rows.ts';
import { MAX_ROWS, readRows } from './read-rows.ts';

/** What a preview keeps until it is confirmed. */
export interface KeptImport {
  entries: ImportedEntry[];
  wrong: FieldError[];
}

export const CERTIFICATE_IMPORT: RegisterImportKind = {
  table: 'certificate_import',
  codes: {
    missing: 'certificates.import_not_found',
    confirmed: 'certificates.import_confirmed',
    errors: 'certificates.import_errors',
  },
};

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

async function judge(context: ActingContext, file: { name: string; bytes: Buffer }) {
  const { db, subject, clock } = context;
  const sheet = readRows(await readTable(file, { limits: { rows: MAX_ROWS, columns: 60 } }));
  const agencies = await listScope(db, subject);
  const today = vietnamDate(clock.now());
  const ids = agencies.map(({ id }) => id);
  const [people, known] = await Promise.all([listPeopleOf(db, ids, today), loadKnown(db, ids)]);
  const rows = judgeRows(sheet, { today, ownAgencyId: subject.agencyId, agencies, people, known });
  return { rows, ignoredColumns: sheet.ignoredColumns };
}

async function keep(context: ActingContext, fileName: string, kept: KeptImport): Promise<string> {
  return command({ ...context, idempotency: undefined }, async (tx) => {
    const id = await keepImport(tx, context, CERTIFICATE_IMPORT, { fileName, kept });
    await record(tx, context, {
      action: 'certificates.import_previewed',
      agencyId: context.subject.agencyId,
      objectKind: 'certificate_import',
      objectId: id,
      detail: { fileName, good: kept.entries.length, wrong: kept.wrong.length },
    });
    return id;
  });
}

/** Reads a list an office has today and shows what it would do, row by row; good rows are kept for a day, to be confirmed. */
export async function previewImport(
  context: ActingContext,
  files: AsyncIterable<UploadedFile>,
): Promise<RegisterImport> {
  // Whoever may not import does not make the server read either.
  entriesPolicies.authorize('certificates.import_entries', context.subject, null);
  const file = await readOneUpload(files);
  const { rows, ignoredColumns } = await judge(context, file);
  const kept = { entries: rows.flatMap(({ entry }) => entry ?? []), wrong: wrongRows(rows) };
  const id = changesRegister(rows) ? await keep(context, file.name, kept) : null;
  return presentImport(id, file.name, rows, ignoredColumns);
}
