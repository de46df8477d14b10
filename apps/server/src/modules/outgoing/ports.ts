import type { DeliveryCounts, DeliveryView } from '@congvu/contracts';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';

/** What issuing needs from the exchange of letters above; implemented by `interchange`, plugged in app.ts. */
export interface OutgoingPorts {
  /** Hands the letter to the carriers in the transaction that issues it: both happen or neither. */
  dispatch(tx: Tx, context: Context, letter: { agencyId: string; documentId: string }): Promise<void>;
  listDeliveries(db: Db | Tx, agencyId: string, documentId: string): Promise<DeliveryView[]>;
  /** Documents without a delivery are left out. */
  countDeliveries(db: Db | Tx, agencyId: string, documentIds: readonly string[]): Promise<Map<string, DeliveryCounts>>;
}
