import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getJson, type Query } from '../../shared/api/client.ts';

/** Registers are read a page at a time; what changes elsewhere under the topic is read again. */
export function useRegister<P extends { nextCursor: string | null }>(
  topic: string,
  path: string,
  filter: Query,
  enabled = true,
) {
  return useInfiniteQuery({
    queryKey: [topic, 'register', path, filter],
    queryFn: ({ pageParam, signal }) => getJson<P>(path, { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** What a frame around the rows needs to know of such a query. */
export interface RegisterQuery {
  isPending: boolean;
  isError: boolean;
  isPlaceholderData: boolean;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  refetch: () => unknown;
  fetchNextPage: () => unknown;
}

export function useEntry<T>(topic: string, path: string) {
  return useQuery({
    queryKey: [topic, 'entry', path],
    queryFn: ({ signal }) => getJson<T>(path, undefined, signal),
    retry: false,
  });
}
