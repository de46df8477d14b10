import type { ConfirmRegisterImport, RegisterImported } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { assertImportable, countEffects, takeImport, wrongRows } from '../../../platform/tables/register-import.ts';
import { mailPolicies } from '../mail.policy.ts';
import { addHistories, nameColumns, newMailbox, refuseTaken, updateMailbox } from '../mail.store.ts';
import { type MailboxRow, mailTables } from '../mail.tables.ts';
import { ADOPT_JOB } from '../sweeps/adopt-mailboxes.ts';
import { type KeptImport, MAIL_IMPORT } from './import-mailboxes.ts';
import { type Judged, judgeRows } from './judge-rows.ts';
import { loadKnown } from './load-known.ts';

const CHUNK = 500;

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
    await refuseTaken(
      `trong tệp ${given.fileName}`,
      mailTables(tx)
        .insertInto('mailbox')
        .values(fresh.slice(start, start + CHUNK))
        .execute(),
    );
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
  await addHistories(tx, context, fresh, { text: `Nhập sổ từ tệp ${given.fileName}` });
  await addHistories(tx, context, changed, { text: `Cập nhật theo tệp ${given.fileName}` });
}

/**
 * Writes what was previewed; rows are judged again, since others went on working.
 * @throws AppError 404 `mail.import_not_found` · 409 `mail.import_confirmed` · 422 `mail.import_errors`
 */
export async function confirmMailboxes(
  context: ActingContext,
  id: string,
  body: z.output<typeof ConfirmRegisterImport>,
): Promise<z.infer<typeof RegisterImported>> {
  const { subject } = context;
  mailPolicies.authorize('mail.import', subject, null);
  return command(context, async (tx) => {
    const { fileName, kept } = await takeImport<KeptImport>(tx, context, MAIL_IMPORT, id);
    const today = vietnamDate(context.clock.now());
    const sheet = { rows: kept.rows, letters: new Map(kept.letters) };
    const known = await loadKnown(tx, { agencyId: subject.agencyId, today, sheet });
    const rows = judgeRows(kept.rows, known);
    assertImportable(MAIL_IMPORT, wrongRows(rows), body.skipErrors);
    await store(tx, context, rows, { mailboxes: known.mailboxes, fileName });
    const { fresh, updated, wrong: skipped } = countEffects(rows);
    await record(tx, context, {
      action: 'mail.imported',
      agencyId: subject.agencyId,
      objectKind: 'mail_import',
      objectId: id,
      detail: { fileName, fresh, updated, skipped },
    });
    // Where a mail system is connected, what was brought in goes there.
    await enqueue(tx, ADOPT_JOB, {}, { key: ADOPT_JOB });
    await publish(tx, { topic: 'mail', agencyId: subject.agencyId });
    return { fresh, updated, skipped };
  });
}
