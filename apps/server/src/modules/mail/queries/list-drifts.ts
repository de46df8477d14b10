import type { MailDrifts } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { mailPolicies } from '../mail.policy.ts';

interface DriftRow {
  id: string;
  address_key: string;
  mailbox_id: string | null;
  kind: 'unknown' | 'missing' | 'state' | 'forward';
  text: string;
  found_at: Date;
}

const OPEN = `
  with recursive scope as (
    select id from org_agency where id = $1
    union select below.id from org_agency below join scope on below.parent_id = scope.id
  )
  select id, address_key, mailbox_id, kind, text, found_at from mail_drift
  where settled_at is null and agency_id in (select id from scope) order by found_at, id limit 200`;

/** Where the mail system of the agency or of one below says otherwise than the register, the oldest first. */
export async function listDrifts(context: ActingContext): Promise<MailDrifts> {
  mailPolicies.authorize('mail.see_drifts', context.subject, null);
  const rows = await rawQuery<DriftRow>(context.db, OPEN, [context.subject.agencyId]);
  return {
    items: rows.map((row) => ({
      id: row.id,
      address: row.address_key,
      mailboxId: row.mailbox_id,
      kind: row.kind,
      text: row.text,
      foundAt: row.found_at.toISOString(),
    })),
  };
}
