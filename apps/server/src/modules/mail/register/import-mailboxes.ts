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
import { mailPolicies } from '../mail.policy.ts';
import { judgeRows } from './judge-rows.ts';
import { loadKnown } from './load-known.ts';
import { MAILBOX_COLUMNS, type MailboxField } from './mailbox-columns.ts';

/** What a preview keeps until it is confirmed; the rows are judged again then. */
export interface KeptImport {
  rows: SheetRow<MailboxField>[];
  letters: [MailboxField, string][];
}

export const MAIL_IMPORT: RegisterImportKind = {
  table: 'mail_import',
  codes: {
    missing: 'mail.import_not_found',
    confirmed: 'mail.import_confirmed',
    errors: 'mail.import_errors',
  },
};

async function keep(context: ActingContext, fileName: string, kept: KeptImport): Promise<string> {
  return command({ ...context, idempotency: undefined }, async (tx) => {
    const id = await keepImport(tx, context, MAIL_IMPORT, { fileName, kept });
    await record(tx, context, {
      action: 'mail.import_previewed',
      agencyId: context.subject.agencyId,
      objectKind: 'mail_import',
      objectId: id,
      detail: { fileName, rows: kept.rows.length },
    });
    return id;
  });
}

/** Reads what an office has today and says, row by row, what it would do; nothing is written yet. */
export async function previewMailboxes(
  context: ActingContext,
  files: AsyncIterable<UploadedFile>,
): Promise<RegisterImport> {
  const { subject, db } = context;
  mailPolicies.authorize('mail.import', subject, null);
  const file = await readOneUpload(files);
  const sheet = readRegisterSheet(await readTable(file), MAILBOX_COLUMNS);
  const today = vietnamDate(context.clock.now());
  const rows = judgeRows(sheet.rows, await loadKnown(db, { agencyId: subject.agencyId, today, sheet }));
  const id = changesRegister(rows)
    ? await keep(context, file.name, { rows: sheet.rows, letters: [...sheet.letters] })
    : null;
  return presentImport(id, file.name, rows, sheet.ignoredColumns);
}
