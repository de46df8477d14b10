import type { AskAboutDocument, DocumentAnswers, PositionRights } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { getJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';

export function usePositionRights(positionId: string) {
  return useQuery({
    queryKey: ['org', 'rights', positionId],
    queryFn: ({ signal }) => getJson<PositionRights>(`/api/org/positions/${positionId}/rights`, undefined, signal),
  });
}

export function useAsk() {
  return useWrite<AskAboutDocument, DocumentAnswers>({
    request: (body) => ({ path: '/api/explanations/documents', body }),
  });
}
