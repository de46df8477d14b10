import { createHash, randomBytes } from 'node:crypto';
import type { AxisMessageType, TransportState } from '../types.ts';
import type { Envelope } from './envelope.ts';
import type { Journal } from './journal.ts';
import type { Splice } from './message-file.ts';
import type { AxisKind, MessageFilter, SimulatedDelivery, SimulatedMessage } from './types.ts';

/** A message as it is kept. */
export interface StoredMessage extends SimulatedMessage {
  /** Key of the sender in the book of agencies. */
  fromKey: string;
  /** Name of its file. */
  file: string;
  splice: Splice | null;
  /** As a receiver gets it. */
  handedSize: number;
}

export interface DeliveryRow {
  message: StoredMessage;
  delivery: SimulatedDelivery;
}

export interface NewMessage {
  axis: AxisKind;
  envelope: Envelope | undefined;
  messageType: AxisMessageType;
  from: string;
  fromKey: string;
  sentAt: Date;
  file: { name: string; sha256: string; size: number };
  splice: Splice | null;
}

type Entry =
  | { t: 'salt'; salt: string }
  | { t: 'message'; message: StoredMessage }
  | { t: 'delivery'; docId: string; delivery: SimulatedDelivery }
  | { t: 'state'; receiverDocId: string; state: SimulatedDelivery['state']; at: string };

const OPEN: ReadonlySet<string> = new Set(['initial', 'processing']);

/** Every message and what became of it, by name and by receiver. Metadata only: files lie on disk. */
export class MessageStore {
  readonly #journal: Journal;
  readonly #messages = new Map<string, StoredMessage>();
  readonly #deliveries = new Map<string, DeliveryRow>();
  readonly #byReceiver = new Map<string, Map<string, DeliveryRow>>();
  /** What a receiver has not acknowledged: polled all the time. */
  readonly #open = new Map<string, Map<string, DeliveryRow>>();
  /** Names must differ from those of every earlier run: clients remember them. */
  #salt = randomBytes(12).toString('hex');
  #named = 0;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** First line of a journal that is new. */
  begin(): void {
    this.#write({ t: 'salt', salt: this.#salt });
  }

  /** An entry of the journal of an earlier run; false when it is none of ours. */
  replay(entry: unknown): boolean {
    // Written by this class.
    const known = entry as Entry;
    switch (known.t) {
      case 'salt':
        this.#salt = createHash('sha256').update(`${known.salt}${this.#salt}`).digest('hex');
        return true;
      case 'message':
        this.#messages.set(known.message.docId, known.message);
        return true;
      case 'delivery':
        this.#placeDelivery(known.docId, known.delivery);
        return true;
      case 'state':
        this.#changeState(known.receiverDocId, known.state, known.at);
        return true;
      default:
        return false;
    }
  }

  /** 24 hexadecimal digits, as the axis names its messages. */
  newName(): string {
    this.#named += 1;
    return createHash('sha256').update(`${this.#salt}:${this.#named}`).digest('hex').slice(0, 24);
  }

  add(input: NewMessage): StoredMessage {
    const { envelope, file, splice } = input;
    const message: StoredMessage = {
      docId: this.newName(),
      axis: input.axis,
      messageType: input.messageType,
      from: input.from,
      fromKey: input.fromKey,
      sentAt: input.sentAt.toISOString(),
      sha256: file.sha256,
      size: file.size,
      documentId: envelope?.documentId ?? null,
      notation: envelope?.notation ?? null,
      title: envelope?.title ?? null,
      statusCode: envelope?.statusCode ?? null,
      business: envelope?.business ?? null,
      deliveries: [],
      file: file.name,
      splice,
      handedSize: file.size + (splice === null ? 0 : Buffer.byteLength(splice.text)),
    };
    this.#write({ t: 'message', message });
    this.#messages.set(message.docId, message);
    return message;
  }

  addDelivery(message: StoredMessage, delivery: SimulatedDelivery): DeliveryRow {
    this.#write({ t: 'delivery', docId: message.docId, delivery });
    return this.#placeDelivery(message.docId, delivery) ?? { message, delivery };
  }

  setState(receiverDocId: string, state: SimulatedDelivery['state'] | TransportState, at: Date): boolean {
    if (!this.#deliveries.has(receiverDocId)) {
      return false;
    }
    this.#write({ t: 'state', receiverDocId, state, at: at.toISOString() });
    this.#changeState(receiverDocId, state, at.toISOString());
    return true;
  }

  message(docId: string): StoredMessage | undefined {
    return this.#messages.get(docId) ?? this.#deliveries.get(docId)?.message;
  }

  delivery(receiverDocId: string): DeliveryRow | undefined {
    return this.#deliveries.get(receiverDocId);
  }

  /** What lies for these bodies: everything, or what they have not acknowledged. */
  *received(keys: readonly string[], onlyOpen: boolean): Generator<DeliveryRow> {
    for (const key of keys) {
      yield* (onlyOpen ? this.#open : this.#byReceiver).get(key)?.values() ?? [];
    }
  }

  *all(): Generator<StoredMessage> {
    yield* this.#messages.values();
  }

  list(filter: MessageFilter, keyOf: (code: string) => string): StoredMessage[] {
    const from = filter.from === undefined ? undefined : keyOf(filter.from);
    const to = filter.to === undefined ? undefined : keyOf(filter.to);
    return [...this.#messages.values()].filter(
      (message) =>
        (from === undefined || message.fromKey === from) &&
        (to === undefined || message.deliveries.some((delivery) => delivery.agencyCode === to)) &&
        (filter.messageType === undefined || message.messageType === filter.messageType),
    );
  }

  #write(entry: Entry): void {
    this.#journal.write(entry);
  }

  #placeDelivery(docId: string, delivery: SimulatedDelivery): DeliveryRow | undefined {
    const message = this.#messages.get(docId);
    if (message === undefined) {
      return undefined;
    }
    const row = { message, delivery };
    message.deliveries.push(delivery);
    this.#deliveries.set(delivery.receiverDocId, row);
    this.#index(row);
    return row;
  }

  #changeState(receiverDocId: string, state: SimulatedDelivery['state'], at: string): void {
    const row = this.#deliveries.get(receiverDocId);
    if (row !== undefined) {
      row.delivery.deliveredAt ??= state === 'initial' ? at : null;
      row.delivery.state = state;
      row.delivery.updatedAt = at;
      this.#index(row);
    }
  }

  #index(row: DeliveryRow): void {
    const { agencyCode, receiverDocId, state, deliveredAt } = row.delivery;
    if (agencyCode === null || deliveredAt === null) {
      return;
    }
    const all = this.#byReceiver.get(agencyCode) ?? new Map<string, DeliveryRow>();
    this.#byReceiver.set(agencyCode, all.set(receiverDocId, row));
    const open = this.#open.get(agencyCode) ?? new Map<string, DeliveryRow>();
    this.#open.set(agencyCode, open);
    if (OPEN.has(state)) {
      open.set(receiverDocId, row);
    } else {
      open.delete(receiverDocId);
    }
  }
}
