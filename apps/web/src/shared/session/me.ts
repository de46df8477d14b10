import type { MeView } from '@congvu/contracts';
import { type QueryClient, queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getJson } from '../api/client.ts';
import { setOfficeClock } from '../text/dates.ts';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => {
    const me = await getJson<MeView>('/api/me', undefined, signal);
    setOfficeClock(me.now);
    return me;
  },
  staleTime: 30_000,
});

/** Who is signed in and as what; the shell has loaded it before any screen shows. */
export function useMe(): MeView {
  return useSuspenseQuery(meQuery).data;
}

/** The same where nobody may be signed in (pages outside the shell). */
export function useMaybeMe(): MeView | undefined {
  return useQuery({ ...meQuery, enabled: false }).data;
}

export function useRoles(): ReadonlySet<string> {
  return new Set(useMe().acting.roles);
}

/** Everything read so far belonged to another person or another post. */
export function forgetAnswers(client: QueryClient, me?: MeView): void {
  client.clear();
  if (me !== undefined) {
    setOfficeClock(me.now);
    client.setQueryData(meQuery.queryKey, me);
  }
}
