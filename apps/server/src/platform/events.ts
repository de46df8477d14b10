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

export function startEventHub(pool: pg.Pool, log: Log): EventHub {
  const listeners = new Set<(event: ChangeEvent) => void>();
  let client: pg.PoolClient | undefined;
  let closed = false;
  const connect = async (): Promise<void> => {
    if (closed) {
      return;
    }
    try {
      client = await pool.connect();
      client.on('notification', (message) => {
        const event = JSON.parse(message.payload ?? '{}') as ChangeEvent; // written by publish() above
        for (const listener of listeners) {
          listener(event);
        }
      });
      client.once('error', () => {
        client?.release(true);
        client = undefined;
        setTimeout(() => void connect(), RECONNECT_MS);
      });
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      log.warn({ err: error }, 'event hub cannot listen, will try again');
      setTimeout(() => void connect(), RECONNECT_MS);
    }
  };
  void connect();
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      closed = true;
      const held = client;
      client = undefined;
      held?.release(true);
    },
  };
}
