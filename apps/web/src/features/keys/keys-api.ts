import type {
  AddCertificate,
  CertificatePage,
  CertificateView,
  CloseLossReport,
  LossReport,
  LossReports,
  MyCertificates,
  ProposalPage,
  ReportLoss,
} from '@congvu/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';

const TOPICS = ['certificates', 'signing', 'proposals', 'requests'];

export function useMyCertificates() {
  return useQuery({
    queryKey: ['certificates', 'mine'],
    queryFn: ({ signal }) => getJson<MyCertificates>('/api/certificates/mine', undefined, signal),
  });
}

export interface KeyFilter {
  state?: CertificateView['state'] | undefined;
  kind?: CertificateView['kind'] | undefined;
}

/** Every key of the agency, the one that ends soonest first. */
export function useAllCertificates(filter: KeyFilter) {
  return useInfiniteQuery({
    queryKey: ['certificates', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      getJson<CertificatePage>('/api/certificates', { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function useLosses(wanted: boolean) {
  return useQuery({
    queryKey: ['certificates', 'losses'],
    queryFn: ({ signal }) => getJson<LossReports>('/api/certificates/loss-reports', undefined, signal),
    enabled: wanted,
  });
}

export function useReportLoss(onDone: (report: LossReport) => void) {
  return useWrite<{ id: string } & ReportLoss, LossReport>({
    request: ({ id, ...body }) => ({ path: `/api/certificates/${id}/loss`, body }),
    topics: TOPICS,
    onDone,
  });
}

/** What a report of loss has prepared: Mẫu 04 and the letter to the authority. */
export function usePrepared(reportId: string) {
  const query = useQuery({
    queryKey: ['proposals', 'list', 'lost_token'],
    queryFn: ({ signal }) =>
      getJson<z.infer<typeof ProposalPage>>('/api/proposals', { kind: 'lost_token', limit: 200 }, signal),
    retry: false,
  });
  return query.data?.items.find(({ loss }) => loss?.reportId === reportId);
}

export function useCloseLoss(onDone: (report: LossReport) => void) {
  return useWrite<{ id: string } & CloseLossReport, LossReport>({
    request: ({ id, ...body }) => ({ path: `/api/certificates/loss-reports/${id}/close`, body }),
    topics: TOPICS,
    onDone,
  });
}

/** The own certificate, or (clerk, administrator) that of the organisation. */
export function useAddCertificate(onDone: (certificate: CertificateView) => void) {
  return useWrite<AddCertificate, CertificateView>({
    request: (body) => ({ path: body.kind === 'person' ? '/api/certificates/mine' : '/api/certificates', body }),
    topics: TOPICS,
    onDone,
  });
}

export function useUnlock(onDone: (certificate: CertificateView) => void) {
  return useWrite<string, CertificateView>({
    request: (id) => ({ path: `/api/certificates/${id}/unlock` }),
    topics: TOPICS,
    onDone,
  });
}
