import type {
  AttestRequest,
  CreateRequest,
  ManyAnswer,
  MyCertificates,
  MyThings,
  OverrideWarning,
  RequestKind,
  RequestPage,
  RequestQuery,
  RequestView,
  RowSuggestions,
  SendRequest,
} from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';

const TOPICS = ['requests', 'campaigns'];

export function useRequest(id: string) {
  return useQuery({
    queryKey: ['requests', 'view', id],
    queryFn: ({ signal }) => getJson<RequestView>(`/api/requests/${id}`, undefined, signal),
  });
}

export type RequestFilter = Partial<Pick<RequestQuery, 'box' | 'q' | 'kind' | 'state' | 'campaignId'>>;

export function useRequests(filter: RequestFilter) {
  return useInfiniteQuery({
    queryKey: ['requests', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      getJson<RequestPage>('/api/requests', { ...filter, cursor: pageParam, limit: 100 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export type Requests = ReturnType<typeof useRequests>;

export function useMyThings() {
  return useQuery({
    queryKey: ['requests', 'mine'],
    queryFn: ({ signal }) => getJson<MyThings>('/api/requests/mine', undefined, signal),
  });
}

/** Whether this person has a certificate to sign with now; else he confirms with his password. */
export function useHasKey(of: 'person' | 'organisation'): boolean | undefined {
  const mine = useQuery({
    queryKey: ['certificates', 'mine'],
    queryFn: ({ signal }) => getJson<MyCertificates>('/api/certificates/mine', undefined, signal),
    staleTime: 60_000,
  });
  return mine.data?.[of].some(({ state }) => state === 'usable');
}

export function useSuggestions(kind: RequestKind, q: string, enabled: boolean) {
  return useQuery({
    queryKey: ['requests', 'suggestions', kind, q],
    queryFn: ({ signal }) => getJson<RowSuggestions>('/api/requests/suggestions', { kind, q }, signal),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function useCreateRequest(onDone: (view: RequestView) => void) {
  return useWrite<Partial<CreateRequest> & Pick<CreateRequest, 'kind'>, RequestView>({
    request: (body) => ({ path: '/api/requests', body }),
    topics: TOPICS,
    onDone,
  });
}

export function saveRequestPath(id: string): string {
  return `/api/requests/${id}`;
}

export function useSendRequest(id: string, onDone: (view: RequestView) => void) {
  return useWrite<SendRequest, RequestView>({
    request: (body) => ({ path: `/api/requests/${id}/send`, body }),
    topics: TOPICS,
    onDone,
  });
}

export function useOverride(id: string, onDone: () => void) {
  return useWrite<OverrideWarning, unknown>({
    request: (body) => ({ path: `/api/requests/${id}/override`, body }),
    topics: TOPICS,
    onDone,
  });
}

/** Acts of the asking side on one request that need at most a reason. */
export type PlainAct = 'give-back' | 'withdraw' | 'correct';

export function useRequestAct(id: string, onDone: (act: PlainAct) => void) {
  return useWrite<{ act: PlainAct; reason?: string }, unknown>({
    request: ({ act, reason }) => ({
      path: `/api/requests/${id}/${act}`,
      ...(reason !== undefined && { body: { reason } }),
    }),
    topics: TOPICS,
    onDone: (_answer, { act }) => onDone(act),
  });
}

export function useAttest(act: 'declare' | 'approve', onDone: (answer: ManyAnswer) => void) {
  return useWrite<AttestRequest, ManyAnswer>({
    request: (body) => ({ path: `/api/requests/attest-${act}`, body }),
    topics: TOPICS,
    onDone,
  });
}
