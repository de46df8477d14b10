import type { ConfirmRegisterImport, RegisterImported } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid, notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { mailPolicies } from '../mail.policy.ts';
import { nameColumns, newMailbox, updateMailbox } from '../mail.store.ts';
import { type MailboxRow, mailTables } from '../mail.tables.ts';
import { KEPT_MS, type KeptImport } from './import-mailboxes.ts';
import { type Judged, judgeRows } from './judge-rows.ts';
import { loadKnown } from './load-known.ts';

const CHUNK = 500;
/** Two imports at once would judge each other's addresses as free: one waits for the other. */
const ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('mail_import'))";

async function changeRow(tx: Tx, context: ActingContext, judged: Judged, present: MailboxRow): Promise<void> {
  const { address: _address, last_sign_in_at: signedIn, ...given } = judged.given;
  const isLater = signedIn instanceof Date && signedIn > (present.last_sign_in_at ?? new Date(0));
  await updateMailbox(tx, context, present, {
    set: {
      ...given,
      ...nameColumns(given.holder_name),
      person_id: present.person_id ?? judged.personId,
      ...(isLater && { last_sign_in_at: signedIn }),
    },
  });
}

async function writeHistory(
  tx: Tx,
  context: ActingContext,
  lines: readonly { agency_id: string; mailbox_id: string; text: string }[],
): Promise<void> {
  const now = context.clock.now();
  for (let start = 0; start < lines.length; start += CHUNK) {
    await mailTables(tx)
      .insertInto('mail_history')
      .values(
        lines.slice(start, start + CHUNK).map((line) => ({
          ...line,
          id: newId(now.getTime()),
          at: now,
          who: context.subject.displayName,
          link: null,
        })),
      )
      .execute();
  }
}

async function store(
  tx: Tx,
  context: ActingContext,
  rows: readonly Judged[],
  given: { mailboxes: readonly MailboxRow[]; fileName: string },
): Promise<void> {
  const fresh = rows
    .filter(({ effect }) => effect === 'new')
    .map((row) =>
      newMailbox(context, {
        agency_id: row.agencyId,
        kind: 'person',
        state: 'active',
        person_id: row.personId,
        ...row.given,
      }),
    );
  for (let start = 0; start < fresh.length; start += CHUNK) {
    await mailTables(tx)
      .insertInto('mailbox')
      .values(fresh.slice(start, start + CHUNK))
      .execute();
  }
  const byId = new Map(given.mailboxes.map((row) => [row.id, row]));
  const changed: MailboxRow[] = [];
  for (const row of rows.filter(({ effect }) => effect === 'update')) {
    const present = byId.get(row.mailboxId ?? '');
    if (present !== undefined) {
      await changeRow(tx, context, row, present);
      changed.push(present);
    }
  }
  const line = (text: string) => (row: MailboxRow) => ({ agency_id: row.agency_id, mailbox_id: row.id, text });
  await writeHistory(tx, context, [
    ...fresh.map(line(`Nhập sổ từ tệp ${given.fileName}`)),
    ...changed.map(line(`Cập nhật theo tệp ${given.fileName}`)),
  ]);
}

async function takeImport(tx: Tx, context: ActingContext, id: string): Promise<{ fileName: string; kept: KeptImport }> {
  const now = context.clock.now();
  const row = await mailTables(tx)
    .updateTable('mail_import')
    .set({ confirmed_at: now })
    .where('agency_id', '=', context.subject.agencyId)
    .where('id', '=', id)
    .where('confirmed_at', 'is', null)
    .where('created_at', '>=', new Date(now.getTime() - KEPT_MS))
    .returning(['file_name', 'rows'])
    .executeTakeFirst();
  if (row === undefined) {
    throw notFound(
      'mail.import_not_found',
      'Không tìm thấy lần tải lên này: đã ghi rồi hoặc đã quá một ngày. Tải tệp lên lại.',
    );
  }
  // Written by `keep` of import-mailboxes.ts; what it holds of people goes with the confirmation.
  const kept = row.rows as KeptImport;
  await mailTables(tx)
    .updateTable('mail_import')
    .set({ rows: '{}' })
    .where('agency_id', '=', context.subject.agencyId)
    .where('id', '=', id)
    .execute();
  return { fileName: row.file_name, kept };
}

/**
 * Writes what was previewed; rows are judged again, since others went on working. With an error in it a file is written only when
 * the person says that its good rows are enough.
 * @throws AppError 404 `mail.import_not_found` · 422 `mail.import_errors`
 */
export async function confirmMailboxes(
  context: ActingContext,
  id: string,
  body: z.output<typeof ConfirmRegisterImport>,
): Promise<z.infer<typeof RegisterImported>> {
  const { subject } = context;
  mailPolicies.authorize('mail.import', subject, null);
  return command(context, async (tx) => {
    await rawQuery(tx, ONE_AT_A_TIME, []);
    const { fileName, kept } = await takeImport(tx, context, id);
    const today = vietnamDate(context.clock.now());
    const sheet = { rows: kept.rows, letters: new Map(kept.letters) };
    const known = await loadKnown(tx, { agencyId: subject.agencyId, today, sheet });
    const rows = judgeRows(kept.rows, known);
    const wrong = rows.filter(({ effect }) => effect === 'error');
    if (wrong.length > 0 && !body.skipErrors) {
      throw invalid(
        'mail.import_errors',
        `Tệp còn ${wrong.length} hàng có lỗi. Sửa tệp rồi tải lên lại, hoặc chọn chỉ ghi các hàng đúng.`,
        wrong.slice(0, 50).map((row) => ({ path: `rows.${row.row}`, message: row.problems[0]?.message ?? '' })),
      );
    }
    await store(tx, context, rows, { mailboxes: known.mailboxes, fileName });
    const fresh = rows.filter(({ effect }) => effect === 'new').length;
    const updated = rows.filter(({ effect }) => effect === 'update').length;
    await record(tx, context, {
      action: 'mail.imported',
      agencyId: subject.agencyId,
      objectKind: 'mail_import',
      objectId: id,
      detail: { fileName, fresh, updated, skipped: wrong.length },
    });
    await publish(tx, { topic: 'mail', agencyId: subject.agencyId });
    return { fresh, updated, skipped: wrong.length };
  });
}
