import type { FindingPage, FindingRescanned } from '@congvu/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';

export function useFindings() {
  return useInfiniteQuery({
    queryKey: ['threats', 'findings'],
    queryFn: ({ pageParam, signal }) =>
      getJson<FindingPage>('/api/threats/findings', { cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function useRescanFinding(onDone: (answer: FindingRescanned) => void) {
  return useWrite<string, FindingRescanned>({
    request: (id) => ({ path: `/api/threats/findings/${id}/rescan` }),
    topics: ['threats'],
    onDone,
  });
}
