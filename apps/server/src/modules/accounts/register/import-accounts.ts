import type { RegisterImport } from '@congvu/contracts';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { readOneUpload } from '../../../platform/tables/read-one-upload.ts';
import { readTable } from '../../../platform/tables/read-table.ts';
import {
  changesRegister,
  keepImport,
  presentImport,
  type RegisterImportKind,
} from '../../../platform/tables/register-import.ts';
import { readRegisterSheet, type SheetRow } from '../../../platform/tables/register-sheet.ts';
import { registerPolicies } from '../accounts.policy.ts';
import { ACCOUNT_COLUMNS, type AccountField } from './account-columns.ts';
import { judgeRows } from './judge-rows.ts';
import { loadKnown } from './load-known.ts';

/** What a preview keeps until it is confirmed; the rows are judged again then. */
export interface KeptImport {
  rows: SheetRow<AccountField>[];
  letters: [AccountField, string][];
}

export const ACCOUNT_IMPORT: RegisterImportKind = {
  table: 'account_import',
  codes: {
    missing: 'accounts.import_not_found',
    confirmed: 'accounts.import_confirmed',
    errors: 'accounts.import_errors',
  },
};

async function keep(context: ActingContext, fileName: string, kept: KeptImport): Promise<string> {
  return command({ ...context, idempotency: undefined }, async (tx) => {
    const id = await keepImport(tx, context, ACCOUNT_IMPORT, { fileName, kept });
    await record(tx, context, {
      action: 'accounts.import_previewed',
      agencyId: context.subject.agencyId,
      objectKind: 'account_import',
      objectId: id,
      detail: { fileName, rows: kept.rows.length },
    });
    return id;
  });
}

/** Reads what an office has today and says, row by row, what it would do; nothing is written yet. */
export async function previewAccounts(
  context: ActingContext,
  files: AsyncIterable<UploadedFile>,
): Promise<RegisterImport> {
  const { subject, db } = context;
  registerPolicies.authorize('accounts.import', subject, null);
  const file = await readOneUpload(files);
  const sheet = readRegisterSheet(await readTable(file), ACCOUNT_COLUMNS);
  const today = vietnamDate(context.clock.now());
  const rows = judgeRows(sheet.rows, await loadKnown(db, { agencyId: subject.agencyId, today, sheet }));
  const id = changesRegister(rows)
    ? await keep(context, file.name, { rows: sheet.rows, letters: [...sheet.letters] })
    : null;
  return presentImport(id, file.name, rows, sheet.ignoredColumns);
}
