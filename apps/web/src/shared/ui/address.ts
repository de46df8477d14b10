import { useRouter, useRouterState } from '@tanstack/react-router';

/** Parts of the address after `?` as plain texts, so that a view can be sent to a colleague as a link. */
export function useAddress(): { params: URLSearchParams; put: (changes: Record<string, string | undefined>) => void } {
  const router = useRouter();
  const { pathname, searchStr } = useRouterState({ select: (state) => state.location });
  return {
    params: new URLSearchParams(searchStr),
    put: (changes) => {
      const next = new URLSearchParams(searchStr);
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined || value === '') {
          next.delete(name);
        } else {
          next.set(name, value);
        }
      }
      const text = next.toString();
      router.history.replace(text === '' ? pathname : `${pathname}?${text}`);
    },
  };
}
