import { record } from '#modules/audit';
import { membersOf } from '#modules/mail';
import type { Context, Services } from '../../../platform/context.ts';
import { command, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { tellBoxes } from '../delivery/tell.ts';
import type { WebmailPorts } from '../ports.ts';
import { keepSentCopy, type SentMail } from './sent-copy.ts';

interface Due {
  mailbox_id: string;
  person_id: string;
  sent_by: string;
  from_address: string;
  raw_sha256: string;
  size: number;
  facts: SentMail['facts'];
  kind: string;
  source_item_id: string | null;
  draft_id: string;
}

interface Named {
  agencyId: string;
  submissionId: string;
}

/** Ends the waiting time, once; undefined when the mail was taken back, has left, or its time has not come. */
async function takeDue(tx: Tx, { agencyId, submissionId }: Named, now: Date): Promise<Due | undefined> {
  const [row] = await rawQuery<Due>(
    tx,
    `update mail_submission submission set undo_status = 'final' from mail_draft draft
     where submission.agency_id = $1 and submission.id = $2 and submission.undo_status = 'pending' and submission.send_at <= $3
       and draft.agency_id = submission.agency_id and draft.id = submission.draft_id
     returning submission.mailbox_id, submission.person_id, submission.sent_by, submission.from_address, submission.raw_sha256,
       submission.size, submission.facts, draft.kind, draft.source_item_id, draft.id as draft_id`,
    [agencyId, submissionId, now],
  );
  return row;
}

/** Whoever lost the box while the mail waited does not write in its name any more. */
async function stop(tx: Tx, context: Context, { agencyId, submissionId }: Named, due: Due): Promise<void> {
  await rawQuery(tx, "update mail_submission set undo_status = 'canceled' where agency_id = $1 and id = $2", [
    agencyId,
    submissionId,
  ]);
  await rawQuery(
    tx,
    "update mail_submission_recipient set state = 'cancelled' where agency_id = $1 and submission_id = $2",
    [agencyId, submissionId],
  );
  await rawQuery(tx, "update mail_draft set state = 'draft' where agency_id = $1 and id = $2", [
    agencyId,
    due.draft_id,
  ]);
  await record(tx, context, {
    action: 'webmail.send_stopped',
    agencyId,
    objectKind: 'mail_submission',
    objectId: submissionId,
    detail: { reason: 'sender may not open the mailbox any more' },
  });
}

async function leave(tx: Tx, context: Context, ports: WebmailPorts, named: Named, due: Due): Promise<void> {
  const { agencyId, submissionId } = named;
  const receivers = await rawQuery<SentMail['receivers'][number]>(
    tx,
    `update mail_submission_recipient set state = 'sending', at = $3 where agency_id = $1 and submission_id = $2
     returning address, name, kind`,
    [agencyId, submissionId, context.clock.now()],
  );
  await keepSentCopy(tx, context, {
    ...named,
    mailboxId: due.mailbox_id,
    sentBy: due.sent_by,
    personId: due.person_id,
    fromAddress: due.from_address,
    rawSha256: due.raw_sha256,
    size: due.size,
    facts: due.facts,
    receivers,
    draft: { kind: due.kind, sourceItemId: due.source_item_id },
  });
  await rawQuery(tx, "update mail_draft set state = 'sent' where agency_id = $1 and id = $2", [agencyId, due.draft_id]);
  await ports.queueOut(tx, context, {
    submissionId,
    agencyId,
    mailboxId: due.mailbox_id,
    from: due.from_address,
    recipients: receivers.map(({ address }) => address),
    rawSha256: due.raw_sha256,
    size: due.size,
    at: context.clock.now(),
  });
  await record(tx, context, {
    action: 'webmail.sent',
    agencyId,
    objectKind: 'mail_submission',
    objectId: submissionId,
    detail: { recipients: receivers.length, sha256: due.raw_sha256 },
  });
}

/** The waiting time is over: copy in "Đã gửi", receivers to the queue, one transaction; may run twice. */
export async function release(services: Services, ports: WebmailPorts, named: Named): Promise<void> {
  const context = systemContext(services);
  await command(context, async (tx) => {
    const due = await takeDue(tx, named, context.clock.now());
    if (due === undefined) {
      return;
    }
    if ((await membersOf(tx, due.mailbox_id)).includes(due.person_id)) {
      await leave(tx, context, ports, named, due);
    } else {
      await stop(tx, context, named, due);
    }
    await tellBoxes(tx, [{ agencyId: named.agencyId, mailboxId: due.mailbox_id }]);
  });
}

const AT_ONCE = 200;

/** Whatever should have left and has not: the job was lost. */
export async function releaseOverdue(services: Services, ports: WebmailPorts): Promise<void> {
  const rows = await rawQuery<{ agency_id: string; id: string }>(
    services.db,
    `select agency_id, id from mail_submission where undo_status = 'pending' and send_at <= $1 order by send_at limit ${AT_ONCE}`,
    [services.clock.now()],
  );
  for (const row of rows) {
    await release(services, ports, { agencyId: row.agency_id, submissionId: row.id });
  }
}
