import type {
  BatchLinePage,
  BatchLineQuery,
  BatchPage,
  BatchQuery,
  BatchView,
  DecideFinding,
  DraftedLetter,
  ItemPage,
  LineResult,
  ManyAnswer,
  OpenBatches,
  OpenedBatches,
  RecordedResults,
  RemoveLines,
  RequestPage,
  RequestQuery,
  RequestView,
  ReturnRequest,
} from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';

const TOPICS = ['requests', 'campaigns'];

export type QueueBox = 'to_check' | 'checked';
export type QueueFilter = { box: QueueBox } & Partial<Pick<RequestQuery, 'q' | 'kind' | 'campaignId' | 'agencyId'>>;

export function useQueue(filter: QueueFilter) {
  return useInfiniteQuery({
    queryKey: ['requests', 'queue', filter],
    queryFn: ({ pageParam, signal }) =>
      getJson<RequestPage>('/api/requests', { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useRequest(id: string) {
  return useQuery({
    queryKey: ['requests', 'view', id],
    queryFn: ({ signal }) => getJson<RequestView>(`/api/requests/${id}`, undefined, signal),
  });
}

/** Lines of one request beyond the first five hundred the view brings. */
export function useItems(view: RequestView) {
  return useInfiniteQuery({
    queryKey: ['requests', 'items', view.id],
    queryFn: ({ pageParam, signal }) =>
      getJson<z.infer<typeof ItemPage>>(`/api/requests/${view.id}/items`, { cursor: pageParam, limit: 200 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled: view.moreItems,
  });
}

export function useAccept(onDone: (answer: ManyAnswer, ids: readonly string[]) => void) {
  return useWrite<string[], ManyAnswer>({
    request: (ids) => ({ path: '/api/requests/accept', body: { ids } }),
    topics: TOPICS,
    onDone,
  });
}

export function useReturn(id: string, onDone: () => void) {
  return useWrite<ReturnRequest, unknown>({
    request: (body) => ({ path: `/api/requests/${id}/return`, body }),
    topics: TOPICS,
    onDone,
  });
}

export function useRefuse(id: string, onDone: () => void) {
  return useWrite<string, unknown>({
    request: (reason) => ({ path: `/api/requests/${id}/refuse`, body: { reason } }),
    topics: TOPICS,
    onDone,
  });
}

export function useBatches(filter: Partial<Pick<BatchQuery, 'box' | 'state' | 'kind' | 'campaignId'>>) {
  return useInfiniteQuery({
    queryKey: ['requests', 'batches', filter],
    queryFn: ({ pageParam, signal }) =>
      getJson<z.infer<typeof BatchPage>>('/api/rosters', { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useOpenBatches(onDone: (answer: z.infer<typeof OpenedBatches>) => void) {
  return useWrite<z.infer<typeof OpenBatches>, z.infer<typeof OpenedBatches>>({
    request: (body) => ({ path: '/api/rosters', body }),
    topics: TOPICS,
    onDone,
  });
}

export function useDraftLetter(onDone: (answer: z.infer<typeof DraftedLetter>) => void) {
  return useWrite<string[], z.infer<typeof DraftedLetter>>({
    request: (batchIds) => ({ path: '/api/rosters/letter', body: { batchIds } }),
    topics: [...TOPICS, 'drafting'],
    onDone,
  });
}

export function useBatch(id: string) {
  return useQuery({
    queryKey: ['requests', 'batch', id],
    queryFn: ({ signal }) => getJson<BatchView>(`/api/rosters/${id}`, undefined, signal),
  });
}

export type LineFilter = Partial<Pick<z.infer<typeof BatchLineQuery>, 'agencyId' | 'q' | 'state'>>;

export const LINES_A_PAGE = 100;

export function useLines(id: string, filter: LineFilter, cursor: string | undefined) {
  return useQuery({
    queryKey: ['requests', 'batch-lines', id, filter, cursor ?? ''],
    queryFn: ({ signal }) =>
      getJson<z.infer<typeof BatchLinePage>>(
        `/api/rosters/${id}/lines`,
        { ...filter, cursor, limit: LINES_A_PAGE },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

export type PlainAct = 'recheck' | 'cancel' | 'acknowledge' | 'archive';

export function useBatchAct(id: string, onDone: (act: PlainAct) => void) {
  return useWrite<PlainAct, BatchView>({
    request: (act) => ({ path: `/api/rosters/${id}/${act}` }),
    topics: TOPICS,
    onDone: (_answer, act) => onDone(act),
  });
}

export function useDecide(id: string, onDone: () => void) {
  return useWrite<DecideFinding, BatchView>({
    request: (body) => ({ path: `/api/rosters/${id}/decide`, body }),
    topics: TOPICS,
    onDone,
  });
}

export function useRemoveLines(id: string, onDone: () => void) {
  return useWrite<RemoveLines, BatchView>({
    request: (body) => ({ path: `/api/rosters/${id}/remove`, body }),
    topics: TOPICS,
    onDone,
  });
}

export function useRecord(id: string, onDone: (answer: z.infer<typeof RecordedResults>) => void) {
  return useWrite<z.infer<typeof LineResult>[], z.infer<typeof RecordedResults>>({
    request: (results) => ({ path: `/api/rosters/${id}/results`, body: { results } }),
    topics: [...TOPICS, 'certificates', 'accounts', 'mail'],
    onDone,
  });
}
