import type { MailboxView } from '@congvu/contracts';
import type { Subject } from '../../platform/authorise.ts';
import { vietnamDate } from '../../platform/clock.ts';
import { type MailboxFactsForPolicy, mailboxPolicies, seesAgency } from './mail.policy.ts';
import { quotaLevelOf } from './mail.quota.ts';
import { MAILBOX_STATE_LABELS } from './mail.states.ts';
import type { MailboxRow } from './mail.tables.ts';

/** A row with what stands in other tables. */
export interface ListedMailbox extends MailboxRow {
  agency_name: string;
  used_bytes: number;
  sent_at: Date | null;
  received_at: Date | null;
  member_count: number;
  step_id: string | null;
  step_text: string | null;
  step_since: Date | null;
  problem_text: string | null;
  problem_since: Date | null;
  problem_failed: boolean | null;
}

const DAY_MS = 86_400_000;

/** Days since the last sign-in or letter, from the day it was given when there was none. */
function idleDaysOf(row: ListedMailbox, today: string): number | null {
  if (row.kind !== 'person' || row.state === 'requested' || row.state === 'revoked') {
    return null;
  }
  const used = [row.last_sign_in_at, row.sent_at].filter((at) => at !== null).map(vietnamDate);
  const last = used.sort().at(-1) ?? row.opened_on;
  return last === null ? null : Math.max(0, Math.round((Date.parse(today) - Date.parse(last)) / DAY_MS));
}

export function policyFactsOf(subject: Subject, row: ListedMailbox): MailboxFactsForPolicy {
  return {
    agencyId: row.agency_id,
    state: row.state,
    kind: row.kind,
    hasStep: row.step_id !== null,
    hasProblem: row.problem_text !== null,
    hasArchive: row.export_file_id !== null,
    deletionAskedBy: row.deletion_asked_by,
    deleted: row.deleted_at !== null,
    // Who keeps no register is shown only what is the own or shared with them.
    own: row.person_id === subject.personId || !seesAgency(subject),
  };
}

function stepOf(row: ListedMailbox): MailboxView['pendingStep'] {
  return row.step_id !== null && row.step_text !== null && row.step_since !== null
    ? { id: row.step_id, text: row.step_text, since: row.step_since.toISOString() }
    : null;
}

function problemOf(row: ListedMailbox): MailboxView['problem'] {
  return row.problem_text !== null && row.problem_since !== null
    ? { text: row.problem_text, since: row.problem_since.toISOString(), again: row.problem_failed !== true }
    : null;
}

function stateLabelOf(row: ListedMailbox): string {
  if (row.deleted_at !== null) {
    return 'Đã xóa';
  }
  return row.shut_at === null ? MAILBOX_STATE_LABELS[row.state] : 'Đã đóng';
}

function deletionOf(row: ListedMailbox): MailboxView['deletion'] {
  return row.deletion_asked_at === null
    ? null
    : {
        askedBy: row.deletion_asked_name ?? '',
        askedAt: row.deletion_asked_at.toISOString(),
        reason: row.deletion_reason ?? '',
      };
}

export function presentMailbox(subject: Subject, row: ListedMailbox, today: string): MailboxView {
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
    usedBytes: row.used_bytes,
    quotaLevel: quotaLevelOf(row.used_bytes, row.quota_mb),
    state: row.state,
    stateLabel: stateLabelOf(row),
    suspendedReason: row.suspended_reason,
    lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
    lastSentAt: row.sent_at?.toISOString() ?? null,
    lastReceivedAt: row.received_at?.toISOString() ?? null,
    idleDays: idleDaysOf(row, today),
    forwardingTo: row.forwarding_to,
    successorTo: row.successor_to,
    openedOn: row.opened_on,
    closedOn: row.closed_on,
    retainUntil: row.retain_until,
    shutAt: row.shut_at?.toISOString() ?? null,
    hasArchive: row.export_file_id !== null,
    deletion: deletionOf(row),
    deletedAt: row.deleted_at?.toISOString() ?? null,
    backend: row.backend,
    hosted: row.backend === 'embedded' || row.backend === 'postfix',
    memberCount: row.member_count,
    pendingStep: stepOf(row),
    problem: problemOf(row),
    abilities: mailboxPolicies.abilities(subject, policyFactsOf(subject, row)),
  };
}
