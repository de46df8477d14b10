import type { AccountEntryView, AccountHistory } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { signInFacts } from '#modules/identity';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { accountPolicies } from '../accounts.policy.ts';
import { type ListedAccount, policyFacts, presentAccount } from '../accounts.presenter.ts';
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

function later(left: Date | null, right: Date | null): Date | null {
  return left !== null && right !== null ? new Date(Math.max(left.getTime(), right.getTime())) : (left ?? right);
}

/** The register copies the last use every few minutes; whoever looks at one account sees it as of now. */
async function withLastUse(db: Db | Tx, row: ListedAccount): Promise<ListedAccount> {
  const facts = row.user_id === null ? undefined : (await signInFacts(db, [row.user_id])).get(row.user_id);
  if (facts === undefined) {
    return row;
  }
  const signedIn = later(row.last_sign_in_at, facts.lastSignInAt);
  const acted = later(row.last_action_at, facts.lastSeenAt);
  const used = later(signedIn, acted);
  const usedOn = used === null ? row.used_on : vietnamDate(used);
  return {
    ...row,
    last_sign_in_at: signedIn,
    last_action_at: acted,
    used_on: [row.used_on, usedOn].sort().at(-1) ?? row.used_on,
  };
}

/** One account with all that happened to it. Looking into somebody else's leaves a trace. */
export async function viewAccount(context: ActingContext, id: string): Promise<z.infer<typeof AccountHistory>> {
  const { db, subject } = context;
  const [stored, day] = await Promise.all([getVisibleAccount(db, context, id), ruledDay(db, context)]);
  const row = await withLastUse(db, stored);
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
