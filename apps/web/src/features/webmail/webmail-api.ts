import type {
  AssignEmails,
  BoxMembers,
  EmailBody,
  EmailPage,
  EmailQuery,
  EmailsChanged,
  EmailView,
  MailFolders,
  MailIdAnswer,
  MoveEmails,
  SetKeywords,
  WebmailBoxes,
} from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';

/** Everything read here is read again when the server says that `mail` has changed. */
export const TOPIC = 'mail';

export function boxPath(mailboxId: string, rest: string): string {
  return `/api/mail/${mailboxId}/${rest}`;
}

export function useBoxes() {
  return useQuery({
    queryKey: [TOPIC, 'boxes'],
    queryFn: ({ signal }) => getJson<WebmailBoxes>('/api/mail', undefined, signal),
  });
}

export function useFolders(mailboxId: string | undefined) {
  return useQuery({
    queryKey: [TOPIC, 'folders', mailboxId],
    queryFn: ({ signal }) => getJson<MailFolders>(boxPath(mailboxId ?? '', 'folders'), undefined, signal),
    enabled: mailboxId !== undefined,
  });
}

export function useMembers(mailboxId: string, wanted: boolean) {
  return useQuery({
    queryKey: [TOPIC, 'members', mailboxId],
    queryFn: ({ signal }) => getJson<z.infer<typeof BoxMembers>>(boxPath(mailboxId, 'members'), undefined, signal),
    enabled: wanted,
    staleTime: 300_000,
  });
}

export type EmailFilter = Partial<Omit<EmailQuery, 'cursor' | 'limit' | 'collapseThreads'>>;

export function useEmails(mailboxId: string | undefined, filter: EmailFilter, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: [TOPIC, 'emails', mailboxId, filter],
    queryFn: ({ pageParam, signal }) =>
      getJson<EmailPage>(boxPath(mailboxId ?? '', 'emails'), { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled: enabled && mailboxId !== undefined,
  });
}

export function useEmail(mailboxId: string, id: string) {
  return useQuery({
    queryKey: [TOPIC, 'email', mailboxId, id],
    queryFn: ({ signal }) => getJson<EmailView>(boxPath(mailboxId, `emails/${id}`), undefined, signal),
  });
}

export function useEmailBody(mailboxId: string, id: string) {
  return useQuery({
    queryKey: ['mail-body', mailboxId, id],
    queryFn: ({ signal }) => getJson<EmailBody>(boxPath(mailboxId, `emails/${id}/body`), undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

type Done<V> = (answer: EmailsChanged, input: V) => void;

/** One act on mails of the box: `keywords`, `move`, `trash`, `delete`, `restore`, `assign`. */
function useEmailsAct<V>(mailboxId: string, act: string, onDone: Done<V> = () => undefined) {
  return useWrite<V, EmailsChanged>({
    request: (body) => ({ path: boxPath(mailboxId, `emails/${act}`), body }),
    topics: [TOPIC],
    onDone,
  });
}

export const useKeywords = (mailboxId: string, onDone?: Done<SetKeywords>) =>
  useEmailsAct<SetKeywords>(mailboxId, 'keywords', onDone);
export const useMove = (mailboxId: string, onDone?: Done<MoveEmails>) =>
  useEmailsAct<MoveEmails>(mailboxId, 'move', onDone);
export const useTrash = (mailboxId: string, act: 'trash' | 'delete', onDone?: Done<{ ids: string[] }>) =>
  useEmailsAct<{ ids: string[] }>(mailboxId, act, onDone);
export const useRestore = (mailboxId: string) => useEmailsAct<{ ids: string[] }>(mailboxId, 'restore');
export const useAssign = (mailboxId: string, onDone?: Done<AssignEmails>) =>
  useEmailsAct<AssignEmails>(mailboxId, 'assign', onDone);

type FolderAct = { name: string } | { id: string; name: string } | { id: string };

function folderRequest(mailboxId: string, act: FolderAct) {
  if (!('id' in act)) {
    return { path: boxPath(mailboxId, 'folders'), body: { name: act.name } };
  }
  const path = boxPath(mailboxId, `folders/${act.id}`);
  return 'name' in act
    ? { method: 'PUT' as const, path, body: { name: act.name } }
    : { method: 'DELETE' as const, path };
}

/** Makes a folder, renames it, or takes it away; its mails go back to the inbox. */
export function useFolderAct(mailboxId: string, onDone: (id: string, act: FolderAct) => void) {
  return useWrite<FolderAct, z.infer<typeof MailIdAnswer>>({
    request: (act) => folderRequest(mailboxId, act),
    topics: [TOPIC],
    onDone: ({ id }, act) => onDone(id, act),
  });
}
