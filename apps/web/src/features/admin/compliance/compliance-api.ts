import type { EvidenceView, PersonalDataView } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { getJson } from '../../../shared/api/client.ts';

export function useEvidence() {
  return useQuery({
    queryKey: ['compliance', 'evidence'],
    queryFn: ({ signal }) => getJson<EvidenceView>('/api/compliance/evidence', undefined, signal),
  });
}

export function usePersonalData() {
  return useQuery({
    queryKey: ['compliance', 'personal-data'],
    queryFn: ({ signal }) => getJson<PersonalDataView>('/api/compliance/personal-data', undefined, signal),
  });
}
