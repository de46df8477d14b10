import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { refreshTopic } from './topics.ts';

const SETTLE_MS = 250;

/** Reads again what the server says has changed; many events of one act become one reading. */
export function useLiveChanges(onSignedOut: () => void): void {
  const client = useQueryClient();
  useEffect(() => {
    const waiting = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const source = new EventSource('/api/events');
    source.addEventListener('changed', (event) => {
      const { topic } = JSON.parse((event as MessageEvent<string>).data) as { topic: string };
      waiting.add(topic);
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const name of waiting) {
          refreshTopic(client, name);
        }
        waiting.clear();
      }, SETTLE_MS);
    });
    source.addEventListener('signed-out', () => {
      source.close();
      onSignedOut();
    });
    // A stream that was refused does not come back by itself: ask who we are, a 401 leads to the sign-in page.
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) {
        void client.invalidateQueries({ queryKey: ['me'] });
      }
    };
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [client, onSignedOut]);
}
