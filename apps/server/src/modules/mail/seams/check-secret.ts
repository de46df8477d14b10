import { createHash } from 'node:crypto';
import type { Services } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { addressKey } from '../mail.address.ts';
import { noteUse } from './use.ts';

/** Read back without the dashes and blanks it is shown with. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret.replace(/[\s-]/g, '').toLowerCase()).digest();
}

/** Dovecot hashes what was typed before it asks the register, so that it cannot leave the dashes out (0037_mail_views). */
export function shownHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/**
 * App password of a mail program (SMTP submission): right only together with an address of the same mailbox, while it may sign in.
 * 128 random bits: nobody guesses them, so there is no counting of tries. Undefined when wrong, whatever the reason.
 */
export async function checkSecret(
  services: Pick<Services, 'db' | 'clock'>,
  login: string,
  secret: string,
): Promise<{ mailboxId: string; agencyId: string; personId: string; label: string } | undefined> {
  const [row] = await rawQuery<{ id: string; mailbox_id: string; agency_id: string; person_id: string; label: string }>(
    services.db,
    `update mail_secret set last_used_at = $3
     from mailbox, mail_address known
     where mail_secret.sha256 = $1 and mail_secret.revoked_at is null
       and mailbox.agency_id = mail_secret.agency_id and mailbox.id = mail_secret.mailbox_id
       and (mailbox.state = 'active' or (mailbox.state = 'revoke_requested' and mailbox.suspended_reason is null))
       and mailbox.backend in ('embedded', 'postfix')
       and known.address_key = $2 and known.live and known.mailbox_id = mailbox.id
       and (mailbox.person_id = mail_secret.person_id or exists (select 1 from mail_member
         where mail_member.mailbox_id = mailbox.id and mail_member.person_id = mail_secret.person_id))
     returning mail_secret.id, mail_secret.mailbox_id, mail_secret.agency_id, mail_secret.person_id, mail_secret.label`,
    [secretHash(secret), addressKey(login), services.clock.now()],
  );
  if (row === undefined) {
    return undefined;
  }
  await noteUse(services.db, row.mailbox_id, 'sign_in', services.clock.now());
  return { mailboxId: row.mailbox_id, agencyId: row.agency_id, personId: row.person_id, label: row.label };
}
