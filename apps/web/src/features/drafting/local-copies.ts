import { Instant, SaveDraft } from '@congvu/contracts';

const LocalCopy = SaveDraft.pick({ version: true, content: true }).extend({ at: Instant });
export type LocalCopy = ReturnType<typeof LocalCopy.parse>;

export interface LocalCopies {
  read: () => LocalCopy | undefined;
  write: (copy: Omit<LocalCopy, 'at'>) => void;
  remove: () => void;
}

/**
 * The last text of one draft by one person on this computer, only while the server does not have it yet. A full or forbidden
 * store costs the copy, never the work.
 */
export function localCopies(userId: string, draftId: string, now: () => string): LocalCopies {
  const name = `congvu.draft.${userId}.${draftId}`;
  const quietly = <T>(act: () => T): T | undefined => {
    try {
      return act();
    } catch {
      return undefined;
    }
  };
  return {
    read: () => {
      const text = quietly(() => localStorage.getItem(name));
      const parsed = text === null || text === undefined ? undefined : quietly(() => JSON.parse(text) as unknown);
      const copy = LocalCopy.safeParse(parsed);
      return copy.success ? copy.data : undefined;
    },
    write: (copy) => {
      quietly(() => localStorage.setItem(name, JSON.stringify({ ...copy, at: now() })));
    },
    remove: () => {
      quietly(() => localStorage.removeItem(name));
    },
  };
}
