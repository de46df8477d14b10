import type { AttestationAnswer, AttestationView } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { registerPolicies } from '../accounts.policy.ts';
import { type ListedAccount, presentAccount } from '../accounts.presenter.ts';
import { ATTESTATION_LABELS, IN_USE } from '../accounts.states.ts';
import type { AttestationRow } from '../accounts.tables.ts';
import { quarterLabel, quarterOf } from '../dates.ts';
import { ruledDay } from '../day.ts';
import { accountsById } from '../queries/list-accounts.ts';
import { findCurrent } from './attestations.store.ts';

/** Rows that wait for an answer: what was revoked or asked to be revoked meanwhile is settled. */
export function openRows(accounts: readonly ListedAccount[]): ListedAccount[] {
  return accounts.filter((account) => IN_USE.includes(account.state) && account.state !== 'revoke_requested');
}

function sentenceOf(row: AttestationRow, open: number): string {
  const quarter = quarterLabel(row.quarter);
  return open === 0
    ? `Tôi xác nhận đã rà soát tài khoản của cơ quan ${quarter}; không còn tài khoản nào lâu không dùng ngoài tài khoản đã đề nghị thu hồi, và chịu trách nhiệm về xác nhận này.`
    : `Tôi xác nhận kết quả rà soát ${open} tài khoản của cơ quan ${quarter} như trên và chịu trách nhiệm nếu để tài khoản không dùng gây lãng phí.`;
}

export async function presentAttestation(
  db: Db | Tx,
  context: ActingContext,
  row: AttestationRow,
): Promise<AttestationView> {
  const { subject } = context;
  const [accounts, day] = await Promise.all([accountsById(db, row.agency_id, row.account_ids), ruledDay(db, context)]);
  const shown = row.state === 'attested' ? accounts : openRows(accounts);
  const overdue = row.state === 'escalated' ? `, hạn ${printDay(row.due_on)}` : '';
  return {
    id: row.id,
    quarter: quarterLabel(row.quarter),
    askedAt: row.asked_at.toISOString(),
    dueOn: row.due_on,
    state: row.state,
    stateLabel: `${ATTESTATION_LABELS[row.state]}${overdue}`,
    attestedBy: row.attested_by_name,
    attestedAt: row.attested_at?.toISOString() ?? null,
    items: shown.map((account) => presentAccount(subject, account, day)),
    answers: row.answers.map(({ accountId, answer }) => ({ accountId, answer })),
    sentence: sentenceOf(row, shown.length),
    abilities:
      row.state === 'attested'
        ? { 'accounts.attest': 'Đã xác nhận; lần rà soát sau sẽ hỏi lại.' }
        : registerPolicies.abilities(subject, null),
  };
}

/** The review of the own agency that waits, or else this quarter's as it was answered. */
export async function viewAttestation(context: ActingContext): Promise<z.infer<typeof AttestationAnswer>> {
  const { db, subject } = context;
  registerPolicies.authorize('accounts.see_attestation', subject, null);
  const { today } = await ruledDay(db, context);
  const row = await findCurrent(db, subject.agencyId, quarterOf(today).key);
  return { attestation: row === undefined ? null : await presentAttestation(db, context, row) };
}
