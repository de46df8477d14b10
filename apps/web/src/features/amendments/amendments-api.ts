import type {
  AmendingDraftAnswer,
  AmendingDraftKind,
  AmendmentAck,
  AmendmentBoard,
  AmendmentRequestAck,
  AmendmentRequestView,
  AmendmentSetting,
  ChangeReceivers,
  ConsentRule,
  IncomingAmendments,
  TakeBack,
} from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';

const SENT = ['outgoing', 'interchange', 'drafting'];
const RECEIVED = ['incoming', 'tasks'];

type Ack = z.infer<typeof AmendmentAck>;

export function useAmendmentBoard(id: string) {
  return useQuery({
    queryKey: ['outgoing', 'amendments', id],
    queryFn: ({ signal }) => getJson<AmendmentBoard>(`/api/amendments/outgoing/${id}`, undefined, signal),
  });
}

export function useIncomingAmendments(id: string) {
  return useQuery({
    queryKey: ['incoming', 'amendments', id],
    queryFn: ({ signal }) => getJson<IncomingAmendments>(`/api/amendments/incoming/${id}`, undefined, signal),
  });
}

export function useAmendmentRequest(id: string) {
  return useQuery({
    queryKey: ['incoming', 'amendment-request', id],
    queryFn: ({ signal }) => getJson<AmendmentRequestView>(`/api/amendments/requests/${id}`, undefined, signal),
  });
}

export function useTakeBack(documentId: string, onDone: (ack: Ack) => void) {
  return useWrite<TakeBack, Ack>({
    request: (body) => ({ path: `/api/amendments/outgoing/${documentId}/take-back`, body }),
    topics: SENT,
    onDone,
  });
}

export function useAmendingDraft(documentId: string, onDone: (link: string) => void) {
  return useWrite<{ kind: AmendingDraftKind; reason: string }, z.infer<typeof AmendingDraftAnswer>>({
    request: (body) => ({ path: `/api/amendments/outgoing/${documentId}/draft`, body }),
    topics: SENT,
    onDone: ({ link }) => onDone(link),
  });
}

export function useChangeReceivers(documentId: string, onDone: (ack: Ack) => void) {
  return useWrite<ChangeReceivers, Ack>({
    request: (body) => ({ path: `/api/amendments/outgoing/${documentId}/receivers`, body }),
    topics: SENT,
    onDone,
  });
}

export function useConsent(id: string, onDone: () => void) {
  return useWrite<{ reason: string } | null, Ack>({
    request: (declined) =>
      declined === null
        ? { path: `/api/amendments/${id}/consent` }
        : { path: `/api/amendments/${id}/decline`, body: declined },
    topics: SENT,
    onDone,
  });
}

export function useAskAgain(id: string, onDone: () => void) {
  return useWrite<{ dispatchIds: string[]; reason: string }, Ack>({
    request: (body) => ({ path: `/api/amendments/${id}/ask-again`, body }),
    topics: SENT,
    onDone,
  });
}

export function usePaperBack(id: string, dispatchId: string, onDone: () => void) {
  return useWrite<{ backOn: string; note: string }, Ack>({
    request: (body) => ({ path: `/api/amendments/${id}/receivers/${dispatchId}/paper-back`, body }),
    topics: SENT,
    onDone,
  });
}

export function useAgree(id: string, onDone: () => void) {
  return useWrite<{ seenParts: number }, z.infer<typeof AmendmentRequestAck>>({
    request: (body) => ({ path: `/api/amendments/requests/${id}/agree`, body }),
    topics: RECEIVED,
    onDone,
  });
}

export function useReject(id: string, onDone: () => void) {
  return useWrite<{ reason: string }, z.infer<typeof AmendmentRequestAck>>({
    request: (body) => ({ path: `/api/amendments/requests/${id}/reject`, body }),
    topics: RECEIVED,
    onDone,
  });
}

type Setting = z.infer<typeof AmendmentSetting>;

export function useConsentSetting(wanted: boolean) {
  return useQuery({
    queryKey: ['outgoing', 'amendment-setting'],
    queryFn: ({ signal }) => getJson<Setting>('/api/amendments/setting', undefined, signal),
    enabled: wanted,
  });
}

export function useSaveConsentRule() {
  return useWrite<ConsentRule, Setting>({
    request: (consentRule) => ({ method: 'PUT', path: '/api/amendments/setting', body: { consentRule } }),
    topics: ['outgoing'],
  });
}
