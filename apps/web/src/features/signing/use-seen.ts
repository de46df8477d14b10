import type { SigningItem } from '@congvu/contracts';
import { useCallback, useState } from 'react';
import { useMe } from '../../shared/session/me.ts';

export interface Seen {
  has: (item: Pick<SigningItem, 'documentId' | 'digest'>) => boolean;
  add: (item: Pick<SigningItem, 'documentId' | 'digest'>) => void;
}

function markOf({ documentId, digest }: Pick<SigningItem, 'documentId' | 'digest'>): string {
  return `${documentId} ${digest}`;
}

function read(key: string): Set<string> {
  try {
    return new Set((sessionStorage.getItem(key) ?? '').split('\n').filter((line) => line !== ''));
  } catch {
    return new Set();
  }
}

function write(key: string, marks: ReadonlySet<string>): void {
  try {
    sessionStorage.setItem(key, [...marks].join('\n'));
  } catch {
    // Without storage what was seen is known until the page is loaded anew.
  }
}

/**
 * Which bytes this person has opened on this screen, by their digest: neither a reload nor a new batch of the same documents makes
 * anybody open a hundred letters again, and a changed letter counts as not seen.
 */
export function useSeen(): Seen {
  const key = `congvu.seen.${useMe().user.id}`;
  const [marks, setMarks] = useState<ReadonlySet<string>>(() => read(key));
  const add = useCallback(
    (item: Pick<SigningItem, 'documentId' | 'digest'>) =>
      setMarks((now) => {
        const mark = markOf(item);
        if (now.has(mark)) {
          return now;
        }
        const next = new Set(now).add(mark);
        write(key, next);
        return next;
      }),
    [key],
  );
  return { has: (item) => marks.has(markOf(item)), add };
}
