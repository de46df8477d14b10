import type { RecipientGroup } from '@congvu/contracts';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';

type GroupKey = RecipientGroup['key'];

export const RECIPIENT_GROUP_NAMES: Record<GroupKey, string> = {
  specialised_departments: 'Các cơ quan chuyên môn',
  communes: 'UBND các xã, thị trấn',
  province: 'Cơ quan cấp tỉnh',
  others: 'Cơ quan, đơn vị khác',
};
export const RECIPIENT_GROUP_ORDER: GroupKey[] = ['specialised_departments', 'communes', 'province', 'others'];

function isGroupKey(text: string): text is GroupKey {
  return text in RECIPIENT_GROUP_NAMES;
}

interface GroupRow {
  agencyId: string;
  name: string;
  shortName: string;
  hosted: boolean;
  group: string | null;
  tier: string;
}

// Siblings under the same parent, the agency's own children, and the offices above it: whom its letters usually go to.
const AROUND = `
  with me as (select id, parent_id from org_agency where id = $1)
  select agency.id as "agencyId", agency.name, agency.short_name as "shortName", agency.hosted,
    agency.recipient_group as "group", agency.tier
  from org_agency agency, me
  where agency.id <> me.id and agency.valid_from <= $2 and (agency.valid_to is null or agency.valid_to >= $2)
    and (agency.parent_id = me.id or agency.id = me.parent_id or agency.parent_id = me.parent_id
      or agency.parent_id is null)
  order by agency.sort_order, agency.name`;

export function groupOf(row: Pick<GroupRow, 'group' | 'tier'>): GroupKey {
  if (row.group !== null && isGroupKey(row.group)) {
    return row.group;
  }
  return row.tier === 'province' || row.tier === 'central' ? 'province' : 'others';
}

/** Agencies a letter is usually sent to on the day, by group, without the empty groups; ended agencies are no receivers. */
export async function listRecipientGroups(db: Db | Tx, agencyId: string, on: string): Promise<RecipientGroup[]> {
  const rows = await rawQuery<GroupRow>(db, AROUND, [agencyId, on]);
  const groups = RECIPIENT_GROUP_ORDER.map((key) => ({
    key,
    name: RECIPIENT_GROUP_NAMES[key],
    agencies: rows
      .filter((row) => groupOf(row) === key)
      .map(({ agencyId: id, name, shortName, hosted }) => ({ agencyId: id, name, shortName, hosted })),
  }));
  return groups.filter((group) => group.agencies.length > 0);
}
