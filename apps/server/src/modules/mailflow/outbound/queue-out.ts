import { record } from '#modules/audit';
import type { OutgoingMail } from '#modules/webmail';
import { wallTime } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { enqueue } from '../../../platform/jobs.ts';
import type { AcceptedRecipient } from '../intake/recipients.ts';
import { domainOf } from '../mailflow.flow.ts';
import { mailflowTables, type OutboundRow } from '../mailflow.tables.ts';
import { isWireAddress } from './wire-message.ts';

export const QUEUE_JOB = 'mailflow.run_queue';

const RECIPIENTS_AT_MOST = 1_000;

type Queued = Pick<
  OutboundRow,
  'agency_id' | 'submission_id' | 'kind' | 'mailbox_id' | 'mail_from' | 'sha256' | 'size'
>;

async function insertRows(
  tx: Tx,
  context: Context,
  queued: Queued,
  recipients: readonly string[],
  at: Date,
): Promise<void> {
  const now = context.clock.now();
  await mailflowTables(tx)
    .insertInto('mailflow_outbound')
    .values(
      recipients.map((recipient) => ({
        ...queued,
        id: newId(),
        recipient,
        route: domainOf(recipient),
        state: 'queued' as const,
        attempts: 0,
        queued_at: now > at ? now : at,
        next_at: at,
        leased_until: null,
        last_reply: '',
        delay_told_at: null,
        done_at: null,
      })),
    )
    // The same mail to the same receiver is queued once, however often a crash makes us say it.
    .onConflict((clash) => clash.columns(['agency_id', 'submission_id', 'recipient']).doNothing())
    .execute();
  const runAt = wallTime(context.clock, at);
  await enqueue(tx, QUEUE_JOB, {}, { key: `${QUEUE_JOB}:${queued.submission_id}`, runAt });
}

function assertAddresses(addresses: readonly string[]): void {
  const bad = addresses.find((address) => !isWireAddress(address));
  if (bad !== undefined) {
    throw invalid(
      'mailflow.bad_address',
      `Địa chỉ “${bad.replaceAll(/\p{C}/gu, ' ').slice(0, 100)}” không đúng dạng nên không gửi được. Sửa lại, dạng ten@donvi.tinh.gov.vn.`,
    );
  }
}

/** Port of webmail: what leaves waits here, one row a receiver, from the very transaction that sends it. */
export async function queueOut(tx: Tx, context: Context, mail: OutgoingMail): Promise<void> {
  const recipients = [...new Set(mail.recipients)];
  assertAddresses(mail.from === '' ? recipients : [mail.from, ...recipients]);
  if (recipients.length > RECIPIENTS_AT_MOST) {
    throw invalid(
      'mailflow.too_many_recipients',
      `Thư có ${recipients.length} nơi nhận, nhiều hơn mức ${RECIPIENTS_AT_MOST}. Tách thành nhiều thư hoặc dùng nhóm.`,
    );
  }
  const queued: Queued = {
    agency_id: mail.agencyId,
    submission_id: mail.submissionId,
    kind: 'submission',
    mailbox_id: mail.mailboxId,
    mail_from: mail.from,
    sha256: mail.rawSha256,
    size: mail.size,
  };
  await insertRows(tx, context, queued, recipients, mail.at);
  await record(tx, context, {
    action: 'mailflow.queued',
    agencyId: mail.agencyId,
    objectKind: 'mail_submission',
    objectId: mail.submissionId,
    detail: { recipients: recipients.length, sha256: mail.rawSha256 },
  });
}

/** The same bytes are the same mail, wherever they are sent on to: a ring of forwards ends at its beginning. UUIDv8 of the hash. */
export function idOfBytes(sha256: string): string {
  const hex = sha256.slice(0, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A closed mailbox sends its mail on, in its own name, so that the sender's SPF says nothing against it (RFC 7208 §2.4). */
export async function queueForward(
  tx: Tx,
  context: Context,
  { agencyId, mailboxId, boxAddress, forwardTo = '' }: AcceptedRecipient,
  bytes: { sha256: string; size: number },
): Promise<void> {
  const queued: Queued = {
    agency_id: agencyId,
    submission_id: idOfBytes(bytes.sha256),
    kind: 'forward',
    mailbox_id: mailboxId,
    mail_from: boxAddress,
    ...bytes,
  };
  assertAddresses([forwardTo]);
  await insertRows(tx, context, queued, [forwardTo.toLowerCase()], context.clock.now());
  await record(tx, context, {
    action: 'mailflow.forwarded',
    agencyId,
    objectKind: 'mailbox',
    objectId: mailboxId,
    detail: { sha256: bytes.sha256, to: forwardTo },
  });
}
