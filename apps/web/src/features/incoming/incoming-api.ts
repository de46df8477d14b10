import type {
  AssigneeOptions,
  CreateIncoming,
  DraftIdAnswer,
  IncomingAck,
  IncomingBatchAnswer,
  IncomingOptions,
  IncomingPage,
  IncomingQuery,
  IncomingView,
  PhraseList,
  ReadDueDateAnswer,
} from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson, newKey, writeJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';

const TOPICS = ['incoming', 'tasks', 'notifications'];

export type IncomingFilter = Omit<IncomingQuery, 'cursor' | 'limit'>;

export function useIncomingList(filter: Partial<IncomingFilter>) {
  return useInfiniteQuery({
    queryKey: ['incoming', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      getJson<IncomingPage>('/api/incoming', { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useIncoming(id: string) {
  return useQuery({
    queryKey: ['incoming', 'view', id],
    queryFn: ({ signal }) => getJson<IncomingView>(`/api/incoming/${id}`, undefined, signal),
  });
}

export function useIncomingOptions(wanted: boolean) {
  return useQuery({
    queryKey: ['incoming', 'options'],
    queryFn: ({ signal }) => getJson<IncomingOptions>('/api/incoming/options', undefined, signal),
    enabled: wanted,
  });
}

export function useAssignees(scope: 'agency' | 'unit', wanted: boolean) {
  return useQuery({
    queryKey: ['tasks', 'assignees', scope],
    queryFn: ({ signal }) => getJson<AssigneeOptions>('/api/tasks/assignees', { scope }, signal),
    enabled: wanted,
    staleTime: 300_000,
  });
}

export function usePhrases(wanted: boolean) {
  return useQuery({
    queryKey: ['tasks', 'phrases'],
    queryFn: ({ signal }) => getJson<z.infer<typeof PhraseList>>('/api/tasks/phrases', undefined, signal),
    enabled: wanted,
    staleTime: 60_000,
  });
}

/** Reads a deadline from words; asks the server because only it knows the days off. */
export function useReadDueDate(text: string) {
  return useQuery({
    queryKey: ['due-date', text],
    queryFn: () => writeJson<z.infer<typeof ReadDueDateAnswer>>('POST', '/api/tasks/due-date', { text }, newKey()),
    enabled: text.trim().length > 3,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

/** One act on one document: `register`, `return`, `direct`… */
export function useIncomingAct<B>(id: string, act: string, onDone?: (answer: IncomingAck) => void) {
  return useWrite<B, IncomingAck>({
    request: (body) => ({ path: `/api/incoming/${id}/${act}`, body }),
    topics: TOPICS,
    ...(onDone && { onDone }),
  });
}

export function useUpdateFacts(id: string, onDone: () => void) {
  return useWrite<unknown, IncomingAck>({
    request: (body) => ({ method: 'PUT', path: `/api/incoming/${id}/facts`, body }),
    topics: TOPICS,
    onDone,
  });
}

/** One act on many documents with a result for each. */
export function useIncomingBatch<B>(act: 'register' | 'present', onDone: (answer: IncomingBatchAnswer) => void) {
  return useWrite<B, IncomingBatchAnswer>({
    request: (body) => ({ path: `/api/incoming/${act}`, body }),
    topics: TOPICS,
    onDone,
  });
}

export function useCreateIncoming(onDone: (answer: IncomingAck) => void) {
  return useWrite<CreateIncoming, IncomingAck>({
    request: (body) => ({ path: '/api/incoming', body }),
    topics: TOPICS,
    onDone,
  });
}

/** A reply is a draft that knows what it answers. */
export function useReply(onDone: (draftId: string) => void) {
  return useWrite<{ replyToId: string; abstract: string }, z.infer<typeof DraftIdAnswer>>({
    request: (body) => ({ path: '/api/drafts', body: { documentType: 'official_letter', ...body } }),
    topics: ['drafting', 'incoming'],
    onDone: (answer) => onDone(answer.id),
  });
}

/** Tells that the document was opened: it is read now, and the part of whoever is in charge has begun. */
export function useMarkOpened() {
  return useMutation({
    mutationFn: (id: string) => writeJson<IncomingAck>('POST', `/api/incoming/${id}/open`, {}, newKey()),
  });
}
