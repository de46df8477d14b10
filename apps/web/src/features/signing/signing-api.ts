import type {
  ExternalSigning,
  MyCertificates,
  OpenSigningBatch,
  OutgoingPage,
  OutgoingView,
  RelayedSignatures,
  RequestView,
  SignBatchAnswer,
  SigningBatch,
  SigningItem,
  SigningPurposeName,
  SigningRelay,
} from '@congvu/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';
import { WORDS } from './signing.text.ts';

const TOPICS = ['signing', 'outgoing', 'drafting', 'requests'];
/** A page of the queue; the server gives no more. */
const QUEUE_PAGE = 200;
/** Each look at a batch of a thousand is a megabyte: the more there is, the more seldom. */
const LOOK_MS = { few: 700, many: 2_500, waiting: 2_000 };
const FEW = 60;

/** What waits for this person's signature, or for number and seal. */
export function useSignQueue(purpose: SigningPurposeName) {
  const box = purpose === 'outgoing.sign' ? 'to_sign' : 'to_number';
  return useInfiniteQuery({
    queryKey: ['outgoing', 'list', { box }],
    queryFn: ({ pageParam, signal }) =>
      getJson<OutgoingPage>('/api/outgoing', { box, cursor: pageParam, limit: QUEUE_PAGE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/**
 * How soon to look again. A phone is never asked by this page: the office asks it, and a second question of ours could reach the
 * phone after a refusal as a new request.
 */
export function lookAgainMs(batch: SigningBatch | undefined, busy: boolean): number | false {
  if (batch !== undefined && busy) {
    return batch.items.length <= FEW ? LOOK_MS.few : LOOK_MS.many;
  }
  const goesOn =
    batch !== undefined &&
    ((batch.state === 'sent' && batch.device.way === 'phone') ||
      (batch.state === 'open' && batch.items.some((item) => item.state === 'prepared')));
  return goesOn ? LOOK_MS.waiting : false;
}

/** The batch as it stands; looked at again while something happens to it, so that each result shows as it comes. */
export function useBatch(id: string | undefined, busy: boolean) {
  return useQuery({
    queryKey: ['signing', 'batch', id],
    queryFn: ({ signal }) => getJson<SigningBatch>(`/api/signing/batches/${id ?? ''}`, undefined, signal),
    enabled: id !== undefined,
    refetchInterval: (query) => lookAgainMs(query.state.data, busy),
    staleTime: busy ? 0 : 60_000,
    retry: false,
  });
}

function isRequest(purpose: SigningPurposeName): boolean {
  return purpose.startsWith('requests.');
}

/** Before the act the bytes that are shown and signed; afterwards the page with its signature. */
export function useShownFile(purpose: SigningPurposeName, item: SigningItem, signed: boolean): string {
  const { documentId } = item;
  const after = useQuery({
    queryKey: [isRequest(purpose) ? 'requests' : 'outgoing', 'view', documentId],
    queryFn: ({ signal }) =>
      getJson<OutgoingView | RequestView>(
        `/api/${isRequest(purpose) ? 'requests' : 'outgoing'}/${documentId}`,
        undefined,
        signal,
      ),
    enabled: signed,
  });
  const view = signed ? after.data : undefined;
  return (view === undefined ? undefined : 'mainFile' in view ? view.mainFile.url : view.pdfUrl) ?? item.fileUrl;
}

export function useOpenBatch(onDone: (batch: SigningBatch) => void) {
  return useWrite<OpenSigningBatch, SigningBatch>({
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

/** What this person may sign with for this purpose, so that one of several can be chosen. */
export function useSigningKeys(purpose: SigningPurposeName) {
  const mine = useQuery({
    queryKey: ['certificates', 'mine'],
    queryFn: ({ signal }) => getJson<MyCertificates>('/api/certificates/mine', undefined, signal),
    staleTime: 60_000,
  });
  return (mine.data?.[WORDS[purpose].owner] ?? []).filter(({ state }) => state === 'usable');
}

/** What the signing program is to sign; asked again it names what is left, with fresh addresses. */
export function getRelay(id: string): Promise<SigningRelay> {
  return getJson<SigningRelay>(`/api/signing/batches/${id}/relay`);
}

export function useDeliver(id: string, onDone: (answer: SignBatchAnswer) => void) {
  return useWrite<RelayedSignatures, SignBatchAnswer>({
    request: (body) => ({ path: `/api/signing/batches/${id}/signatures`, body }),
    topics: TOPICS,
    onDone,
  });
}

/** One-time addresses for a program that signs whole files. */
export function useOpenExternal(id: string) {
  return useWrite<string[], ExternalSigning>({
    request: (documentIds) => ({ path: `/api/signing/batches/${id}/external`, body: { documentIds } }),
  });
}

export function useCancelBatch(onDone?: (batch: SigningBatch) => void) {
  return useWrite<string, SigningBatch>({
    request: (id) => ({ path: `/api/signing/batches/${id}/cancel` }),
    topics: TOPICS,
    ...(onDone !== undefined && { onDone }),
  });
}

/** Back to whoever made it, with the reason. */
export function useReturnDocument(purpose: SigningPurposeName, onDone: (documentId: string) => void) {
  return useWrite<{ documentId: string; reason: string }, unknown>({
    request: ({ documentId, reason }) => ({
      path: isRequest(purpose) ? `/api/requests/${documentId}/give-back` : `/api/outgoing/${documentId}/return`,
      body: { reason },
    }),
    topics: TOPICS,
    onDone: (_answer, { documentId }) => onDone(documentId),
  });
}
