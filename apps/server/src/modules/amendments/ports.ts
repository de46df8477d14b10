import type { DispatchRow, MoreReceivers } from '#modules/interchange';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';

/** What this module asks of others; plugged in modules.ts. */
export interface AmendmentsPorts {
  /** Which days are worked: the answer to a request has a day. */
  loadCalendar(db: Db | Tx): Promise<(day: string) => boolean>;
  /** The letter also to these receivers; of the exchange, whose carriers only it knows. */
  dispatchMore(tx: Tx, context: Context, wanted: MoreReceivers): Promise<DispatchRow[]>;
}
