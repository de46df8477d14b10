import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { newKey, type WriteMethod, writeJson } from './client.ts';
import { ApiError, ConnectionError } from './errors.ts';
import { refreshTopic } from './topics.ts';

interface WriteRequest {
  method?: WriteMethod;
  path: string;
  body?: unknown;
}

interface WriteOptions<V, R> {
  /** Where the act goes and what it says. */
  request: (input: V) => WriteRequest;
  /** What has changed when it is done (`incoming`, `tasks`…): lists and counts are read again. */
  topics?: string[];
  onDone?: (answer: R, input: V) => void;
}

/** One act keeps one key until the server has decided: a lost answer is asked for again, never done twice. */
function useActKey(): { keyFor: (act: string) => string; settle: () => void } {
  const last = useRef<{ act: string; key: string } | undefined>(undefined);
  return {
    keyFor: (act) => {
      if (last.current?.act !== act) {
        last.current = { act, key: newKey() };
      }
      return last.current.key;
    },
    settle: () => {
      last.current = undefined;
    },
  };
}

/**
 * Every write of the pages goes through here.
 * @example
 * const register = useWrite<RegisterIncoming, IncomingAck>({
 *   request: (body) => ({ path: `/api/incoming/${id}/register`, body }), topics: ['incoming'] });
 * register.mutate({ presentTo: null, acceptDuplicate: false });
 */
export function useWrite<V, R>({ request, topics = [], onDone }: WriteOptions<V, R>): UseMutationResult<R, Error, V> {
  const client = useQueryClient();
  const { keyFor, settle } = useActKey();
  return useMutation<R, Error, V>({
    mutationFn: (input) => {
      const { method = 'POST', path, body } = request(input);
      return writeJson<R>(method, path, body, keyFor(JSON.stringify([method, path, body])));
    },
    retry: (count, error) => error instanceof ConnectionError && count < 2,
    retryDelay: 800,
    onSuccess: (answer, input) => {
      settle();
      for (const topic of topics) {
        refreshTopic(client, topic);
      }
      onDone?.(answer, input);
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status < 500) {
        settle();
      }
      // Somebody else was faster: show what stands now.
      if (error instanceof ApiError && error.status === 409) {
        for (const topic of topics) {
          refreshTopic(client, topic);
        }
      }
    },
  });
}
