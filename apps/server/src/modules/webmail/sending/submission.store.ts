import { notify } from '#modules/notifications';
import { listPositions } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { OpenBox } from '../box/open-box.ts';
import type { DraftRow } from '../compose/draft.store.ts';
import type { Receiver } from '../compose/headers.ts';
import { limitsOf } from '../compose/limits.ts';
import { webmailTables } from '../webmail.tables.ts';

export const RELEASE_JOB = 'webmail.release';
const HOUR_MS = 3_600_000;
const RECEIVERS_AT_ONCE = 1_000;

export interface NewSubmission {
  receivers: readonly Receiver[];
  sendAt: Date;
  warnings: string[];
  raw: { sha256: string; size: number };
  facts: unknown;
}

export async function insertReceivers(
  tx: Tx,
  agencyId: string,
  submissionId: string,
  receivers: readonly Receiver[],
): Promise<void> {
  for (let from = 0; from < receivers.length; from += RECEIVERS_AT_ONCE) {
    await webmailTables(tx)
      .insertInto('mail_submission_recipient')
      .values(
        receivers.slice(from, from + RECEIVERS_AT_ONCE).map(({ key, address, name, kind }) => ({
          agency_id: agencyId,
          submission_id: submissionId,
          address_key: key,
          address,
          name,
          kind,
          state: 'waiting' as const,
          reply: null,
          at: null,
        })),
      )
      .execute();
  }
}

/** The mail in its waiting time; the draft is closed by the same act, once. */
export async function insertSubmission(
  tx: Tx,
  context: ActingContext,
  box: OpenBox,
  draft: DraftRow,
  given: NewSubmission,
): Promise<string> {
  const closed = await rawQuery(
    tx,
    "update mail_draft set state = 'queued' where agency_id = $1 and id = $2 and state = 'draft' returning 1",
    [box.agencyId, draft.id],
  );
  if (closed.length === 0) {
    throw conflict('webmail.draft_queued', 'Thư này đã được bấm gửi.');
  }
  const { subject, clock } = context;
  const now = clock.now();
  const id = newId(now.getTime());
  await webmailTables(tx)
    .insertInto('mail_submission')
    .values({
      agency_id: box.agencyId,
      id,
      mailbox_id: box.mailboxId,
      draft_id: draft.id,
      person_id: subject.personId,
      unit_id: subject.unitId,
      sent_by: subject.displayName,
      from_address: draft.content.fromAddress.toLowerCase(),
      subject: draft.content.subject,
      raw_sha256: given.raw.sha256,
      size: given.raw.size,
      facts: JSON.stringify(given.facts),
      undo_status: 'pending',
      send_at: given.sendAt,
      warnings: JSON.stringify(given.warnings),
      created_at: now,
    })
    .execute();
  await insertReceivers(tx, box.agencyId, id, given.receivers);
  return id;
}

/** A stolen mailbox shows itself by how many it writes to: administrators are told, the person is not stopped (spec mail.md 2). */
export async function warnManyReceivers(tx: Tx, context: ActingContext, box: OpenBox): Promise<void> {
  const now = context.clock.now();
  const { hourlyRecipients } = await limitsOf(tx, box.agencyId);
  const [row] = await rawQuery<{ count: number }>(
    tx,
    `select count(*)::int as count from mail_submission submission
     join mail_submission_recipient receiver on receiver.agency_id = submission.agency_id and receiver.submission_id = submission.id
     where submission.agency_id = $1 and submission.person_id = $2 and submission.created_at > $3`,
    [box.agencyId, context.subject.personId, new Date(now.getTime() - HOUR_MS)],
  );
  if ((row?.count ?? 0) <= hourlyRecipients) {
    return;
  }
  const posts = await listPositions(tx, box.agencyId, vietnamDate(now));
  await notify(tx, context, {
    agencyId: box.agencyId,
    personIds: [
      ...new Set(posts.filter(({ roles }) => roles.includes('administrator')).map(({ personId }) => personId)),
    ],
    kind: 'webmail.many_recipients',
    text: `${context.subject.displayName} đã gửi thư tới ${row?.count} nơi trong một giờ. Kiểm tra hộp thư có bị chiếm không.`,
    link: `/so-thu?id=${box.mailboxId}`,
    reason: 'Quản trị hộp thư công vụ',
  });
}
