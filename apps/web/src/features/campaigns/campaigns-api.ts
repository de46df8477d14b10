import type {
  CampaignPage,
  CampaignProposal,
  CampaignReport,
  CampaignView,
  EditCampaign,
  ManyAnswer,
  MemberPage,
  MemberQuery,
  MyCampaign,
  MyCampaigns,
  OpenCampaign,
  Reminded,
  RemindMembers,
  RequestPage,
} from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson, newKey, writeJson } from '../../shared/api/client.ts';
import { ApiError } from '../../shared/api/errors.ts';
import { useWrite } from '../../shared/api/write.ts';
import { useRoles } from '../../shared/session/me.ts';

const TOPICS = ['campaigns', 'requests'];

/** Campaigns my office opened. */
export function useCampaigns(state: 'open' | 'closed') {
  return useInfiniteQuery({
    queryKey: ['campaigns', 'list', state],
    queryFn: ({ pageParam, signal }) =>
      getJson<CampaignPage>('/api/campaigns', { state, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** What is asked of my agency. */
export function useMyCampaigns() {
  return useQuery({
    queryKey: ['campaigns', 'mine'],
    queryFn: ({ signal }) => getJson<z.infer<typeof MyCampaigns>>('/api/campaigns/mine', undefined, signal),
  });
}

export type Side = { board: CampaignView } | { mine: MyCampaign };

/**
 * One address, two sides: the board for the office that collects, its own line for the agency that is asked. Opening one's own line
 * tells the office that it was seen, once.
 */
export function useCampaign(id: string) {
  const client = useQueryClient();
  const focal = useRoles().has('focal');
  return useQuery<Side>({
    queryKey: ['campaigns', 'view', id],
    queryFn: async ({ signal }) => {
      const seen = client.getQueryData<Side>(['campaigns', 'view', id]);
      const isBoard = seen === undefined ? focal : 'board' in seen;
      // An office that is asked by its own campaign works at the board.
      const own = isBoard ? undefined : await findMine(id, signal);
      if (own !== undefined) {
        return { mine: seen === undefined ? await sayOpened(id) : own };
      }
      return (await findBoard(id, signal)) ?? { mine: await sayOpened(id) };
    },
  });
}

/** Only those that are open; the line of a closed one is told by `sayOpened`. */
async function findMine(id: string, signal: AbortSignal): Promise<MyCampaign | undefined> {
  const { items } = await getJson<z.infer<typeof MyCampaigns>>('/api/campaigns/mine', undefined, signal);
  return items.find((item) => item.id === id);
}

async function findBoard(id: string, signal: AbortSignal): Promise<Side | undefined> {
  try {
    return { board: await getJson<CampaignView>(`/api/campaigns/${id}`, undefined, signal) };
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 403)) {
      return undefined;
    }
    throw error;
  }
}

function sayOpened(id: string): Promise<MyCampaign> {
  return writeJson<MyCampaign>('POST', `/api/campaigns/${id}/opened`, {}, newKey());
}

export type MemberFilter = Partial<Pick<z.infer<typeof MemberQuery>, 'state' | 'group' | 'q' | 'only'>>;

/** Members by page: while something is looked for, or where there are more than the board brings. */
export function useMembers(id: string, filter: MemberFilter, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['campaigns', 'members', id, filter],
    queryFn: ({ pageParam, signal }) =>
      getJson<z.infer<typeof MemberPage>>(
        `/api/campaigns/${id}/members`,
        { ...filter, cursor: pageParam, limit: 100 },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useProposal(documentId: string | undefined) {
  return useQuery({
    queryKey: ['campaigns', 'proposal', documentId ?? ''],
    queryFn: ({ signal }) =>
      getJson<z.infer<typeof CampaignProposal>>('/api/campaigns/proposal', { documentId }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useOpenCampaign(onDone: (view: CampaignView) => void) {
  return useWrite<OpenCampaign, CampaignView>({
    request: (body) => ({ path: '/api/campaigns', body }),
    topics: TOPICS,
    onDone,
  });
}

export function useRemind(id: string, onDone: (answer: z.infer<typeof Reminded>) => void) {
  return useWrite<RemindMembers, z.infer<typeof Reminded>>({
    request: (body) => ({ path: `/api/campaigns/${id}/remind`, body }),
    topics: TOPICS,
    onDone,
  });
}

export function useEditCampaign(id: string, onDone: () => void) {
  return useWrite<z.infer<typeof EditCampaign>, CampaignView>({
    request: (body) => ({ method: 'PUT', path: `/api/campaigns/${id}`, body }),
    topics: TOPICS,
    onDone,
  });
}

export function useCloseCampaign(id: string, onDone: () => void) {
  return useWrite<void, CampaignView>({
    request: () => ({ path: `/api/campaigns/${id}/close` }),
    topics: TOPICS,
    onDone,
  });
}

export function useDraftReport(id: string, onDone: (answer: z.infer<typeof CampaignReport>) => void) {
  return useWrite<void, z.infer<typeof CampaignReport>>({
    request: () => ({ path: `/api/campaigns/${id}/report` }),
    topics: [...TOPICS, 'drafting'],
    onDone,
  });
}

/** What one agency has sent to this campaign and nobody has checked yet. */
export function useWaitingOf(campaignId: string, agencyId: string | undefined) {
  return useQuery({
    queryKey: ['requests', 'waiting-of', campaignId, agencyId],
    queryFn: ({ signal }) =>
      getJson<RequestPage>('/api/requests', { box: 'to_check', campaignId, agencyId, limit: 100 }, signal),
    enabled: agencyId !== undefined,
  });
}

export function useAccept(onDone: (answer: ManyAnswer) => void) {
  return useWrite<string[], ManyAnswer>({
    request: (ids) => ({ path: '/api/requests/accept', body: { ids } }),
    topics: TOPICS,
    onDone,
  });
}
