import type {
  IssueAnswer,
  OutgoingAck,
  OutgoingPage,
  OutgoingView,
  SignBatchAnswer,
  SigningBatch,
  SigningItem,
  SigningPurposeName,
} from '@congvu/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';

const TOPICS = ['signing', 'outgoing', 'drafting'];
const PROGRESS_MS = 700;

/** What waits for this person's signature, or for number and seal. */
export function useSignQueue(purpose: SigningPurposeName) {
  const box = purpose === 'outgoing.sign' ? 'to_sign' : 'to_number';
  return useInfiniteQuery({
    queryKey: ['outgoing', 'list', { box }],
    queryFn: ({ pageParam, signal }) =>
      getJson<OutgoingPage>('/api/outgoing', { box, cursor: pageParam, limit: 100 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** The batch as it stands; asked again and again while it is being signed, so that each result shows as it comes. */
export function useBatch(id: string | undefined, signing: boolean) {
  return useQuery({
    queryKey: ['signing', 'batch', id],
    queryFn: ({ signal }) => getJson<SigningBatch>(`/api/signing/batches/${id ?? ''}`, undefined, signal),
    enabled: id !== undefined,
    refetchInterval: signing ? PROGRESS_MS : false,
    staleTime: signing ? 0 : 60_000,
    retry: false,
  });
}

/** Before the act the bytes that are shown and signed; afterwards the page with its signature. */
export function useShownFile(item: SigningItem, signed: boolean): string {
  const after = useQuery({
    queryKey: ['outgoing', 'view', item.documentId],
    queryFn: ({ signal }) => getJson<OutgoingView>(`/api/outgoing/${item.documentId}`, undefined, signal),
    enabled: signed,
  });
  return (signed ? after.data?.mainFile.url : undefined) ?? item.fileUrl;
}

export function useOpenBatch(onDone: (batch: SigningBatch) => void) {
  return useWrite<{ purpose: SigningPurposeName; documentIds: string[] }, SigningBatch>({
    request: (body) => ({ path: '/api/signing/batches', body }),
    onDone,
  });
}

export function useSignBatch(id: string, onDone: (answer: SignBatchAnswer) => void) {
  return useWrite<{ pin?: string; documentIds: string[] }, SignBatchAnswer>({
    request: (body) => ({ path: `/api/signing/batches/${id}/sign`, body }),
    topics: TOPICS,
    onDone,
  });
}

export function useCancelBatch() {
  return useWrite<string, SigningBatch>({ request: (id) => ({ path: `/api/signing/batches/${id}/cancel` }) });
}

export function useReturnDocument(onDone: (documentId: string) => void) {
  return useWrite<{ documentId: string; reason: string }, z.infer<typeof OutgoingAck>>({
    request: ({ documentId, reason }) => ({ path: `/api/outgoing/${documentId}/return`, body: { reason } }),
    topics: TOPICS,
    onDone: (_answer, { documentId }) => onDone(documentId),
  });
}

export function useIssue(onDone: (answer: IssueAnswer) => void) {
  return useWrite<string[], IssueAnswer>({
    request: (documentIds) => ({ path: '/api/outgoing/issue', body: { documentIds } }),
    topics: [...TOPICS, 'interchange'],
    onDone,
  });
}
