import type { DraftContent, SaveDraftAnswer } from '@congvu/contracts';
import { newKey } from '../../shared/api/client.ts';
import { ConnectionError, hasCode } from '../../shared/api/errors.ts';
import type { LocalCopies } from './local-copies.ts';

const REST_MS = 1_200;
const RETRY_MS = 5_000;

/** `refused`: the server will not take this text as it is (a mark of state secret, a field too long); kept here until changed. */
export type KeepStatus = 'saved' | 'waiting' | 'saving' | 'offline' | 'conflict' | 'refused';

export interface KeptDraft {
  content: DraftContent;
  /** Version the text is based on. */
  version: number;
  savedAt: string;
  status: KeepStatus;
  error: unknown;
  /** Raised when the text was replaced from outside, so that the editor shows it. */
  revision: number;
}

interface KeeperOptions {
  content: DraftContent;
  version: number;
  savedAt: string;
  send: (body: { version: number; content: DraftContent }, key: string) => Promise<SaveDraftAnswer>;
  copies: LocalCopies;
}

export interface DraftKeeper {
  read: () => KeptDraft;
  subscribe: (listener: () => void) => () => void;
  change: (change: (content: DraftContent) => DraftContent) => void;
  /** Tells the editor to show the text that was changed beside it (a căn cứ put in, an earlier version taken again). */
  show: () => void;
  /** Saves what is not saved yet; true when the server has this very text. */
  flush: () => Promise<boolean>;
  /** Takes over a text of the server: a fix, somebody else's version, the other side of a conflict. */
  adopt: (from: { content: DraftContent; version: number; savedAt: string }) => void;
  /** After a conflict: the text on this screen becomes the version after theirs; both stay among the versions. */
  keepMine: (theirVersion: number) => Promise<boolean>;
  retry: () => void;
  stop: () => void;
}

/**
 * Keeps the text of one draft: on this computer with every pause of the fingers, on the server a moment later. A lost
 * connection, a closed lid or another person's save never loses a typed word.
 */
export function createDraftKeeper({ send, copies, ...start }: KeeperOptions): DraftKeeper {
  let state: KeptDraft = { ...start, status: 'saved', error: undefined, revision: 0 };
  let onServer = JSON.stringify(start.content);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | undefined;
  /** One text on one base is one act, however often it has to be sent. */
  let act: { body: string; key: string } | undefined;
  const listeners = new Set<() => void>();

  const set = (part: Partial<KeptDraft>): void => {
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
  const taken = (answer: SaveDraftAnswer, sent: string): boolean => {
    act = undefined;
    onServer = sent;
    const same = JSON.stringify(state.content) === sent;
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
      set({ status: hasCode(error, 'drafting.version_conflict') ? 'conflict' : 'refused', error });
    }
    return false;
  };
  const sendNow = async (): Promise<boolean> => {
    const { content, version } = state;
    const sent = JSON.stringify(content);
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
    if (JSON.stringify(state.content) === onServer) {
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
      if (JSON.stringify(content) === JSON.stringify(state.content)) {
        return;
      }
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
      onServer = JSON.stringify(content);
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
