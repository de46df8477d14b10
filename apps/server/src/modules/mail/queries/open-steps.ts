import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { MailboxRow, MailTables } from '../mail.tables.ts';
import { SCOPE, scopeOf, VISIBLE } from './list-mailboxes.ts';

export type OpenStep = MailboxRow & {
  agency_name: string;
  step_kind: MailTables['mail_step']['kind'];
  step_text: string;
  step_since: Date;
};

/** What waits to be done by hand on the mail system, in the order it came up. */
export function openSteps(context: ActingContext): Promise<OpenStep[]> {
  return rawQuery<OpenStep>(
    context.db,
    `${SCOPE}
     select mailbox.*, agency.name as agency_name, step.kind as step_kind, step.text as step_text, step.created_at as step_since
     from mail_step step
     join mailbox on mailbox.agency_id = step.agency_id and mailbox.id = step.mailbox_id
     join org_agency agency on agency.id = mailbox.agency_id
     where step.done_at is null and ${VISIBLE}
     order by step.created_at, step.id`,
    scopeOf(context),
  );
}
