import type {
  TrainingBehaviour,
  TrainingFault,
  TrainingLetter,
  TrainingMessagePage,
  TrainingRecall,
  TrainingStatus,
  TrainingView,
} from '@congvu/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';

const TOPICS = ['training'];
/** Nothing of the simulator is an event of the office: it is looked at again and again. */
const LOOK_MS = 4_000;
const PAGE = 30;

export type MessageKind = 'document' | 'status';

export function useTraining() {
  return useQuery({
    queryKey: ['training', 'view'],
    queryFn: ({ signal }) => getJson<TrainingView>('/api/training', undefined, signal),
    refetchInterval: LOOK_MS,
  });
}

export function useTrainingMessages(kind: MessageKind | undefined, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['training', 'messages', kind ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      getJson<TrainingMessagePage>('/api/training/messages', { limit: PAGE, cursor: pageParam, kind }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: LOOK_MS,
    enabled,
  });
}

export function useSendLetter(onDone: () => void) {
  return useWrite<TrainingLetter, { docId: string }>({
    request: (body) => ({ path: '/api/training/letters', body }),
    topics: TOPICS,
    onDone,
  });
}

export function useReportStatus(onDone: () => void) {
  return useWrite<TrainingStatus, { docId: string }>({
    request: (body) => ({ path: '/api/training/statuses', body }),
    topics: TOPICS,
    onDone,
  });
}

export function useAskBack(onDone: () => void) {
  return useWrite<TrainingRecall, { docId: string }>({
    request: (body) => ({ path: '/api/training/recalls', body }),
    topics: TOPICS,
    onDone,
  });
}

export function useSwitchFaults() {
  return useWrite<TrainingFault[], { on: TrainingFault[] }>({
    request: (on) => ({ path: '/api/training/faults', body: { on } }),
    topics: TOPICS,
  });
}

export function useSetBehaviour() {
  return useWrite<{ code: string; behaviour: TrainingBehaviour }, { code: string }>({
    request: (body) => ({ path: '/api/training/behaviours', body }),
    topics: TOPICS,
  });
}

export function useRenameAgency(onDone: () => void) {
  return useWrite<{ code: string; name: string }, { code: string }>({
    request: (body) => ({ path: '/api/training/agencies/rename', body }),
    topics: TOPICS,
    onDone,
  });
}

export function useConnectTraining(onDone: () => void) {
  return useWrite<void, { connectionId: string }>({
    request: () => ({ path: '/api/training/connect', body: {} }),
    topics: [...TOPICS, 'connections'],
    onDone,
  });
}
