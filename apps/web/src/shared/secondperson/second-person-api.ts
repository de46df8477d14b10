import type { GuardedChange, GuardedChanges, ProposeChange } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { getJson } from '../api/client.ts';
import { useWrite } from '../api/write.ts';
import { useRoles } from '../session/me.ts';

export const SECOND_PERSON_PAGE = '/quan-tri/hai-nguoi';

/** What was refused to one person, as it would be proposed: everything but the reason. */
export type AskedChange = ProposeChange extends infer K
  ? K extends { reason: string }
    ? Omit<K, 'reason'>
    : never
  : never;

export const SECOND_PERSON = ['secondperson'];

export function useGuardedChanges(wanted = true) {
  return useQuery({
    queryKey: SECOND_PERSON,
    queryFn: ({ signal }) => getJson<GuardedChanges>('/api/guarded-changes', undefined, signal),
    enabled: wanted,
  });
}

export function usePropose(onDone: (change: GuardedChange) => void) {
  return useWrite<AskedChange & { reason: string }, GuardedChange>({
    request: (body) => ({ path: '/api/guarded-changes', body }),
    topics: SECOND_PERSON,
    onDone,
  });
}

/** Proposals of these kinds that wait for a second person; nothing for who may not see them. */
export function useWaiting(kinds: readonly string[]): readonly GuardedChange[] {
  const roles = useRoles();
  const mayRead = ['administrator', 'leader', 'focal'].some((role) => roles.has(role));
  const { data } = useGuardedChanges(mayRead);
  return (data?.items ?? []).filter(({ kind, state }) => state === 'waiting' && kinds.includes(kind));
}
