import type { DispatchBox } from '@congvu/contracts';
import { foldAccents } from '@congvu/vntext';
import type { Db } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { LateLimits } from './interchange.lateness.ts';
import type { DispatchRow } from './interchange.tables.ts';

const COUNT_LIMIT = 1_000;

/** $1 agency, $2 and $3 the two limits of lateness; the same rules as problemOf(), said to the database. */
const CONDITIONS: Record<DispatchBox, string> = {
  problems: `settled_at is null and state in ('failed', 'manual', 'refused', 'sent', 'arrived') and (
      state in ('failed', 'manual', 'refused')
      or (change = 'none' or change_kind = 'update') and (
        (state = 'sent' and not on_paper and sent_at < $2)
        or (state = 'arrived' and arrived_at < $3)))`,
  waiting: `state in ('queued', 'sent', 'arrived') and not on_paper and $2::timestamptz is not null and $3::timestamptz is not null`,
  all: '$2::timestamptz is not null and $3::timestamptz is not null',
};

export interface DispatchFilter {
  agencyId: string;
  box: DispatchBox;
  limits: LateLimits;
}

function parameters(filter: DispatchFilter): unknown[] {
  return [filter.agencyId, filter.limits.notArrivedBefore, filter.limits.notRegisteredBefore];
}

/** Newest change first, after the given row. */
export async function pageDispatches(
  db: Db,
  filter: DispatchFilter & { q?: string | undefined; after?: { at: Date; id: string } | undefined; limit: number },
): Promise<DispatchRow[]> {
  const words = foldAccents(filter.q ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 8)
    .map((word) => `%${word.replace(/[%_\\]/g, '\\$&')}%`);
  return rawQuery<DispatchRow>(
    db,
    `select * from interchange_dispatch
     where agency_id = $1 and ${CONDITIONS[filter.box]}
       and ($4::timestamptz is null or (changed_at, id) < ($4::timestamptz, $5::uuid))
       and search_text like all ($6::text[])
     order by changed_at desc, id desc limit $7`,
    [...parameters(filter), filter.after?.at ?? null, filter.after?.id ?? null, words, filter.limit],
  );
}

/** Bounded at 1000. */
export async function countDispatches(db: Db, filter: DispatchFilter): Promise<number> {
  const [row] = await rawQuery<{ count: number }>(
    db,
    `select count(*) as count from (
       select 1 from interchange_dispatch where agency_id = $1 and ${CONDITIONS[filter.box]} limit ${COUNT_LIMIT}
     ) as bounded`,
    parameters(filter),
  );
  return row?.count ?? 0;
}
