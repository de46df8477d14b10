import type pg from 'pg';
import type { Tx } from './db.ts';
import type { Log } from './log.ts';
import { rawQuery } from './sql.ts';

/** "Something you show has changed": a hint to read again, never the data itself. */
export interface ChangeEvent {
  topic: string;
  agencyId: string;
  /** Only these people are told; undefined tells everyone of the agency. */
  personIds?: string[];
  ids?: string[];
}

const CHANNEL = 'congvu_changed';
/** pg_notify refuses payloads of 8000 bytes; a longer list of ids becomes "read again". */
const MAX_PAYLOAD = 7_000;

/** Told on commit of the transaction. Losing one costs a late refresh, never correctness. */
export async function publish(tx: Tx, event: ChangeEvent): Promise<void> {
  let payload = JSON.stringify(event);
  if (payload.length > MAX_PAYLOAD) {
    payload = JSON.stringify({ topic: event.topic, agencyId: event.agencyId });
  }
  await rawQuery(tx, 'select pg_notify($1, $2)', [CHANNEL, payload]);
}

export interface EventHub {
  subscribe(listener: (event: ChangeEvent) => void): () => void;
  close(): Promise<void>;
}

const RECONNECT_MS = 1_000;

/** One connection that listens, taken anew when it breaks; `close` leaves none behind, whenever it is called. */
export function startEventHub(pool: pg.Pool, log: Log): EventHub {
  const listeners = new Set<(event: ChangeEvent) => void>();
  let client: pg.PoolClient | undefined;
  let closed = false;
  const connect = async (): Promise<void> => {
    if (closed) {
      return;
    }
    try {
      const found = await pool.connect();
      // Whoever stops an office that has just started would wait for this connection for ever.
      if (closed) {
        found.release(true);
        return;
      }
      client = found;
      client.on('notification', (message) => {
        const event = JSON.parse(message.payload ?? '{}') as ChangeEvent; // written by publish() above
        for (const listener of listeners) {
          listener(event);
        }
      });
      client.once('error', () => {
        client?.release(true);
        client = undefined;
        again();
      });
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      log.warn({ err: error }, 'event hub cannot listen, will try again');
      again();
    }
  };
  const again = (): void => {
    setTimeout(() => {
      connecting = connect();
    }, RECONNECT_MS).unref();
  };
  let connecting = connect();
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      closed = true;
      await connecting;
      const held = client;
      client = undefined;
      held?.release(true);
    },
  };
}
