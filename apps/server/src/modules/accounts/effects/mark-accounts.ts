import { recordAll } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { ACCOUNT_TRANSITIONS } from '../accounts.states.ts';
import { accountNameKey, addHistories } from '../accounts.store.ts';
import type { AccountState } from '../accounts.tables.ts';

interface MarkedRow {
  agency_id: string;
  id: string;
  name: string;
  before: AccountState;
}

// Locked in one order: lists of one agency may name the same accounts.
const MARK = `
  with known as (
    select agency_id, id, state from account
    where agency_id = $1 and name_key = any($2::text[]) and state = any($3::text[])
    order by id for no key update
  )
  update account set state = $4, updated_at = $5 from known
  where account.agency_id = known.agency_id and account.id = known.id
  returning account.agency_id, account.id, account.name, known.state as before`;

/**
 * While Mẫu 07 is under way, and back when it is withdrawn or refused, whatever the number of its lines. An account that is somewhere
 * else meanwhile stays where it is; one of another agency is not this one's to mark.
 */
export async function markAccounts(
  tx: Tx,
  context: Context,
  given: {
    agencyId: string;
    accountNames: readonly string[];
    state: 'revoke_requested' | 'active';
    text: string;
    link: string | null;
  },
): Promise<void> {
  const { agencyId, text, link } = given;
  const { from, to } =
    given.state === 'active' ? ACCOUNT_TRANSITIONS.give_up_revocation : ACCOUNT_TRANSITIONS.request_revocation;
  const keys = [...new Set(given.accountNames.map(accountNameKey))];
  const marked = await rawQuery<MarkedRow>(tx, MARK, [agencyId, keys, from, to, context.clock.now()]);
  if (marked.length === 0) {
    return;
  }
  await addHistories(
    tx,
    context,
    marked.map((account) => ({ account, text, link })),
  );
  await recordAll(
    tx,
    context,
    marked.map(({ id, name, before }) => ({
      action: 'accounts.marked',
      agencyId,
      objectKind: 'account',
      objectId: id,
      detail: { name, from: before, to },
    })),
  );
  await publish(tx, { topic: 'accounts', agencyId, ids: marked.map(({ id }) => id) });
}
