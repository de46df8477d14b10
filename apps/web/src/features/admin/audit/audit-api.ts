import type { AuditLogView, AuditPage } from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';

/** What the address of the page filters by, in the words of the server. */
export interface EntryFilter {
  from: string | undefined;
  to: string | undefined;
  person: string | undefined;
  action: string | undefined;
  object: string | undefined;
}

/** Every look at the log is a line of the log: it is read when somebody asks, never again by itself. */
const ON_REQUEST = { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, refetchOnReconnect: false };

export function useEntries(filter: EntryFilter, reason: string | undefined, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['audit', 'entries', filter, reason],
    queryFn: ({ pageParam, signal }) =>
      getJson<AuditPage>('/api/audit/entries', { ...filter, reason, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled,
    ...ON_REQUEST,
  });
}

export function useLog() {
  return useQuery({
    queryKey: ['audit', 'log'],
    queryFn: ({ signal }) => getJson<AuditLogView>('/api/audit/log', undefined, signal),
  });
}

interface AuditAct {
  path: string;
  method?: 'POST' | 'DELETE';
  body?: object;
}

export function useAuditAct(onDone: () => void) {
  return useWrite<AuditAct, unknown>({
    request: ({ path, method, body }) => ({
      path,
      ...(method !== undefined && { method }),
      ...(body !== undefined && { body }),
    }),
    topics: ['audit'],
    onDone,
  });
}
