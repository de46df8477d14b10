import { useAddress } from '../../shared/ui/address.ts';
import { type RegisterQuery, useRegister } from './things-api.ts';

interface Page<T> {
  items: T[];
  total: number;
  nextCursor: string | null;
}

export interface RegisterPages<P extends Page<unknown>> {
  query: RegisterQuery;
  /** What the server is asked for, as the address has it. */
  filter: Record<string, string | undefined>;
  filtered: boolean;
  /** Names of the filters in the address. */
  names: readonly string[];
  first: P | undefined;
  items: P['items'];
}

/** Every register is searched by words and by agency; under these names both stand in the address. */
const COMMON = { q: 'q', agencyId: 'co-quan' };

/** A register with the filters its address names: which of the server's words stands under which of ours. */
export function useRegisterPages<P extends Page<unknown>>(
  topic: string,
  path: string,
  names: Readonly<Record<string, string>> = {},
): RegisterPages<P> {
  const { params } = useAddress();
  const all = { ...COMMON, ...names };
  const filter = Object.fromEntries(Object.entries(all).map(([key, name]) => [key, params.get(name) ?? undefined]));
  const query = useRegister<P>(topic, path, filter);
  return {
    query,
    filter,
    filtered: Object.values(filter).some((value) => value !== undefined),
    names: Object.values(all),
    first: query.data?.pages[0],
    items: query.data?.pages.flatMap((page) => page.items) ?? [],
  };
}
