import type { IncomingOptions, MailRegisterAnswer, MailRegisterProposal, RegisterMail } from '@congvu/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { boxPath, TOPIC } from '../webmail-api.ts';

interface Mail {
  mailboxId: string;
  id: string;
}

function pathOf({ mailboxId, id }: Mail): string {
  return boxPath(mailboxId, `emails/${id}/register`);
}

/** The mail as a document would be made of it; another page is read anew. */
export function useRegisterProposal(mail: Mail, mainNo: number | undefined) {
  return useQuery({
    queryKey: ['mail-register', mail.mailboxId, mail.id, mainNo ?? null],
    queryFn: ({ signal }) => getJson<MailRegisterProposal>(pathOf(mail), { mainNo }, signal),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
}

export function useRegisterOptions() {
  return useQuery({
    queryKey: ['incoming', 'options'],
    queryFn: ({ signal }) => getJson<IncomingOptions>('/api/incoming/options', undefined, signal),
  });
}

export function useRegisterMail(mail: Mail, onDone: (answer: MailRegisterAnswer) => void) {
  return useWrite<RegisterMail, MailRegisterAnswer>({
    request: (body) => ({ path: pathOf(mail), body }),
    topics: [TOPIC, 'incoming', 'notifications'],
    onDone,
  });
}
