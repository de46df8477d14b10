import type { DeliveryCounts, DeliveryView } from '@congvu/contracts';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';

/** A step of a document that whoever had it drafted waits for; `numberSymbol` is empty as long as there is none. */
export interface MovedDocument {
  agencyId: string;
  documentId: string;
  to: 'handed_over' | 'issued' | 'returned' | 'cancelled';
  numberSymbol: string;
}

/** What issuing needs from the exchange of letters above; implemented by `interchange`, plugged in modules.ts. */
export interface DeliveryPorts {
  /** Hands the letter to the carriers in the transaction that issues it: both happen or neither. */
  dispatch(tx: Tx, context: Context, letter: { agencyId: string; documentId: string }): Promise<void>;
  listDeliveries(db: Db | Tx, agencyId: string, documentId: string): Promise<DeliveryView[]>;
  /** Documents without a delivery are left out. */
  countDeliveries(db: Db | Tx, agencyId: string, documentIds: readonly string[]): Promise<Map<string, DeliveryCounts>>;
}

/** All that is asked of those above; plugged in modules.ts. */
export interface OutgoingPorts extends DeliveryPorts {
  /** In the transaction of the step: what waits for the document moves with it or neither does (rosters of `requests`). */
  documentMoved(tx: Tx, context: Context, moved: MovedDocument): Promise<void>;
}
