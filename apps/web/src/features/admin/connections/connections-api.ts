import type {
  ChoiceInput,
  ChoiceList,
  ConnectionInput,
  ConnectionList,
  ConnectionRemoved,
  ConnectionStep,
  ConnectionTest,
  ConnectionTestAnswer,
  PickupTroublePage,
} from '@congvu/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getJson, newKey, writeJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';

const TOPICS = ['connections'];

export function useConnections() {
  return useQuery({
    queryKey: ['connections', 'list'],
    queryFn: ({ signal }) => getJson<ConnectionList>('/api/connections', undefined, signal),
    // What the server counts, not only what somebody changed.
    refetchInterval: 30_000,
  });
}

export function useChoices() {
  return useQuery({
    queryKey: ['connections', 'choices'],
    queryFn: ({ signal }) => getJson<ChoiceList>('/api/connections/choices', undefined, signal),
  });
}

export function useTroubles(enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['connections', 'troubles'],
    queryFn: ({ pageParam, signal }) =>
      getJson<PickupTroublePage>('/api/connections/troubles', { limit: 20, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled,
  });
}

export function useSaveConnection(id: string | undefined, onDone: (id: string) => void) {
  return useWrite<ConnectionInput, { id: string }>({
    request: (body) =>
      id === undefined ? { path: '/api/connections', body } : { method: 'PUT', path: `/api/connections/${id}`, body },
    topics: TOPICS,
    onDone: (answer) => onDone(answer.id),
  });
}

export function useSwitchConnection(onDone?: (enabled: boolean) => void) {
  return useWrite<{ id: string; enabled: boolean }, { id: string }>({
    request: ({ id, enabled }) => ({ path: `/api/connections/${id}/switch`, body: { enabled } }),
    topics: TOPICS,
    onDone: (_answer, { enabled }) => onDone?.(enabled),
  });
}

export function useRemoveConnection(onDone: (removed: ConnectionRemoved) => void) {
  return useWrite<string, ConnectionRemoved>({
    request: (id) => ({ method: 'DELETE', path: `/api/connections/${id}` }),
    topics: TOPICS,
    onDone,
  });
}

export function useReceiveNow(onDone: () => void) {
  return useWrite<{ id: string; includeSettled: boolean }, { id: string }>({
    request: ({ id, includeSettled }) => ({ path: `/api/connections/${id}/receive`, body: { includeSettled } }),
    topics: TOPICS,
    onDone,
  });
}

export function useRetryPickup(onDone: () => void) {
  return useWrite<{ connectionId: string; docId: string }, { docId: string }>({
    request: ({ connectionId, docId }) => ({ path: `/api/connections/${connectionId}/retry`, body: { docId } }),
    topics: TOPICS,
    onDone,
  });
}

export function useChooseWay(onDone: () => void) {
  return useWrite<ChoiceInput, { code: string }>({
    request: (body) => ({ method: 'PUT', path: '/api/connections/choices', body }),
    topics: TOPICS,
    onDone,
  });
}

export function useForgetChoice(onDone: (code: string) => void) {
  return useWrite<string, { code: string }>({
    request: (code) => ({ path: '/api/connections/choices/remove', body: { code } }),
    topics: TOPICS,
    onDone: ({ code }) => onDone(code),
  });
}

/** One step of the test; it writes nothing, so that it may be asked as often as one likes. */
export function testStep(test: Omit<ConnectionTest, 'steps'>, step: ConnectionStep): Promise<ConnectionTestAnswer> {
  return writeJson<ConnectionTestAnswer>('POST', '/api/connections/test', { ...test, steps: [step] }, newKey());
}
