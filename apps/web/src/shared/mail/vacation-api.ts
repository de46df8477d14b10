import type { MailVacation, SaveMailVacation } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { getJson } from '../api/client.ts';
import { useWrite } from '../api/write.ts';

const TOPIC = 'mail';

function pathOf(mailboxId: string): string {
  return `/api/mail/${mailboxId}/vacation`;
}

export function useVacation(mailboxId: string) {
  return useQuery({
    queryKey: [TOPIC, 'vacation', mailboxId],
    queryFn: ({ signal }) => getJson<MailVacation>(pathOf(mailboxId), undefined, signal),
  });
}

export function useSaveVacation(mailboxId: string, onDone: () => void) {
  return useWrite<SaveMailVacation, MailVacation>({
    request: (body) => ({ method: 'PUT', path: pathOf(mailboxId), body }),
    topics: [TOPIC],
    onDone,
  });
}
