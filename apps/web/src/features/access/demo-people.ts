import type { DemoPeople } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { getJson } from '../../shared/api/client.ts';

/** Answers only in demo mode; everywhere else there is no such page. */
export function useDemoPeople() {
  return useQuery({
    queryKey: ['demo-people'],
    queryFn: ({ signal }) => getJson<DemoPeople>('/api/demo/people', undefined, signal),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
