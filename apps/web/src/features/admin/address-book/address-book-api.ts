import type {
  BookDetail,
  BookPage,
  BookSettings,
  BookSync,
  SetSuccessors,
  StartSync,
  TriedSource,
} from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';

const TOPICS = ['addressbook'];

/** What the address of the page filters by, in the words of the server. */
export interface BookFilter {
  q: string | undefined;
  state: string | undefined;
  source: string | undefined;
  under: string | undefined;
  disputed: string | undefined;
}

export function useBook(filter: BookFilter) {
  return useInfiniteQuery({
    queryKey: ['addressbook', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      getJson<BookPage>('/api/address-book', { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useBody(id: string) {
  return useQuery({
    queryKey: ['addressbook', 'agency', id],
    queryFn: ({ signal }) => getJson<BookDetail>(`/api/address-book/agencies/${id}`, undefined, signal),
    retry: false,
  });
}

export function useSyncState() {
  return useQuery({
    queryKey: ['addressbook', 'sync'],
    queryFn: ({ signal }) => getJson<BookSync>('/api/address-book/sync', undefined, signal),
  });
}

export function useStartSync(id: string, onDone: () => void) {
  return useWrite<StartSync, { id: string }>({
    request: (body) => ({ path: `/api/address-book/sources/${encodeURIComponent(id)}/sync`, body }),
    topics: TOPICS,
    onDone,
  });
}

export function useTrySource(id: string) {
  return useWrite<null, TriedSource>({
    request: () => ({ path: `/api/address-book/sources/${encodeURIComponent(id)}/try` }),
  });
}

export function useSaveSettings(onDone: () => void) {
  return useWrite<BookSettings, BookSettings>({
    request: (body) => ({ method: 'PUT', path: '/api/address-book/settings', body }),
    topics: TOPICS,
    onDone,
  });
}

export function useSetSuccessors(id: string, onDone: () => void) {
  return useWrite<SetSuccessors, { id: string }>({
    request: (body) => ({ method: 'PUT', path: `/api/address-book/agencies/${id}/successors`, body }),
    topics: TOPICS,
    onDone,
  });
}
