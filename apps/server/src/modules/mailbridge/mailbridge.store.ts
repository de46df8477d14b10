import { record } from '#modules/audit';
import type { ActingContext, Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { type MailbridgeTables, mailbridgeTables } from './mailbridge.tables.ts';

type FreeUseRow = MailbridgeTables['mailbridge_free_use'];

export async function insertFreeUse(
  tx: Tx,
  context: ActingContext,
  use: Pick<FreeUseRow, 'mailbox_id' | 'item_id' | 'kind' | 'address' | 'number_symbol' | 'reason' | 'document_id'>,
): Promise<void> {
  const { subject, clock } = context;
  await mailbridgeTables(tx)
    .insertInto('mailbridge_free_use')
    .values({
      agency_id: subject.agencyId,
      id: newId(),
      unit_id: subject.unitId,
      person_id: subject.personId,
      at: clock.now(),
      ...use,
    })
    .execute();
}

export async function listFreeUses(
  db: Db | Tx,
  wanted: { agencyIds: readonly string[]; from: Date; until: Date },
): Promise<FreeUseRow[]> {
  return mailbridgeTables(db)
    .selectFrom('mailbridge_free_use')
    .selectAll()
    .where('agency_id', 'in', wanted.agencyIds)
    .where('at', '>=', wanted.from)
    .where('at', '<', wanted.until)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(5_000)
    .execute();
}

export type MailedRow = MailbridgeTables['mailbridge_mailed'];

export async function insertMailed(
  tx: Tx,
  context: ActingContext,
  mailed: { submissionId: string; dispatchId: string; mailboxId: string; address: string },
): Promise<void> {
  await mailbridgeTables(tx)
    .insertInto('mailbridge_mailed')
    .values({
      agency_id: context.subject.agencyId,
      submission_id: mailed.submissionId,
      dispatch_id: mailed.dispatchId,
      mailbox_id: mailed.mailboxId,
      address: mailed.address,
      sent_at: context.clock.now(),
      outcome: null,
      ended_at: null,
    })
    .execute();
}

const AT_ONCE = 500;

export async function listOpenMailed(db: Db | Tx): Promise<MailedRow[]> {
  return mailbridgeTables(db)
    .selectFrom('mailbridge_mailed')
    .selectAll()
    .where('ended_at', 'is', null)
    .orderBy('sent_at')
    .limit(AT_ONCE)
    .execute();
}

export interface LateRow extends MailedRow {
  reply: string | null;
}

/** Counted as delivered, and refused afterwards by a notice of the other side. */
export async function listLateReturned(db: Db | Tx, since: Date): Promise<LateRow[]> {
  return rawQuery<LateRow>(
    db,
    `select mailed.*, receiver.reply from mailbridge_mailed mailed
     join mail_submission_recipient receiver on receiver.agency_id = mailed.agency_id and receiver.submission_id = mailed.submission_id
     where mailed.outcome = 'delivered' and mailed.ended_at >= $1 and receiver.state = 'failed'
     order by mailed.ended_at limit ${AT_ONCE}`,
    [since],
  );
}

/** True for whoever was first. */
export async function endMailed(
  tx: Tx,
  context: Context,
  row: MailedRow,
  outcome: NonNullable<MailedRow['outcome']>,
  before: MailedRow['outcome'] = null,
): Promise<boolean> {
  const ended = await mailbridgeTables(tx)
    .updateTable('mailbridge_mailed')
    .set({ outcome, ended_at: context.clock.now() })
    .where('agency_id', '=', row.agency_id)
    .where('submission_id', '=', row.submission_id)
    .where('outcome', before === null ? 'is' : '=', before)
    .returning('submission_id')
    .execute();
  if (ended.length === 0) {
    return false;
  }
  await record(tx, context, {
    action: 'mailbridge.mail_ended',
    agencyId: row.agency_id,
    objectKind: 'mail_submission',
    objectId: row.submission_id,
    detail: { dispatchId: row.dispatch_id, outcome },
  });
  return true;
}
