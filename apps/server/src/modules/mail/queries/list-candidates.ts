import type { MailboxCandidates } from '@congvu/contracts';
import type { z } from 'zod';
import { listPositions } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { mailboxPolicies } from '../mail.policy.ts';
import { policyFactsOf } from '../mail.presenter.ts';
import { getVisibleMailbox } from './list-mailboxes.ts';

/** Who may become a member: everybody in office in the agency of the mailbox. */
export async function listCandidates(context: ActingContext, id: string): Promise<z.infer<typeof MailboxCandidates>> {
  const { db, subject } = context;
  const row = await getVisibleMailbox(db, context, id);
  mailboxPolicies.authorize('mail.change_members', subject, policyFactsOf(subject, row));
  const positions = await listPositions(db, row.agency_id, vietnamDate(context.clock.now()));
  const people = new Map(positions.map((post) => [post.personId, post]));
  return {
    items: [...people.values()].map(({ personId, fullName, title }) => ({ personId, fullName, title })),
  };
}
