import type { WebCrypto } from './request-signature.ts';

export type PairingKey = Awaited<ReturnType<WebCrypto['subtle']['importKey']>>;

/** What the page keeps of a pairing. The key cannot be exported, only used. */
export interface StoredPairing {
  pairingId: string;
  instance: string;
  port: number;
  key: PairingKey;
  expiresAt: string;
}

export interface PairingStore {
  load(): Promise<StoredPairing | undefined>;
  /** undefined: forget. */
  save(pairing: StoredPairing | undefined): Promise<void>;
}

/** Lives as long as the page. */
export function memoryPairingStore(): PairingStore {
  let kept: StoredPairing | undefined;
  return {
    load: async () => kept,
    save: async (pairing) => {
      kept = pairing;
    },
  };
}

interface Asked<Result> {
  result: Result;
  error: unknown;
  onsuccess: ((event: never) => unknown) | null;
  onerror: ((event: never) => unknown) | null;
}

interface ObjectStore {
  get(key: string): Asked<unknown>;
  put(value: unknown, key: string): Asked<unknown>;
  delete(key: string): Asked<unknown>;
}

/** The part of `indexedDB` that is used; browsers keep CryptoKeys there without ever showing them to scripts. */
export interface PairingDatabase {
  open(
    name: string,
    version: number,
  ): Asked<{
    createObjectStore(name: string): unknown;
    transaction(name: string, mode: 'readonly' | 'readwrite'): { objectStore(name: string): ObjectStore };
    close(): void;
  }> & { onupgradeneeded: ((event: never) => unknown) | null };
}

const STORE = 'pairing';
const KEY = 'agent';

function settled<Result>(asked: Asked<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/**
 * Outlives a reload of the page; to be emptied at sign-out.
 * @example createAgentClient({ …, store: browserPairingStore(indexedDB) })
 */
export function browserPairingStore(database: PairingDatabase): PairingStore {
  const use = async <Result>(
    mode: 'readonly' | 'readwrite',
    act: (store: ObjectStore) => Asked<Result>,
  ): Promise<Result> => {
    const opening = database.open('congvu-agent', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    const opened = await settled(opening);
    try {
      return await settled(act(opened.transaction(STORE, mode).objectStore(STORE)));
    } finally {
      opened.close();
    }
  };
  return {
    // Only `save` below ever writes there.
    load: async () => (await use('readonly', (store) => store.get(KEY))) as StoredPairing | undefined,
    save: async (pairing) => {
      await use('readwrite', (store) => (pairing === undefined ? store.delete(KEY) : store.put(pairing, KEY)));
    },
  };
}
