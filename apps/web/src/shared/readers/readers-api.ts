import type { ColleagueAnswer, DocumentReaders } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { getJson } from '../api/client.ts';

export interface AskedDocument {
  direction: 'incoming' | 'outgoing';
  id: string;
}

function pathOf({ direction, id }: AskedDocument): string {
  return `/api/${direction}/${id}/readers`;
}

/** The topic of the document stands first, so that a step of the document asks again. */
export function useReaders(document: AskedDocument) {
  return useQuery({
    queryKey: [document.direction, 'readers', document.id],
    queryFn: ({ signal }) => getJson<DocumentReaders>(pathOf(document), undefined, signal),
  });
}

export function useColleagueAnswer(document: AskedDocument, positionId: string | null) {
  return useQuery({
    queryKey: [document.direction, 'readers', document.id, positionId],
    queryFn: ({ signal }) => getJson<ColleagueAnswer>(`${pathOf(document)}/${positionId}`, undefined, signal),
    enabled: positionId !== null,
  });
}
