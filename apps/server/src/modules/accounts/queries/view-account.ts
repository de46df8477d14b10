import type { AccountEntryView, AccountHistory } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { accountPolicies } from '../accounts.policy.ts';
import { policyFacts, presentAccount } from '../accounts.presenter.ts';
import { listHistory } from '../accounts.store.ts';
import { ruledDay } from '../day.ts';
import { getVisibleAccount } from './list-accounts.ts';

/** The account as it stands, inside a command or after it. */
export async function viewEntry(db: Db | Tx, context: ActingContext, id: string): Promise<AccountEntryView> {
  const [row, day] = await Promise.all([getVisibleAccount(db, context, id), ruledDay(db, context)]);
  return presentAccount(context.subject, row, day);
}

async function traceOpening(context: ActingContext, account: { agency_id: string; id: string }): Promise<void> {
  await command({ ...context, idempotency: undefined }, async (tx) => {
    await record(tx, context, {
      action: 'accounts.opened',
      agencyId: account.agency_id,
      objectKind: 'account',
      objectId: account.id,
    });
    return null;
  });
}

/** One account with all that happened to it. Looking into somebody else's leaves a trace. */
export async function viewAccount(context: ActingContext, id: string): Promise<z.infer<typeof AccountHistory>> {
  const { db, subject } = context;
  const [row, day] = await Promise.all([getVisibleAccount(db, context, id), ruledDay(db, context)]);
  accountPolicies.authorize('accounts.read', subject, policyFacts(subject, row, day.today));
  if (row.person_id !== subject.personId) {
    await traceOpening(context, row);
  }
  const history = await listHistory(db, row);
  return {
    account: presentAccount(subject, row, day),
    history: history.map((line) => ({ at: line.at.toISOString(), who: line.who, text: line.text, link: line.link })),
  };
}
