import { z } from 'zod';
import { readMailApart, recordBounce } from '#modules/webmail';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { enqueue } from '../../../platform/jobs.ts';
import type { MailClient } from '../auth/authenticate-mail.ts';
import type { AcceptedRecipient } from '../intake/recipients.ts';
import type { JudgedMail } from '../judge/judge-mail.ts';
import { domainOf, type MailFlow, mailContext } from '../mailflow.flow.ts';
import { cameFrom } from './came-from.ts';
import { readBounce } from './read-bounce.ts';

export const BOUNCE_JOB = 'mailflow.read_bounce';

/** What the job is given. */
export const BouncePayload = z.object({
  sha256: z.string(),
  mailboxIds: z.array(z.string()),
  bringer: z.object({ ip: z.string(), helo: z.string(), spf: z.string(), signedBy: z.array(z.string()) }),
});

/** A delivery notice of somebody else's server, on its way into the mailbox, is read as such as well. */
export async function noticeBounce(
  tx: Tx,
  { client, recipients }: { client: MailClient; recipients: readonly AcceptedRecipient[] },
  { stored, auth }: Pick<JudgedMail, 'stored' | 'auth'>,
): Promise<void> {
  // RFC 3464 §2: notices bear an empty return path.
  const isNotice =
    client.sender === '' &&
    !auth.own &&
    stored.mail.attachments.some(({ declaredType }) => declaredType.toLowerCase() === 'message/delivery-status');
  if (!isNotice) {
    return;
  }
  const payload: z.infer<typeof BouncePayload> = {
    sha256: stored.rawSha256,
    mailboxIds: recipients.map(({ mailboxId }) => mailboxId),
    bringer: { ip: client.ip, helo: client.helo, spf: auth.spf, signedBy: auth.signedBy },
  };
  await enqueue(tx, BOUNCE_JOB, payload, { key: `${BOUNCE_JOB}:${stored.rawSha256}`, maxAttempts: 10 });
}

/**
 * What came later: the mail was ours, the receiver was one of its receivers, the notice came to the mailbox that sent it, and from where
 * it was sent to. Then the receiver was not reached. Any other notice is a letter like others and changes nothing.
 */
export async function takeBounce(flow: MailFlow, given: z.infer<typeof BouncePayload>): Promise<void> {
  const { services } = flow;
  const mail = await readMailApart(await services.blobs.readBytes(given.sha256)).catch((error: unknown) => {
    if (error instanceof AppError) {
      return undefined;
    }
    throw error;
  });
  const bounce = mail === undefined ? undefined : readBounce(mail);
  for (const { address, reply } of bounce?.failed ?? []) {
    if (bounce !== undefined && (await cameFrom(flow, given.bringer, domainOf(address)))) {
      const context = mailContext(services, given.bringer.ip);
      const { messageId } = bounce;
      // What changes nothing leaves no trace, so this is no command.
      await services.db
        .transaction()
        .execute((tx) => recordBounce(tx, context, { messageId, mailboxIds: given.mailboxIds, address, reply }));
    }
  }
}
