import { useState } from 'react';
import { useMe } from '../../shared/session/me.ts';

/** The batch this person left unfinished on this computer: outlives the browser, names nothing but the batch. */
export function useKeptBatch(): { id: string | undefined; keep: (id: string | undefined) => void } {
  const key = `congvu.batch.${useMe().user.id}`;
  const [id, setId] = useState(() => read(key));
  return {
    id,
    keep: (next) => {
      setId(next);
      write(key, next);
    },
  };
}

function read(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, id: string | undefined): void {
  try {
    if (id === undefined) {
      localStorage.removeItem(key);
    } else {
      localStorage.setItem(key, id);
    }
  } catch {
    // Without storage the batch is found again only through the address of the page.
  }
}
