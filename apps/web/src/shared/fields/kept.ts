import { type Dispatch, type SetStateAction, useEffect, useState } from 'react';

function read<T>(key: string): T | undefined {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as T); // written below, by this very hook
  } catch {
    return undefined;
  }
}

/** State that outlives a reload or a wrong click: what somebody typed is never lost (ux.md §5). Ends with the browser's tab. */
export function useKept<T>(key: string, initial: () => T): [T, Dispatch<SetStateAction<T>>] {
  const [value, setValue] = useState<T>(() => read<T>(key) ?? initial());
  useEffect(() => {
    try {
      sessionStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Full or closed storage: the text lives on in the page.
    }
  }, [key, value]);
  return [value, setValue];
}
