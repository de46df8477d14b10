import type { MailDomainInput, MailDomainList, MailDomainReports, MailDomainView } from '@congvu/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';

const KEY = ['mail-domains'];

export function useMailDomains() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => getJson<MailDomainList>('/api/mail-domains', undefined, signal),
  });
}

export function useDomainReports(id: string) {
  return useQuery({
    queryKey: [...KEY, id, 'reports'],
    queryFn: ({ signal }) => getJson<MailDomainReports>(`/api/mail-domains/${id}/reports`, undefined, signal),
  });
}

export function useSaveDomain(id: string | undefined, onDone: (domain: MailDomainView) => void) {
  const client = useQueryClient();
  return useWrite<MailDomainInput, MailDomainView>({
    request: (body) =>
      id === undefined ? { path: '/api/mail-domains', body } : { method: 'PUT', path: `/api/mail-domains/${id}`, body },
    onDone: (domain) => {
      void client.invalidateQueries({ queryKey: KEY });
      onDone(domain);
    },
  });
}

export type DomainAct = 'check' | 'keys' | 'use-keys';

export function useDomainAct(onDone: (domain: MailDomainView, act: DomainAct) => void) {
  const client = useQueryClient();
  return useWrite<{ id: string; act: DomainAct }, MailDomainView>({
    request: ({ id, act }) => ({ path: `/api/mail-domains/${id}/${act}` }),
    onDone: (domain, { act }) => {
      void client.invalidateQueries({ queryKey: KEY });
      onDone(domain, act);
    },
  });
}
