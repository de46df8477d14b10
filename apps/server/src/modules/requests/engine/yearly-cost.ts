import { tariffOn } from '#modules/accounts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import type { RequestRow } from '../requests.tables.ts';

/** What the accounts of the list cost, or save, a year (letter, section 3); null where no tariff applies. */
export async function yearlyCostOf(
  db: Db | Tx,
  context: Pick<Context, 'clock'>,
  row: Pick<RequestRow, 'kind' | 'item_count'>,
): Promise<number | null> {
  if (row.kind !== 'account.new' && row.kind !== 'account.revoke') {
    return null;
  }
  const { amountVnd } = await tariffOn(db, vietnamDate(context.clock.now()));
  return amountVnd * row.item_count;
}
