import { useState } from 'react';
import { readKeptId, writeKeptId } from '../../shared/keeping/kept-id.ts';
import { useMe } from '../../shared/session/me.ts';

/** The batch this person left unfinished on this computer: outlives the browser, names nothing but the batch. */
export function useKeptBatch(): { id: string | undefined; keep: (id: string | undefined) => void } {
  const key = `congvu.batch.${useMe().user.id}`;
  const [id, setId] = useState(() => readKeptId(key));
  return {
    id,
    keep: (next) => {
      setId(next);
      writeKeptId(key, next);
    },
  };
}
