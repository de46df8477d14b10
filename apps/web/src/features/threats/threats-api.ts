import type {
  BlockRules,
  CentreView,
  ClusterView,
  ConcludeCluster,
  DeclareScan,
  DraftedWarning,
  DrillLanding,
  DrillList,
  DrillTemplates,
  DrillView,
  ExposedPeople,
  FreeMailStats,
  IncidentPage,
  IncidentStarted,
  IncidentView,
  LinkOpened,
  LinkView,
  MyReports,
  ReportAnswer,
  ReportableMail,
  ScanPage,
  ScanView,
  SendWarningNotice,
  StartDrill,
  StartIncident,
  WarningNotice,
  WarningWords,
} from '@congvu/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';

const TOPICS = ['threats'];
/** While mail is being moved the page follows by itself, whether or not the events come through. */
const PROGRESS_MS = 2_000;

export function useCentre() {
  return useQuery({
    queryKey: ['threats', 'centre'],
    queryFn: ({ signal }) => getJson<CentreView>('/api/threats/centre', undefined, signal),
    retry: false,
  });
}

export function useCluster(id: string) {
  return useQuery({
    queryKey: ['threats', 'cluster', id],
    queryFn: ({ signal }) => getJson<ClusterView>(`/api/threats/clusters/${id}`, undefined, signal),
    refetchInterval: ({ state }) => {
      const moving = state.data?.retraction?.state;
      return moving === 'running' || moving === 'restoring' ? PROGRESS_MS : false;
    },
  });
}

export function useConclude(id: string, onDone: (cluster: ClusterView) => void) {
  return useWrite<ConcludeCluster, ClusterView>({
    request: (body) => ({ path: `/api/threats/clusters/${id}/conclude`, body }),
    topics: [...TOPICS, 'mail'],
    onDone,
  });
}

export function useMoveMail(id: string, act: 'retract' | 'restore', onDone: () => void) {
  return useWrite<string, ClusterView>({
    request: (reason) => ({ path: `/api/threats/clusters/${id}/${act}`, body: { reason } }),
    topics: [...TOPICS, 'mail'],
    onDone,
  });
}

export function useDraftWarning(id: string, onDone: (answer: z.infer<typeof DraftedWarning>) => void) {
  return useWrite<void, z.infer<typeof DraftedWarning>>({
    request: () => ({ path: `/api/threats/clusters/${id}/warning` }),
    topics: [...TOPICS, 'drafting'],
    onDone,
  });
}

export function useWarningWords(id: string) {
  return useQuery({
    queryKey: ['threats', 'words', id],
    queryFn: ({ signal }) => getJson<WarningWords>(`/api/threats/clusters/${id}/notice`, undefined, signal),
  });
}

export function useSendNotice(id: string, onDone: (cluster: ClusterView) => void) {
  return useWrite<SendWarningNotice, ClusterView>({
    request: (body) => ({ path: `/api/threats/clusters/${id}/notice`, body }),
    topics: TOPICS,
    onDone,
  });
}

export function useRemindNotice(id: string, onDone: (answer: { reminded: number }) => void) {
  return useWrite<void, { reminded: number }>({
    request: () => ({ path: `/api/threats/clusters/${id}/notice/remind` }),
    topics: TOPICS,
    onDone,
  });
}

export function useRules() {
  return useQuery({
    queryKey: ['threats', 'rules'],
    queryFn: ({ signal }) => getJson<z.infer<typeof BlockRules>>('/api/threats/rules', undefined, signal),
  });
}

export function useLiftRule(onDone: () => void) {
  return useWrite<{ id: string; reason: string }, z.infer<typeof BlockRules>>({
    request: ({ id, reason }) => ({ path: `/api/threats/rules/${id}/lift`, body: { reason } }),
    topics: TOPICS,
    onDone,
  });
}

export function useIncidents() {
  return useQuery({
    queryKey: ['threats', 'incidents'],
    queryFn: ({ signal }) => getJson<z.infer<typeof IncidentPage>>('/api/threats/incidents', undefined, signal),
  });
}

export function useExposed(enabled: boolean) {
  return useQuery({
    queryKey: ['threats', 'exposed'],
    queryFn: ({ signal }) => getJson<z.infer<typeof ExposedPeople>>('/api/threats/exposed', undefined, signal),
    enabled,
  });
}

export function useStartIncident(onDone: (answer: IncidentStarted) => void) {
  return useWrite<StartIncident, IncidentStarted>({
    request: (body) => ({ path: '/api/threats/incidents', body }),
    onDone,
  });
}

