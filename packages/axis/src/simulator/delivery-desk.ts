import type { AgencyBook } from './agency-book.ts';
import type { FaultEngine } from './fault-engine.ts';
import type { DeliveryRow, MessageStore, StoredMessage } from './message-store.ts';
import type { PendingWork } from './pending-work.ts';
import type { FaultRule, SimulatedDelivery } from './types.ts';

interface Held {
  row: DeliveryRow;
  behind: number;
  cancel: () => void;
}

/** Longest time a delivery waits for others to go before it. */
const REORDER_MS = 1000;

export interface DeliveryDeskParts {
  book: AgencyBook;
  store: MessageStore;
  faults: FaultEngine;
  pending: PendingWork;
  clock: () => Date;
  /** A message lies ready for its receiver. */
  delivered: (row: DeliveryRow) => void;
}

/** Puts a message before each of its receivers, once or as the faults want it. */
export class DeliveryDesk {
  readonly #parts: DeliveryDeskParts;
  readonly #held = new Map<string, Held[]>();

  constructor(parts: DeliveryDeskParts) {
    this.#parts = parts;
  }

  /** One of the names under which a body was addressed; undefined: nobody knows it. */
  deliver(message: StoredMessage, to: string): void {
    const agency = this.#parts.book.find(to);
    if (agency === undefined || agency.isLocked === true) {
      this.#add(message, to, null, 'unknown_receiver');
      return;
    }
    const { axis, fromKey, messageType: kind } = message;
    const faults = this.#parts.faults.ofDelivery({ axis, call: 'sendEdoc', from: [fromKey], to: [agency.code], kind });
    const find = (action: FaultRule['do']): FaultRule | undefined => faults.find((rule) => rule.do === action);
    if (find('lose') !== undefined) {
      this.#add(message, to, agency.code, 'lost');
      return;
    }
    const duplicate = find('duplicate');
    const copies = duplicate === undefined ? 1 : (duplicate.copies ?? 2);
    for (let copy = 0; copy < copies; copy += 1) {
      this.#place(message, to, agency.code, find('reorder'), find('delay'));
    }
  }

  /** Held back by an earlier run: it lies ready now. */
  releaseWaiting(): void {
    for (const message of this.#parts.store.all()) {
      for (const delivery of message.deliveries) {
        if (delivery.state === 'waiting') {
          this.#hand({ message, delivery });
        }
      }
    }
  }

  #place(
    message: StoredMessage,
    to: string,
    key: string,
    reorder: FaultRule | undefined,
    delay: FaultRule | undefined,
  ): void {
    if (reorder !== undefined) {
      const row = this.#add(message, to, key, 'waiting');
      const cancel = this.#parts.pending.after(reorder.ms ?? REORDER_MS, () => this.#release(key, row));
      const held = this.#held.get(key) ?? [];
      held.push({ row, behind: reorder.behind ?? 1, cancel });
      this.#held.set(key, held);
    } else if (delay !== undefined) {
      const row = this.#add(message, to, key, 'waiting');
      this.#parts.pending.after(delay.ms ?? REORDER_MS, () => this.#hand(row));
    } else {
      const row = this.#add(message, to, key, 'initial');
      this.#parts.delivered(row);
      this.#passed(key);
    }
  }

  #add(message: StoredMessage, to: string, key: string | null, state: SimulatedDelivery['state']): DeliveryRow {
    const at = this.#parts.clock().toISOString();
    return this.#parts.store.addDelivery(message, {
      receiverDocId: this.#parts.store.newName(),
      to,
      agencyCode: key,
      state,
      deliveredAt: state === 'initial' ? at : null,
      updatedAt: at,
    });
  }

  #hand(row: DeliveryRow): void {
    this.#parts.store.setState(row.delivery.receiverDocId, 'initial', this.#parts.clock());
    this.#parts.delivered(row);
  }

  /** A delivery went by: those held for it come one nearer. */
  #passed(key: string): void {
    const held = this.#held.get(key) ?? [];
    for (const item of held) {
      item.behind -= 1;
    }
    for (const { row } of held.filter((item) => item.behind <= 0)) {
      this.#release(key, row);
    }
  }

  #release(key: string, row: DeliveryRow): void {
    const held = this.#held.get(key) ?? [];
    const item = held.find((other) => other.row === row);
    if (item === undefined) {
      return;
    }
    held.splice(held.indexOf(item), 1);
    item.cancel();
    this.#hand(row);
  }
}
