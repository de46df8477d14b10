import type { RegisterImport } from '@congvu/contracts';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { newId } from '../../../platform/ids.ts';
import { readOneUpload } from '../../../platform/tables/read-one-upload.ts';
import { readTable } from '../../../platform/tables/read-table.ts';
import { readRegisterSheet, type SheetRow } from '../../../platform/tables/register-sheet.ts';
import { mailPolicies } from '../mail.policy.ts';
import { mailTables } from '../mail.tables.ts';
import { type Judged, judgeRows } from './judge-rows.ts';
import { loadKnown } from './load-known.ts';
import { MAILBOX_COLUMNS, type MailboxField } from './mailbox-columns.ts';

const SHOWN = 500;
/** What nobody confirmed within a day is forgotten: it holds data of people. */
export const KEPT_MS = 24 * 60 * 60 * 1000;

/** What a preview keeps until it is confirmed; the rows are judged again then. */
export interface KeptImport {
  rows: SheetRow<MailboxField>[];
  letters: [MailboxField, string][];
}

const EFFECTS: Record<Judged['effect'], string> = {
  new: 'Thêm mới',
  update: 'Cập nhật',
  same: 'Không đổi',
  error: 'Có lỗi',
};

function rankOf(row: Judged): number {
  if (row.effect === 'error') {
    return 0;
  }
  return row.problems.length > 0 ? 1 : 2;
}

function present(id: string | null, fileName: string, rows: readonly Judged[], ignored: string[]): RegisterImport {
  const count = (effect: Judged['effect']): number => rows.filter((row) => row.effect === effect).length;
  const shown = rows.toSorted((left, right) => rankOf(left) - rankOf(right) || left.row - right.row).slice(0, SHOWN);
  return {
    id,
    fileName,
    fresh: count('new'),
    updated: count('update'),
    same: count('same'),
    wrong: count('error'),
    ignoredColumns: ignored,
    rows: shown.map((row) => ({
      row: row.row,
      text: row.text,
      effect: row.effect,
      effectLabel: EFFECTS[row.effect],
      problems: row.problems,
    })),
  };
}

async function keep(context: ActingContext, fileName: string, kept: KeptImport): Promise<string> {
  const { subject } = context;
  const now = context.clock.now();
  const id = newId(now.getTime());
  await command({ ...context, idempotency: undefined }, async (tx) => {
    await mailTables(tx)
      .deleteFrom('mail_import')
      .where('agency_id', '=', subject.agencyId)
      .where('confirmed_at', 'is', null)
      .where('created_at', '<', new Date(now.getTime() - KEPT_MS))
      .execute();
    await mailTables(tx)
      .insertInto('mail_import')
      .values({
        agency_id: subject.agencyId,
        id,
        file_name: fileName,
        rows: JSON.stringify(kept),
        created_by: subject.personId,
        created_at: now,
        confirmed_at: null,
      })
      .execute();
    await record(tx, context, {
      action: 'mail.import_previewed',
      agencyId: subject.agencyId,
      objectKind: 'mail_import',
      objectId: id,
      detail: { fileName, rows: kept.rows.length },
    });
    return null;
  });
  return id;
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
  const isWorthKeeping = rows.some(({ effect }) => effect === 'new' || effect === 'update');
  const id = isWorthKeeping ? await keep(context, file.name, { rows: sheet.rows, letters: [...sheet.letters] }) : null;
  return present(id, file.name, rows, sheet.ignoredColumns);
}
