import type {
  DismissProposal,
  HandOverList,
  HandOverView,
  ProposalKind,
  ProposalPage,
  ProposalView,
  SettleHandOver,
  StartHandOver,
  UsedProposal,
} from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';

const TOPICS = ['proposals', 'requests'];
const PAGE = 50;

export interface ProposalFilter {
  kind?: z.infer<typeof ProposalKind>;
  state: ProposalView['state'];
}

export function useProposals(filter: ProposalFilter) {
  return useInfiniteQuery({
    queryKey: ['proposals', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      getJson<z.infer<typeof ProposalPage>>('/api/proposals', { ...filter, cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useUseProposal(onDone: (answer: z.infer<typeof UsedProposal>) => void) {
  return useWrite<string, z.infer<typeof UsedProposal>>({
    request: (id) => ({ path: `/api/proposals/${id}/use` }),
    topics: TOPICS,
    onDone,
  });
}

export function useDismissProposal(onDone: () => void) {
  return useWrite<{ id: string } & z.infer<typeof DismissProposal>, unknown>({
    request: ({ id, ...body }) => ({ path: `/api/proposals/${id}/dismiss`, body }),
    topics: TOPICS,
    onDone,
  });
}

export function useHandOvers(state: HandOverView['state']) {
  return useInfiniteQuery({
    queryKey: ['proposals', 'hand-overs', state],
    queryFn: ({ pageParam, signal }) =>
      getJson<z.infer<typeof HandOverList>>('/api/hand-overs', { state, cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

function keyOf(id: string) {
  return ['proposals', 'hand-over', id];
}

export function useHandOver(id: string) {
  return useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => getJson<HandOverView>(`/api/hand-overs/${id}`, undefined, signal),
  });
}

export function useStartHandOver(onDone: (view: HandOverView) => void) {
  return useWrite<z.input<typeof StartHandOver>, HandOverView>({
    request: (body) => ({ path: '/api/hand-overs', body }),
    topics: TOPICS,
    onDone,
  });
}

export function useSettle(id: string) {
  const client = useQueryClient();
  return useWrite<SettleHandOver, HandOverView>({
    request: (body) => ({ path: `/api/hand-overs/${id}/settle`, body }),
    topics: TOPICS,
    onDone: (view) => client.setQueryData(keyOf(id), view),
  });
}

export function useEndHandOver(id: string, onDone: (view: HandOverView) => void) {
  const client = useQueryClient();
  return useWrite<'finish' | 'cancel', HandOverView>({
    request: (act) => ({ path: `/api/hand-overs/${id}/${act}` }),
    topics: [...TOPICS, 'accounts', 'mail', 'certificates'],
    onDone: (view) => {
      client.setQueryData(keyOf(id), view);
      onDone(view);
    },
  });
}
