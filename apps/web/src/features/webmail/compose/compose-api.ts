import type {
  AttachDocument,
  CreateMailDraft,
  MailApprovers,
  MailContacts,
  MailDraftPage,
  MailDraftView,
  MailIdAnswer,
  MailIdentities,
  MailSigningView,
  SendMailDraft,
  SubmissionView,
  WebmailLimitsView,
} from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { boxPath, TOPIC } from '../webmail-api.ts';

export function useDrafts(mailboxId: string | undefined, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: [TOPIC, 'drafts', mailboxId],
    queryFn: ({ pageParam, signal }) =>
      getJson<MailDraftPage>(boxPath(mailboxId ?? '', 'drafts'), { cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled: enabled && mailboxId !== undefined,
  });
}

export function useDraft(mailboxId: string | undefined, id: string) {
  return useQuery({
    queryKey: [TOPIC, 'draft', mailboxId, id],
    queryFn: ({ signal }) => getJson<MailDraftView>(boxPath(mailboxId ?? '', `drafts/${id}`), undefined, signal),
    enabled: mailboxId !== undefined,
  });
}

export function useCreateDraft(mailboxId: string, onDone: (id: string) => void) {
  return useWrite<z.input<typeof CreateMailDraft>, z.infer<typeof MailIdAnswer>>({
    request: (body) => ({ path: boxPath(mailboxId, 'drafts'), body }),
    topics: [TOPIC],
    onDone: ({ id }) => onDone(id),
  });
}

export function useDropDraft(mailboxId: string, draftId: string, onDone: () => void) {
  return useWrite<void, unknown>({
    request: () => ({ method: 'DELETE', path: boxPath(mailboxId, `drafts/${draftId}`) }),
    topics: [TOPIC],
    onDone,
  });
}

export function useBringBack(mailboxId: string, draftId: string) {
  return useWrite<void, unknown>({
    request: () => ({ path: boxPath(mailboxId, `drafts/${draftId}/restore`) }),
    topics: [TOPIC],
  });
}

export function useDropFile(mailboxId: string, draftId: string) {
  return useWrite<string, unknown>({
    request: (fileId) => ({ method: 'DELETE', path: boxPath(mailboxId, `drafts/${draftId}/files/${fileId}`) }),
    topics: [TOPIC],
  });
}

export function useAttachDocument(mailboxId: string, draftId: string, onDone: () => void) {
  return useWrite<AttachDocument, unknown>({
    request: (body) => ({ path: boxPath(mailboxId, `drafts/${draftId}/documents`), body }),
    topics: [TOPIC],
    onDone,
  });
}

export function useSend(mailboxId: string, draftId: string, onDone: (submission: SubmissionView) => void) {
  return useWrite<SendMailDraft, SubmissionView>({
    request: (body) => ({ path: boxPath(mailboxId, `drafts/${draftId}/send`), body }),
    topics: [TOPIC],
    onDone,
  });
}

/** The bytes of a mail that is to be signed, fixed; the draft stays until the signature is there. */
export function useFixMail(mailboxId: string, draftId: string) {
  return useWrite<SendMailDraft, MailSigningView>({
    request: (body) => ({ path: boxPath(mailboxId, `drafts/${draftId}/signing`), body }),
  });
}

export function getSigning(mailboxId: string, id: string): Promise<MailSigningView> {
  return getJson<MailSigningView>(boxPath(mailboxId, `signings/${id}`));
}

/** Takes a mail back that has not left; it is a draft again. */
export function useUndoSend(mailboxId: string, onDone: (draftId: string) => void) {
  return useWrite<string, z.infer<typeof MailIdAnswer>>({
    request: (id) => ({ path: boxPath(mailboxId, `submissions/${id}/undo`) }),
    topics: [TOPIC],
    onDone: ({ id }) => onDone(id),
  });
}

export function useLimits() {
  return useQuery({
    queryKey: [TOPIC, 'limits'],
    queryFn: ({ signal }) => getJson<z.infer<typeof WebmailLimitsView>>('/api/mail-limits', undefined, signal),
    staleTime: 300_000,
  });
}

export function useApprovers() {
  return useQuery({
    queryKey: [TOPIC, 'approvers'],
    queryFn: ({ signal }) => getJson<z.infer<typeof MailApprovers>>('/api/mail-approvers', undefined, signal),
    staleTime: 300_000,
  });
}

export function useIdentities(mailboxId: string) {
  return useQuery({
    queryKey: [TOPIC, 'identities', mailboxId],
    queryFn: ({ signal }) =>
      getJson<z.infer<typeof MailIdentities>>(boxPath(mailboxId, 'identities'), undefined, signal),
    staleTime: 300_000,
  });
}

export function useContacts(mailboxId: string, q: string) {
  return useQuery({
    queryKey: ['mail-contacts', mailboxId, q],
    queryFn: ({ signal }) => getJson<z.infer<typeof MailContacts>>(boxPath(mailboxId, 'contacts'), { q }, signal),
    enabled: q.trim().length > 1,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}
