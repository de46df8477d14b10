import type {
  HeldMail,
  HeldMailPage,
  IncidentStarted,
  MyReports,
  ReportAnswer,
  ReportKind,
  StartIncident,
} from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { TOPIC } from '../webmail-api.ts';

const THREATS = 'threats';

/** What this person has said of the mail, and what came of it. */
export function useMyReport(emailId: string) {
  return useQuery({
    queryKey: [THREATS, 'mine', emailId],
    queryFn: ({ signal }) => getJson<z.infer<typeof MyReports>>('/api/threats/reports/mine', { emailId }, signal),
    select: ({ items }) => items[0],
  });
}

export function useReport(mailboxId: string, emailId: string, onDone: (answer: z.infer<typeof ReportAnswer>) => void) {
  return useWrite<ReportKind, z.infer<typeof ReportAnswer>>({
    request: (kind) => ({ path: '/api/threats/reports', body: { mailboxId, emailId, kind } }),
    topics: [TOPIC, THREATS],
    onDone,
  });
}

export function useWithdraw() {
  return useWrite<string, unknown>({
    request: (reportId) => ({ path: `/api/threats/reports/${reportId}/withdraw` }),
    topics: [TOPIC, THREATS],
  });
}

export function useIncident(onDone: (started: IncidentStarted) => void) {
  return useWrite<z.input<typeof StartIncident>, IncidentStarted>({
    request: (body) => ({ path: '/api/threats/incidents', body }),
    topics: [THREATS],
    onDone,
  });
}

/** How a mail in quarantine stands: held, asked for, refused; undefined until it is known. */
export function useHeldMail(emailId: string, wanted: boolean) {
  return useQuery({
    queryKey: [THREATS, 'held', emailId],
    queryFn: ({ signal }) =>
      getJson<z.infer<typeof HeldMailPage>>('/api/threats/quarantine', { scope: 'mine', limit: 100 }, signal),
    select: ({ items }) => items.find(({ id }) => id === emailId),
    enabled: wanted,
  });
}

export function useAskRelease(emailId: string, onDone: (held: z.infer<typeof HeldMail>) => void) {
  return useWrite<string, z.infer<typeof HeldMail>>({
    request: (reason) => ({ path: `/api/threats/quarantine/${emailId}/ask`, body: { reason } }),
    topics: [TOPIC, THREATS],
    onDone,
  });
}
