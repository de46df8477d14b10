import type { MailApprovers, MailContacts, SendByMail, SendByMailAnswer, WebmailBoxes } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';

/** The boxes the clerk may write from. */
export function useOwnBoxes() {
  return useQuery({
    queryKey: ['mail', 'boxes'],
    queryFn: ({ signal }) => getJson<WebmailBoxes>('/api/mail', undefined, signal),
  });
}

/** Addresses by the name of the receiver: the directory, and whom the box has written to. */
export function useAddressesOf(mailboxId: string | undefined, name: string) {
  return useQuery({
    queryKey: ['mail-contacts', mailboxId, name],
    queryFn: ({ signal }) =>
      getJson<z.infer<typeof MailContacts>>(
        `/api/mail/${mailboxId}/contacts`,
        { q: name.slice(0, 100), limit: 3 },
        signal,
      ),
    enabled: mailboxId !== undefined,
    staleTime: 60_000,
  });
}

/** Leaders who may have agreed to a document for a citizen by free mail. */
export function useMailApprovers(wanted: boolean) {
  return useQuery({
    queryKey: ['mail', 'approvers'],
    queryFn: ({ signal }) => getJson<z.infer<typeof MailApprovers>>('/api/mail-approvers', undefined, signal),
    enabled: wanted,
    staleTime: 300_000,
  });
}

export function useSendByMail(onDone: (answer: SendByMailAnswer) => void) {
  return useWrite<{ id: string } & SendByMail, SendByMailAnswer>({
    request: ({ id, ...body }) => ({ path: `/api/interchange/dispatches/${id}/mail`, body }),
    topics: ['interchange', 'outgoing', 'mail'],
    onDone,
  });
}
