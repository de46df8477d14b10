import { type DeliveryTarget, deliver } from '#modules/webmail';
import { command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import type { MailClient } from '../auth/authenticate-mail.ts';
import type { MailAuth } from '../auth/mail-auth.ts';
import { noticeBounce } from '../bounces/take-bounce.ts';
import { type JudgeCost, type JudgedMail, judgeMail } from '../judge/judge-mail.ts';
import { type MailFlow, mailContext } from '../mailflow.flow.ts';
import { mailflowTables } from '../mailflow.tables.ts';
import { queueForward } from '../outbound/queue-out.ts';
import { noticeReport } from '../reports/take-reports.ts';
import { withoutForeignResults } from './own-results.ts';
import type { AcceptedRecipient } from './recipients.ts';

export interface Arrival {
  raw: Buffer;
  sha256: string;
  source: 'smtp' | 'submission' | 'inside' | 'filter';
  client: MailClient;
  secure: boolean;
  own?: MailAuth;
  recipients: readonly AcceptedRecipient[];
}

export type TakenIn =
  | { kind: 'temporary' }
  | { kind: 'taken'; quarantined: boolean; waiting: boolean; cost: JudgeCost };

/** The bytes that are kept; other ones than came only when somebody had signed in our name. */
async function keep(flow: MailFlow, arrival: Arrival): Promise<{ raw: Buffer; sha256: string }> {
  const raw = withoutForeignResults(arrival.raw, flow.services.config.smtp.name);
  if (raw === arrival.raw) {
    return arrival;
  }
  const { sha256 } = await flow.services.blobs.put(raw);
  return { raw, sha256 };
}

function targetOf(recipient: AcceptedRecipient, { quarantine }: JudgedMail): DeliveryTarget {
  const { mailboxId, agencyId, address } = recipient;
  return {
    mailboxId,
    agencyId,
    originalAddress: address,
    placement: quarantine === undefined ? 'inbox' : 'quarantine',
  };
}

async function note(tx: Tx, flow: MailFlow, arrival: Arrival, judged: JudgedMail): Promise<void> {
  const { auth, stored, quarantine } = judged;
  const byAgency = Map.groupBy(arrival.recipients, ({ agencyId }) => agencyId);
  const rows = [...byAgency].map(([agencyId, recipients]) => ({
    agency_id: agencyId,
    id: newId(),
    received_at: flow.services.clock.now(),
    source: arrival.source,
    client_ip: arrival.client.ip,
    client_name: arrival.client.helo.slice(0, 300),
    secure: arrival.secure,
    mail_from: arrival.client.sender.slice(0, 320),
    sha256: stored.rawSha256,
    size: stored.size,
    recipients: recipients.length,
    auth: JSON.stringify(auth),
    verdict: stored.verdict?.verdict ?? 'ordinary',
    av: judged.waiting ? 'waiting' : 'done',
    quarantined: quarantine !== undefined,
  }));
  await mailflowTables(tx).insertInto('mailflow_intake').values(rows).execute();
}

/**
 * In one transaction: the copies, the forwards of closed mailboxes and the line of the log. What is kept from people is kept in the box
 * it was for, also when that box sends its mail on.
 */
export async function storeJudged(tx: Tx, flow: MailFlow, arrival: Arrival, judged: JudgedMail): Promise<void> {
  const context = mailContext(flow.services, arrival.client.ip);
  const isHeld = judged.quarantine !== undefined;
  const here = arrival.recipients.filter(({ forwardTo }) => forwardTo === undefined || isHeld);
  const on = arrival.recipients.filter(({ forwardTo }) => forwardTo !== undefined && !isHeld);
  await deliver(tx, context, { message: judged.stored, recipients: here.map((one) => targetOf(one, judged)) });
  for (const recipient of on) {
    await queueForward(tx, context, recipient, { sha256: judged.stored.rawSha256, size: judged.stored.size });
  }
  await noticeReport(tx, arrival.recipients, judged);
  if (arrival.source !== 'filter') {
    // What people send from Dovecot never stood in our queue.
    await noticeBounce(tx, arrival, judged);
  }
  await note(tx, flow, arrival, judged);
}

/**
 * The one way into mailboxes, for mail from outside and from our own people: judged, then delivered in one transaction. The bytes are
 * durable already; the same mail a second time changes nothing.
 */
export async function takeIn(flow: MailFlow, arrival: Arrival): Promise<TakenIn> {
  const judged = await judgeMail(flow, {
    raw: arrival.raw,
    sha256: arrival.sha256,
    client: arrival.client,
    ...(arrival.own !== undefined && { own: arrival.own }),
    mailboxIds: arrival.recipients.map(({ mailboxId }) => mailboxId),
  });
  if (judged.kind === 'temporary') {
    return judged;
  }
  const kept = await keep(flow, arrival);
  const stored = { ...judged.stored, rawSha256: kept.sha256, size: kept.raw.length };
  await command(mailContext(flow.services, arrival.client.ip), async (tx) => {
    await storeJudged(tx, flow, arrival, { ...judged, stored });
    return null;
  });
  return {
    kind: 'taken',
    quarantined: judged.quarantine !== undefined,
    waiting: judged.waiting,
    cost: judged.cost,
  };
}