export function useCloseIncident(onDone: () => void) {
  return useWrite<{ id: string; reason: string }, IncidentView>({
    request: ({ id, reason }) => ({ path: `/api/threats/incidents/${id}/close`, body: { reason } }),
    topics: TOPICS,
    onDone,
  });
}

/** Both days are included. */
export function useFreeMailStats(from: string, until: string) {
  return useQuery({
    queryKey: ['threats', 'free-mail', from, until],
    queryFn: ({ signal }) => getJson<FreeMailStats>('/api/free-mail-stats', { from, until }, signal),
  });
}

export function useDrills() {
  return useQuery({
    queryKey: ['threats', 'drills'],
    queryFn: ({ signal }) => getJson<z.infer<typeof DrillList>>('/api/threats/drills', undefined, signal),
  });
}

export function useDrill(id: string) {
  return useQuery({
    queryKey: ['threats', 'drill', id],
    queryFn: ({ signal }) => getJson<DrillView>(`/api/threats/drills/${id}`, undefined, signal),
  });
}

export function useDrillTemplates() {
  return useQuery({
    queryKey: ['threats', 'templates'],
    queryFn: ({ signal }) => getJson<z.infer<typeof DrillTemplates>>('/api/threats/drill-templates', undefined, signal),
  });
}

export function useApproveTemplate(onDone: () => void) {
  return useWrite<string, z.infer<typeof DrillTemplates>>({
    request: (code) => ({ path: `/api/threats/drill-templates/${code}/approve` }),
    topics: TOPICS,
    onDone,
  });
}

export function useStartDrill(onDone: (drill: DrillView) => void) {
  return useWrite<StartDrill, DrillView>({
    request: (body) => ({ path: '/api/threats/drills', body }),
    topics: TOPICS,
    onDone,
  });
}

export function useScans() {
  return useInfiniteQuery({
    queryKey: ['threats', 'scans'],
    queryFn: ({ pageParam, signal }) =>
      getJson<ScanPage>('/api/threats/scans', { cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function useDeclareScan(onDone: (scan: ScanView) => void) {
  return useWrite<DeclareScan, ScanView>({
    request: (body) => ({ path: '/api/threats/scans', body }),
    topics: TOPICS,
    onDone,
  });
}

export function useMyReports() {
  return useQuery({
    queryKey: ['threats', 'reports'],
    queryFn: ({ signal }) => getJson<z.infer<typeof MyReports>>('/api/threats/reports/mine', undefined, signal),
  });
}

/** A mail that opens in a mail program, named from the list. */
export function useReportElsewhere(onDone: (answer: z.infer<typeof ReportAnswer>) => void) {
  return useWrite<Pick<ReportableMail, 'mailboxId' | 'emailId'>, z.infer<typeof ReportAnswer>>({
    request: ({ mailboxId, emailId }) => ({
      path: '/api/threats/reports',
      body: { mailboxId, emailId, kind: 'forged' },
    }),
    topics: TOPICS,
    onDone,
  });
}

export function useWithdrawReport() {
  return useWrite<string, unknown>({
    request: (reportId) => ({ path: `/api/threats/reports/${reportId}/withdraw` }),
    topics: TOPICS,
  });
}

export function useNotice(id: string) {
  return useQuery({
    queryKey: ['threats', 'notice', id],
    queryFn: ({ signal }) => getJson<WarningNotice>(`/api/threats/notices/${id}`, undefined, signal),
  });
}

export function useReadNotice(id: string, onDone: () => void) {
  return useWrite<void, WarningNotice>({
    request: () => ({ path: `/api/threats/notices/${id}/read` }),
    topics: [...TOPICS, 'notifications'],
    onDone,
  });
}

export interface LinkAsked {
  emailId?: string;
  url: string;
}

export function useLink(asked: LinkAsked) {
  return useQuery({
    queryKey: ['threats', 'link', asked.emailId, asked.url],
    queryFn: ({ signal }) => getJson<LinkView>('/api/threats/link', { emailId: asked.emailId, url: asked.url }, signal),
    enabled: asked.url !== '',
    retry: false,
  });
}

export function useOpenLink(onDone: (answer: z.infer<typeof LinkOpened>) => void) {
  return useWrite<LinkAsked, z.infer<typeof LinkOpened>>({
    request: (body) => ({ path: '/api/threats/link', body }),
    onDone,
  });
}

export function useLanding(onDone: (answer: DrillLanding) => void) {
  return useWrite<string, DrillLanding>({
    request: (token) => ({ path: '/api/threats/drills/landing', body: { token } }),
    onDone,
  });
}
