import { useState } from 'react';

/** The fields of one form; `set` changes some of them. */
export function useDraft<T extends object>(initial: T): [draft: T, set: (part: Partial<T>) => void] {
  const [draft, setDraft] = useState(initial);
  return [draft, (part) => setDraft((now) => ({ ...now, ...part }))];
}
