import { deliver } from '#modules/webmail';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { ownAuth } from '../auth/authenticate-mail.ts';
import { judgeMail } from '../judge/judge-mail.ts';
import { domainOf, type MailFlow, mailContext } from '../mailflow.flow.ts';
import type { OutboundRow } from '../mailflow.tables.ts';
import { noticeMail } from './notice-mail.ts';

export interface ToTell {
  row: OutboundRow;
  reply: string;
}

/**
 * The notice of one mail, made and durable; answers what puts it into the sender's box in the transaction that settles the rows.
 * Nobody is told of forwards and of notices: a bounce to a bounce ends nowhere (RFC 5321 §6.1).
 */
export async function storeNotice(
  flow: MailFlow,
  kind: 'failed' | 'delayed',
  told: readonly ToTell[],
): Promise<((tx: Tx) => Promise<void>) | undefined> {
  const [first] = told;
  if (first === undefined || first.row.kind !== 'submission' || first.row.mail_from === '') {
    return undefined;
  }
  const { services } = flow;
  const { row } = first;
  const domain = domainOf(row.mail_from);
  const raw = noticeMail({
    kind,
    to: row.mail_from,
    ownName: services.config.smtp.name,
    domain,
    id: newId(),
    at: services.clock.now(),
    queuedAt: row.queued_at,
    recipients: told.map(({ row: { recipient }, reply }) => ({ address: recipient, reply })),
    raw: await services.blobs.readBytes(row.sha256),
  });
  const { sha256 } = await services.blobs.put(raw);
  const judged = await judgeMail(flow, {
    raw,
    sha256,
    client: { ip: '', helo: '', sender: '' },
    own: ownAuth(domain),
    mailboxIds: [row.mailbox_id],
  });
  if (judged.kind === 'temporary') {
    return undefined;
  }
  // Ours from the first to the last letter: what it quotes is no reason to keep it from the sender.
  const { verdict: _verdict, ...message } = judged.stored;
  return async (tx) => {
    await deliver(tx, mailContext(services), {
      message: { ...message, external: false },
      recipients: [
        {
          mailboxId: row.mailbox_id,
          agencyId: row.agency_id,
          originalAddress: row.mail_from,
          placement: 'inbox',
        },
      ],
    });
  };
}
