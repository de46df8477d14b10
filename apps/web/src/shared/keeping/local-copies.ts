interface Copy<C> {
  version: number;
  content: C;
}

export interface LocalCopies<C> {
  read: () => (Copy<C> & { at: string }) | undefined;
  write: (copy: Copy<C>) => void;
  remove: () => void;
}

interface LocalCopiesOptions<C> {
  /** What kind of thing is kept, whose it is, and which one: no two of them share a place. */
  kind: string;
  userId: string;
  id: string;
  /** Tells a content of today's shape from one an older page left behind. */
  parse: (value: unknown) => C | undefined;
  now: () => string;
}

/**
 * What one person typed last into one thing on this computer, only while the server does not have it yet. A full or forbidden
 * store costs the copy, never the work.
 */
export function localCopies<C>({ kind, userId, id, parse, now }: LocalCopiesOptions<C>): LocalCopies<C> {
  const name = `congvu.${kind}.${userId}.${id}`;
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
      const found = text === null || text === undefined ? undefined : quietly(() => JSON.parse(text) as unknown);
      if (typeof found !== 'object' || found === null || !('version' in found && 'content' in found && 'at' in found)) {
        return undefined;
      }
      const content = parse(found.content);
      const { version, at } = found;
      return content !== undefined && typeof version === 'number' && typeof at === 'string'
        ? { version, content, at }
        : undefined;
    },
    write: (copy) => {
      quietly(() => localStorage.setItem(name, JSON.stringify({ ...copy, at: now() })));
    },
    remove: () => {
      quietly(() => localStorage.removeItem(name));
    },
  };
}
