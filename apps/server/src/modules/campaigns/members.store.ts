import type { Selectable, Updateable } from 'kysely';
import type { AgencyAround } from '#modules/org';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { CampaignKey } from './campaigns.store.ts';
import { type CampaignTables, campaignTables } from './campaigns.tables.ts';

export type MemberRow = Selectable<CampaignTables['campaign_member']>;

function sortKey(agency: AgencyAround): string {
  return `${agency.groupOrder}|${String(agency.sortOrder).padStart(9, '0')}|${agency.searchName}|${agency.agencyId}`;
}

/** Lines of the agencies asked, with the names of this day; those already asked are left alone. Answers how many are new. */
export async function insertMembers(
  tx: Tx,
  context: Context,
  key: CampaignKey,
  agencies: readonly AgencyAround[],
): Promise<string[]> {
  const lines = agencies.map((agency) => ({
    member_agency_id: agency.agencyId,
    member_name: agency.name,
    short_name: agency.shortName,
    search_name: agency.searchName,
    group_key: agency.groupKey,
    group_name: agency.groupName,
    sort_key: sortKey(agency),
  }));
  // One statement for thousands of lines: single parameters would pass the limit of the protocol.
  const inserted = await rawQuery<{ id: string }>(
    tx,
    `insert into campaign_member (agency_id, campaign_id, member_agency_id, member_name, short_name, search_name, group_key, group_name,
       sort_key, state, asked_at)
     select $1, $2, line.member_agency_id, line.member_name, line.short_name, line.search_name, line.group_key, line.group_name,
       line.sort_key, 'not_opened', $4
     from jsonb_to_recordset($3::jsonb) as line(member_agency_id uuid, member_name text, short_name text, search_name text,
       group_key text, group_name text, sort_key text)
     on conflict do nothing returning member_agency_id as id`,
    [key.agencyId, key.id, JSON.stringify(lines), context.clock.now()],
  );
  return inserted.map((row) => row.id);
}

export interface MemberKey {
  campaignId: string;
  memberAgencyId: string;
}

export async function findMember(db: Db | Tx, key: MemberKey): Promise<MemberRow | undefined> {
  return campaignTables(db)
    .selectFrom('campaign_member')
    .selectAll()
    .where('member_agency_id', '=', key.memberAgencyId)
    .where('campaign_id', '=', key.campaignId)
    .executeTakeFirst();
}

export async function lockMember(tx: Tx, key: MemberKey): Promise<MemberRow | undefined> {
  return campaignTables(tx)
    .selectFrom('campaign_member')
    .selectAll()
    .where('member_agency_id', '=', key.memberAgencyId)
    .where('campaign_id', '=', key.campaignId)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function updateMember(
  tx: Tx,
  row: MemberRow,
  set: Updateable<CampaignTables['campaign_member']>,
): Promise<void> {
  await campaignTables(tx)
    .updateTable('campaign_member')
    .set(set)
    .where('agency_id', '=', row.agency_id)
    .where('campaign_id', '=', row.campaign_id)
    .where('member_agency_id', '=', row.member_agency_id)
    .execute();
}

/** After the day was moved: who had sent everything is judged by the new one. */
export async function judgeLateAgain(tx: Tx, key: CampaignKey, from: Date): Promise<void> {
  await rawQuery(
    tx,
    `update campaign_member set late = submitted_at >= $3
     where agency_id = $1 and campaign_id = $2 and submitted_at is not null and late <> (submitted_at >= $3)`,
    [key.agencyId, key.id, from],
  );
}

export interface GroupSum {
  groupKey: string;
  groupName: string;
  state: MemberRow['state'];
  members: number;
  late: number;
  /** Those from whom nothing complete has ever come. */
  never: number;
  waiting: number;
}

/** Everything the board counts, in one pass over the index. */
export async function sumMembers(db: Db | Tx, key: CampaignKey): Promise<GroupSum[]> {
  return rawQuery<GroupSum>(
    db,
    `select sum.*, named.group_name as "groupName" from (
       select group_key as "groupKey", state, count(*)::int as members, count(*) filter (where late)::int as late,
         count(*) filter (where submitted_at is null)::int as never, count(*) filter (where waiting)::int as waiting
       from campaign_member where agency_id = $1 and campaign_id = $2 group by group_key, state
     ) sum cross join lateral (
       select group_name, sort_key from campaign_member
       where agency_id = $1 and campaign_id = $2 and group_key = sum."groupKey" limit 1
     ) named order by named.sort_key`,
    [key.agencyId, key.id],
  );
}

export interface Sums {
  members: number;
  done: number;
  late: number;
  never: number;
  waiting: number;
}

/** The sums of several campaigns of one office at once. */
export async function sumCampaigns(db: Db | Tx, agencyId: string, ids: readonly string[]): Promise<Map<string, Sums>> {
  if (ids.length === 0) {
    return new Map();
  }
  const rows = await rawQuery<Sums & { id: string }>(
    db,
    `select campaign_id as id, count(*)::int as members, count(*) filter (where late)::int as late,
       count(*) filter (where state in ('submitted', 'nil', 'consolidated'))::int as done,
       count(*) filter (where submitted_at is null)::int as never, count(*) filter (where waiting)::int as waiting
     from campaign_member where agency_id = $1 and campaign_id = any($2::uuid[]) group by campaign_id`,
    [agencyId, [...ids]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

const BOARD_COLUMNS = [
  'member_agency_id',
  'member_name',
  'short_name',
  'group_key',
  'group_name',
  'sort_key',
  'counts',
  'state',
  'waiting',
  'late',
  'submitted_at',
  'reminders',
  'last_reminded_at',
] as const;

/** A line as the board shows it, without what it is reckoned from. */
export type BoardRow = Pick<MemberRow, (typeof BOARD_COLUMNS)[number]>;

export interface MemberFilter {
  state?: MemberRow['state'] | undefined;
  group?: string | undefined;
  q?: string | undefined;
  only?: 'late' | 'never' | undefined;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** Lines in the order of the directory from behind `after`; `q` comes without accents. */
export async function pageMembers(
  db: Db | Tx,
  key: CampaignKey,
  page: MemberFilter & { after?: string | undefined; limit: number },
): Promise<BoardRow[]> {
  return campaignTables(db)
    .selectFrom('campaign_member')
    .select(BOARD_COLUMNS)
    .where('agency_id', '=', key.agencyId)
    .where('campaign_id', '=', key.id)
    .$if(page.after !== undefined, (query) => query.where('sort_key', '>', page.after ?? ''))
    .$if(page.state !== undefined, (query) => query.where('state', '=', page.state ?? 'not_opened'))
    .$if(page.group !== undefined, (query) => query.where('group_key', '=', page.group ?? ''))
    .$if(page.only === 'late', (query) => query.where('late', '=', true))
    .$if(page.only === 'never', (query) => query.where('submitted_at', 'is', null))
    .$if(page.q !== undefined && page.q !== '', (query) =>
      query.where('search_name', 'like', `%${escapeLike(page.q ?? '')}%`),
    )
    .orderBy('sort_key')
    .limit(page.limit)
    .execute();
}
