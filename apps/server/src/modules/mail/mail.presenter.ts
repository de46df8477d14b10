import type { MailboxView } from '@congvu/contracts';
import type { Subject } from '../../platform/authorise.ts';
import { mailboxPolicies } from './mail.policy.ts';
import { MAILBOX_STATE_LABELS } from './mail.states.ts';
import type { MailboxRow } from './mail.tables.ts';

/** A row with what stands in other tables. */
export interface ListedMailbox extends MailboxRow {
  agency_name: string;
  step_id: string | null;
  step_text: string | null;
  step_since: Date | null;
}

export function presentMailbox(subject: Subject, row: ListedMailbox): MailboxView {
  const hasStep = row.step_id !== null;
  return {
    id: row.id,
    address: row.address,
    kind: row.kind,
    holderName: row.holder_name,
    personId: row.person_id,
    unitName: row.unit_name,
    agencyId: row.agency_id,
    agencyName: row.agency_name,
    aliases: row.aliases,
    quotaMb: row.quota_mb,
    state: row.state,
    stateLabel: MAILBOX_STATE_LABELS[row.state],
    lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
    forwardingTo: row.forwarding_to,
    openedOn: row.opened_on,
    closedOn: row.closed_on,
    pendingStep:
      row.step_id !== null && row.step_text !== null && row.step_since !== null
        ? { id: row.step_id, text: row.step_text, since: row.step_since.toISOString() }
        : null,
    abilities: mailboxPolicies.abilities(subject, { hasStep, own: row.person_id === subject.personId }),
  };
}
