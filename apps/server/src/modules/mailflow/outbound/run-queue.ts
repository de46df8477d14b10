import { record } from '#modules/audit';
import { findManyRecipients, hostedDomains, isOnDovecot } from '#modules/mail';
import { recordDelivery } from '#modules/webmail';
import { command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { ownAuth } from '../auth/authenticate-mail.ts';
import { acceptedOf } from '../intake/recipients.ts';
import { type Arrival, storeJudged } from '../intake/take-in.ts';
import { type JudgedMail, judgeMail } from '../judge/judge-mail.ts';
import { domainOf, type MailFlow, mailContext } from '../mailflow.flow.ts';
import type { OutboundRow } from '../mailflow.tables.ts';
import { keepLease, leaseDue, settle } from './queue.store.ts';
import { isDelayToTell, nextAttempt } from './retry.ts';
import { sendOut } from './send-out.ts';
import type { RecipientOutcome } from './send-smtp.ts';
import { storeNotice } from './tell-sender.ts';

/** Lots that are sent at the same time. */
const AT_ONCE = 4;

interface Settled {
  row: OutboundRow;
  outcome: RecipientOutcome;
}

interface Step extends Settled {
  state: 'queued' | 'sent' | 'failed';
  nextAt: Date;
  told: boolean;
}

function stepOf({ row, outcome }: Settled, now: Date): Step {
  const next = outcome.kind === 'later' ? nextAttempt(row.queued_at, row.attempts, now) : undefined;
  const state = outcome.kind === 'sent' ? 'sent' : next === undefined ? 'failed' : 'queued';
  const told = state === 'queued' && row.delay_told_at === null && isDelayToTell(row.queued_at, now);
  return { row, outcome, state, nextAt: next ?? now, told };
}

const NEWS = { queued: 'sending', sent: 'delivered', failed: 'failed' } as const;

async function tellWebmail(tx: Tx, flow: MailFlow, { row, outcome, state, told }: Step): Promise<void> {
  if (row.kind === 'submission') {
    await recordDelivery(tx, mailContext(flow.services), {
      submissionId: row.submission_id,
      recipient: row.recipient,
      state: told || row.delay_told_at !== null ? (state === 'queued' ? 'delayed' : NEWS[state]) : NEWS[state],
      reply: outcome.reply,
    });
  }
}

/** Rows, what people see of them and the notices to the sender, in one transaction. */
async function settleAll(tx: Tx, flow: MailFlow, steps: readonly Step[]): Promise<void> {
  const now = flow.services.clock.now();
  const mine: Step[] = [];
  for (const step of [...steps].sort((left, right) => (left.row.id < right.row.id ? -1 : 1))) {
    if (await settle(tx, now, { ...step, reply: step.outcome.reply })) {
      mine.push(step);
      await tellWebmail(tx, flow, step);
    }
  }
  const [first] = mine;
  if (first !== undefined) {
    await record(tx, mailContext(flow.services), {
      action: 'mailflow.sent_out',
      agencyId: first.row.agency_id,
      objectKind: 'mail_submission',
      objectId: first.row.submission_id,
      detail: Object.fromEntries(mine.slice(0, 50).map(({ row, state }) => [row.recipient, state])),
    });
  }
}

async function settleOutside(flow: MailFlow, settled: readonly Settled[]): Promise<void> {
  const now = flow.services.clock.now();
  const steps = settled.map((one) => stepOf(one, now));
  const failed = steps.filter(({ state }) => state === 'failed');
  const slow = steps.filter(({ told }) => told);
  const notices = [
    await storeNotice(
      flow,
      'failed',
      failed.map(({ row, outcome }) => ({ row, reply: outcome.reply })),
    ),
    await storeNotice(
      flow,
      'delayed',
      slow.map(({ row, outcome }) => ({ row, reply: outcome.reply })),
    ),
  ];
  await command(mailContext(flow.services), async (tx) => {
    await settleAll(tx, flow, steps);
    for (const deliverNotice of notices) {
      await deliverNotice?.(tx);
    }
    return null;
  });
}

/** Our box to our box: the same judgement as for everybody, and the copies are there in the transaction that settles the rows. */
async function deliverInside(flow: MailFlow, rows: readonly OutboundRow[]): Promise<void> {
  const { services } = flow;
  const [first] = rows;
  if (first === undefined) {
    return;
  }
  const found = await findManyRecipients(
    services.db,
    rows.map(({ recipient }) => recipient),
  );
  const open = rows.filter(({ recipient }) => ['deliver', 'forward'].includes(found.get(recipient)?.state ?? ''));
  const refused: Settled[] = rows.flatMap((row) => {
    const known = found.get(row.recipient);
    return open.includes(row)
      ? []
      : [
          {
            row,
            outcome: { kind: 'never', reply: `${known?.code ?? '550 5.1.1'} ${known?.text ?? 'No such mailbox'}` },
          },
        ];
  });
  if (refused.length > 0) {
    await settleOutside(flow, refused);
  }
  const [one] = open;
  if (one === undefined) {
    return;
  }
  const recipients = open.flatMap(({ recipient }) => {
    const known = found.get(recipient);
    return known === undefined ? [] : [acceptedOf(recipient, known)];
  });
  const raw = await services.blobs.readBytes(one.sha256);
  const arrival: Arrival = {
    raw,
    sha256: one.sha256,
    source: 'inside',
    client: { ip: '', helo: '', sender: one.mail_from },
    secure: true,
    own: ownAuth(domainOf(one.mail_from)),
    recipients,
  };
  const judged = await judgeMail(flow, { ...arrival, mailboxIds: recipients.map(({ mailboxId }) => mailboxId) });
  if (judged.kind === 'temporary') {
    return;
  }
  await commitInside(flow, arrival, judged, open);
}

async function commitInside(
  flow: MailFlow,
  arrival: Arrival,
  judged: JudgedMail,
  rows: readonly OutboundRow[],
): Promise<void> {
  const now = flow.services.clock.now();
  await command(mailContext(flow.services), async (tx) => {
    await storeJudged(tx, flow, arrival, judged);
    const outcome: RecipientOutcome = { kind: 'sent', reply: '' };
    await settleAll(
      tx,
      flow,
      rows.map((row) => stepOf({ row, outcome }, now)),
    );
    return null;
  });
}

/** What a mailbox on Dovecot answers by itself, while the filter stands between it and the world. */
async function isThroughPostfix({ services }: MailFlow, { kind, mailbox_id }: OutboundRow): Promise<boolean> {
  const isFiltered = services.config.smtp.filter.port > 0;
  return isFiltered && kind === 'submission' && (await isOnDovecot(services.db, mailbox_id));
}

async function sendLot(flow: MailFlow, rows: readonly OutboundRow[], isInside: boolean): Promise<void> {
  const [first] = rows;
  if (first === undefined) {
    return;
  }
  if (isInside) {
    return deliverInside(flow, rows);
  }
  const outcomes = await sendOut(flow, {
    mailFrom: first.mail_from,
    recipients: rows.map(({ recipient }) => recipient),
    domain: first.route,
    raw: await flow.services.blobs.readBytes(first.sha256),
    isForward: first.kind === 'forward',
    isThroughPostfix: await isThroughPostfix(flow, first),
  });
  await settleOutside(
    flow,
    rows.map((row) => ({ row, outcome: outcomes.get(row.recipient) ?? { kind: 'later', reply: '' } })),
  );
}

/** Something of ours broke: the rows wait their turn like after a refusal for now. */
async function postpone(flow: MailFlow, rows: readonly OutboundRow[], error: unknown): Promise<void> {
  flow.services.log.warn({ err: error, submission: rows[0]?.submission_id }, 'a mail could not be sent');
  const reply = error instanceof Error ? error.message : String(error);
  await settleOutside(
    flow,
    rows.map((row) => ({ row, outcome: { kind: 'later', reply } })),
  );
}

/** Sends what is due until nothing is. */
export async function runQueue(flow: MailFlow): Promise<void> {
  for (;;) {
    const rows = await leaseDue(flow.services);
    if (rows.length === 0) {
      return;
    }
    const hosted = new Set(await hostedDomains(flow.services.db));
    const known = await findManyRecipients(
      flow.services.db,
      rows.map(({ recipient }) => recipient),
    );
    const isInside = ({ route, recipient }: OutboundRow): boolean => hosted.has(route) || known.has(recipient);
    const lots = [
      ...Map.groupBy(rows, (row) => `${row.agency_id} ${row.submission_id} ${isInside(row) ? '' : row.route}`).values(),
    ];
    for (let from = 0; from < lots.length; from += AT_ONCE) {
      await Promise.all(
        lots.slice(from, from + AT_ONCE).map(async (leased) => {
          const lot = await keepLease(flow.services, leased);
          const [first] = lot;
          await sendLot(flow, lot, first !== undefined && isInside(first)).catch((error: unknown) =>
            postpone(flow, lot, error),
          );
        }),
      );
    }
  }
}
