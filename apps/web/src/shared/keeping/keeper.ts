import { newKey } from '../api/client.ts';
import { ConnectionError, hasCode } from '../api/errors.ts';
import type { LocalCopies } from './local-copies.ts';

const REST_MS = 1_200;
const RETRY_MS = 5_000;

/** `refused`: the server will not take this content as it is (a mark of state secret, a field too long); kept here until changed. */
export type KeepStatus = 'saved' | 'waiting' | 'saving' | 'offline' | 'conflict' | 'refused';

export interface Kept<C> {
  content: C;
  /** Version the content is based on. */
  version: number;
  savedAt: string;
  status: KeepStatus;
  error: unknown;
  /** Raised when the content was replaced from outside, so that the editor shows it. */
  revision: number;
}

interface Saved {
  version: number;
  savedAt: string;
}

interface KeeperOptions<C> {
  content: C;
  version: number;
  savedAt: string;
  send: (body: { version: number; content: C }, key: string) => Promise<Saved>;
  copies: LocalCopies<C>;
  /** Code of the server's answer when somebody else has saved meanwhile. */
  conflictCode: string;
}

export interface Keeper<C> {
  read: () => Kept<C>;
  subscribe: (listener: () => void) => () => void;
  change: (change: (content: C) => C) => void;
  /** Tells the editor to show the content that was changed beside it (a căn cứ put in, an earlier version taken again). */
  show: () => void;
  /** Saves what is not saved yet; true when the server has this very content. */
  flush: () => Promise<boolean>;
  /** Takes over a content of the server: a fix, somebody else's version, the other side of a conflict. */
  adopt: (from: { content: C; version: number; savedAt: string }) => void;
  /** After a conflict: what stands on this screen becomes the version after theirs. */
  keepMine: (theirVersion: number) => Promise<boolean>;
  retry: () => void;
  stop: () => void;
}

/**
 * Keeps what one person fills in: on this computer with every pause of the fingers, on the server a moment later. A lost
 * connection, a closed lid or another person's save never loses a typed word.
 */
export function createKeeper<C>({ send, copies, conflictCode, ...start }: KeeperOptions<C>): Keeper<C> {
  let state: Kept<C> = { ...start, status: 'saved', error: undefined, revision: 0 };
  let text = JSON.stringify(start.content);
  let onServer = text;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | undefined;
  /** One content on one base is one act, however often it has to be sent. */
  let act: { body: string; key: string } | undefined;
  const listeners = new Set<() => void>();

  const set = (part: Partial<Kept<C>>): void => {
    state = { ...state, ...part };
    for (const listener of listeners) {
      listener();
    }
  };
  const later = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), ms);
  };
  const keyFor = (body: string): string => {
    if (act?.body !== body) {
      act = { body, key: newKey() };
    }
    return act.key;
  };
  const taken = (answer: Saved, sent: string): boolean => {
    act = undefined;
    onServer = sent;
    const same = text === sent;
    set({ version: answer.version, savedAt: answer.savedAt, status: same ? 'saved' : 'waiting', error: undefined });
    if (same) {
      copies.remove();
    } else {
      copies.write({ version: answer.version, content: state.content });
      later(REST_MS);
    }
    return same;
  };
  const failed = (error: unknown): boolean => {
    if (error instanceof ConnectionError) {
      set({ status: 'offline', error });
      later(RETRY_MS);
    } else {
      act = undefined;
      set({ status: hasCode(error, conflictCode) ? 'conflict' : 'refused', error });
    }
    return false;
  };
  const sendNow = async (): Promise<boolean> => {
    const { content, version } = state;
    const sent = text;
    set({ status: 'saving' });
    try {
      return taken(await send({ version, content }, keyFor(`${version} ${sent}`)), sent);
    } catch (error) {
      return failed(error);
    } finally {
      running = undefined;
    }
  };
  async function flush(): Promise<boolean> {
    clearTimeout(timer);
    if (running !== undefined) {
      await running;
    }
    if (state.status === 'conflict') {
      return false;
    }
    if (text === onServer) {
      set({ status: 'saved', error: undefined });
      return true;
    }
    running = sendNow();
    return running;
  }

  return {
    read: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change: (change) => {
      const content = change(state.content);
      const next = content === state.content ? text : JSON.stringify(content);
      if (next === text) {
        return;
      }
      text = next;
      copies.write({ version: state.version, content });
      const held = state.status === 'conflict' || state.status === 'offline' || state.status === 'saving';
      set({ content, ...(!held && { status: 'waiting' as const }) });
      if (!held) {
        later(REST_MS);
      }
    },
    show: () => set({ revision: state.revision + 1 }),
    flush,
    adopt: ({ content, version, savedAt }) => {
      clearTimeout(timer);
      act = undefined;
      text = JSON.stringify(content);
      onServer = text;
      copies.remove();
      set({ content, version, savedAt, status: 'saved', error: undefined, revision: state.revision + 1 });
    },
    keepMine: (theirVersion) => {
      act = undefined;
      set({ version: theirVersion, status: 'waiting', error: undefined });
      copies.write({ version: theirVersion, content: state.content });
      return flush();
    },
    retry: () => {
      if (state.status === 'offline') {
        void flush();
      }
    },
    stop: () => clearTimeout(timer),
  };
}
