import type { HeldMail, HeldMailPage } from '@congvu/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';

const TOPICS = ['threats', 'mail'];

export function useHeld(scope: 'mine' | 'office') {
  return useInfiniteQuery({
    queryKey: ['threats', 'held', scope],
    queryFn: ({ pageParam, signal }) =>
      getJson<z.infer<typeof HeldMailPage>>('/api/threats/quarantine', { scope, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function useHeldAct(onDone: (mail: HeldMail) => void) {
  return useWrite<{ id: string; act: 'ask' | 'release' | 'refuse'; reason: string; everywhere: boolean }, HeldMail>({
    request: ({ id, act, reason, everywhere }) => ({
      path: `/api/threats/quarantine/${id}/${act}`,
      body: act === 'ask' ? { reason } : { reason, everywhere },
    }),
    topics: TOPICS,
    onDone,
  });
}
