import type {
  AccountCounts,
  AccountPage,
  AccountView,
  AgencyDetail,
  AgencyTree,
  DelegationList,
  OrgIdAnswer,
  PersonPage,
} from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson, type WriteMethod } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';

type People = z.infer<typeof PersonPage>;

/** Every act of the administration changes what `org` topics show, accounts too: they hang on people. */
const TOPICS = ['org', 'accounts'];

export function useTree() {
  return useQuery({
    queryKey: ['org', 'tree'],
    queryFn: ({ signal }) => getJson<AgencyTree>('/api/org/tree', undefined, signal),
  });
}

export function useAgency(id: string | undefined) {
  return useQuery({
    queryKey: ['org', 'agency', id],
    queryFn: ({ signal }) => getJson<AgencyDetail>(`/api/org/agencies/${id}`, undefined, signal),
    enabled: id !== undefined,
    placeholderData: keepPreviousData,
  });
}

interface PeopleFilter {
  agencyId: string | undefined;
  unitId?: string | undefined;
  q?: string | undefined;
  left?: 'true' | 'false';
}

export function usePeople({ agencyId, ...filter }: PeopleFilter, limit = 50) {
  return useInfiniteQuery({
    queryKey: ['org', 'people', agencyId, filter, limit],
    queryFn: ({ pageParam, signal }) =>
      getJson<People>('/api/org/people', { agencyId, ...filter, cursor: pageParam, limit }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled: agencyId !== undefined,
  });
}

export function useDelegations(agencyId: string | undefined) {
  return useQuery({
    queryKey: ['org', 'delegations', agencyId],
    queryFn: ({ signal }) => getJson<z.infer<typeof DelegationList>>('/api/org/delegations', { agencyId }, signal),
    enabled: agencyId !== undefined,
    placeholderData: keepPreviousData,
  });
}

export interface AccountFilter {
  state?: AccountView['state'] | undefined;
  agencyId?: string | undefined;
  personId?: string | undefined;
  q?: string | undefined;
}

export function useAccounts(filter: AccountFilter, wanted = true) {
  return useInfiniteQuery({
    queryKey: ['accounts', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      getJson<AccountPage>('/api/accounts', { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled: wanted,
  });
}

export function useAccountCounts() {
  return useQuery({
    queryKey: ['accounts', 'counts'],
    queryFn: ({ signal }) => getJson<AccountCounts>('/api/accounts/counts', undefined, signal),
  });
}

interface Act<B> {
  method?: WriteMethod;
  path: string;
  body: B;
}

/** One act of the administration; the path names what it is about, so one hook serves creating and editing. */
export function useAdminAct<B = unknown, R = z.infer<typeof OrgIdAnswer>>(onDone: (answer: R, act: Act<B>) => void) {
  return useWrite<Act<B>, R>({ request: (act) => act, topics: TOPICS, onDone });
}
