import type {
  AmendAnswer,
  AmendDispatch,
  DeadLetterPage,
  DeliveryBoard,
  DispatchBox,
  DispatchPage,
  MarkSentOnPaper,
  QuarantineAnswer,
  QuarantinePage,
  ResendAnswer,
} from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';

const TOPICS = ['interchange', 'outgoing'];

export function useDispatches(box: z.infer<typeof DispatchBox>, q: string, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['interchange', 'dispatches', box, q],
    queryFn: ({ pageParam, signal }) =>
      getJson<DispatchPage>('/api/interchange/dispatches', { box, q, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useQuarantine(enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['interchange', 'quarantine'],
    queryFn: ({ pageParam, signal }) =>
      getJson<z.infer<typeof QuarantinePage>>('/api/interchange/quarantine', { cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled,
  });
}

/** One letter and all its receivers; the events of the exchange keep it live. */
export function useBoard(documentId: string) {
  return useQuery({
    queryKey: ['interchange', 'board', documentId],
    queryFn: ({ signal }) => getJson<DeliveryBoard>(`/api/interchange/boards/${documentId}`, undefined, signal),
  });
}

export function useResend(onDone: (answer: z.infer<typeof ResendAnswer>) => void) {
  return useWrite<string[], z.infer<typeof ResendAnswer>>({
    request: (dispatchIds) => ({ path: '/api/interchange/dispatches/resend', body: { dispatchIds } }),
    topics: TOPICS,
    onDone,
  });
}

/** What could not go and is tried no more. */
export function useDeadLetters() {
  return useInfiniteQuery({
    queryKey: ['interchange', 'dead-letters'],
    queryFn: ({ pageParam, signal }) =>
      getJson<DeadLetterPage>('/api/interchange/dead-letters', { cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function useRetryDead(onDone: (answer: z.infer<typeof ResendAnswer>) => void) {
  return useWrite<string[], z.infer<typeof ResendAnswer>>({
    request: (ids) => ({ path: '/api/interchange/dead-letters/retry', body: { ids } }),
    topics: TOPICS,
    onDone,
  });
}

/** Sửa & gửi lại: another code, another way, or both. */
export function useAmend(onDone: (answer: AmendAnswer) => void) {
  return useWrite<{ id: string } & AmendDispatch, AmendAnswer>({
    request: ({ id, ...body }) => ({ path: `/api/interchange/dispatches/${id}/amend`, body }),
    topics: TOPICS,
    onDone,
  });
}

export function useSettle(onDone: () => void) {
  return useWrite<{ dispatchIds: string[]; note: string }, z.infer<typeof ResendAnswer>>({
    request: (body) => ({ path: '/api/interchange/dispatches/settle', body }),
    topics: TOPICS,
    onDone,
  });
}

export function useSentOnPaper(onDone: () => void) {
  return useWrite<{ id: string } & z.input<typeof MarkSentOnPaper>, z.infer<typeof ResendAnswer>>({
    request: ({ id, ...body }) => ({ path: `/api/interchange/dispatches/${id}/on-paper`, body }),
    topics: TOPICS,
    onDone,
  });
}

/** `retry` reads the message again, `discard` puts it away for good with the reason. */
export function useQuarantineAct(onDone: () => void) {
  return useWrite<{ id: string; act: 'retry' | 'discard'; reason?: string }, z.infer<typeof QuarantineAnswer>>({
    request: ({ id, act, reason }) => ({
      path: `/api/interchange/quarantine/${id}/${act}`,
      body: reason === undefined ? {} : { reason },
    }),
    topics: [...TOPICS, 'incoming'],
    onDone,
  });
}
