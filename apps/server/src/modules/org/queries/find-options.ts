import type {
  AgencyOption,
  PositionOption,
  PositionSearch,
  RecipientGroup,
  SignerQuery,
  SigningAuthority,
  UnitOption,
} from '@congvu/contracts';
import { foldAccents } from '@congvu/vntext';
import type { z } from 'zod';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { listPositions, listUnits, type PositionView, type Unit, unitsBelow } from '../org.store.ts';
import { listRecipientGroups } from '../recipient-groups.ts';
import { listSigningAuthorities } from '../signing-authority.ts';

/** Words as typed, without accents; every one must be found. */
function wordsOf(text: string): string[] {
  return foldAccents(text)
    .split(/\s+/)
    .filter((word) => word !== '');
}

function today(context: ActingContext): string {
  return vietnamDate(context.clock.now());
}

// Agencies in which every word starts a word come first: "na tam" before "quan tam".
const AGENCIES = `
  select agency.id as "agencyId", agency.name, agency.short_name as "shortName", code.value as code,
    parent.name as "parentName", agency.kind, agency.tier, agency.recipient_group as "group", agency.hosted
  from org_agency agency
  left join org_agency parent on parent.id = agency.parent_id
  left join lateral (
    select value from org_agency_code where agency_id = agency.id and valid_to is null order by scheme desc limit 1
  ) code on true
  where agency.valid_from <= $2 and (agency.valid_to is null or agency.valid_to >= $2)
    and not exists (select 1 from unnest($1::text[]) word where strpos(agency.search_name, word) = 0)
  order by exists (select 1 from unnest($1::text[]) word where strpos(' ' || agency.search_name, ' ' || word) = 0),
    agency.sort_order, agency.name
  limit $3`;

export async function findAgencies(
  context: ActingContext,
  query: { q: string; limit: number },
): Promise<{ items: AgencyOption[] }> {
  const parameters = [wordsOf(query.q), today(context), query.limit];
  return { items: await rawQuery<AgencyOption>(context.db, AGENCIES, parameters) };
}

export async function findRecipientGroups(context: ActingContext): Promise<{ items: RecipientGroup[] }> {
  return { items: await listRecipientGroups(context.db, context.subject.agencyId, today(context)) };
}

/** Units in the order of the tree, each below its parent. */
function arrangeUnits(units: readonly Unit[]): UnitOption[] {
  const known = new Set(units.map((unit) => unit.id));
  const arranged: UnitOption[] = [];
  const visit = (parentId: string | null, depth: number): void => {
    for (const unit of units) {
      const above = unit.parent_id !== null && known.has(unit.parent_id) ? unit.parent_id : null;
      if (above === parentId) {
        arranged.push({ unitId: unit.id, parentId: above, name: unit.name, symbol: unit.symbol, depth });
        visit(unit.id, depth + 1);
      }
    }
  };
  visit(null, 0);
  return arranged;
}

export async function findUnits(context: ActingContext): Promise<{ items: UnitOption[] }> {
  return { items: arrangeUnits(await listUnits(context.db, context.subject.agencyId, today(context))) };
}

function presentOption(position: PositionView): PositionOption {
  const { positionId, personId, fullName, title, rank, roles, unitId, unitName, agencyId, agencyName } = position;
  return { positionId, personId, fullName, title, rank, roles, unitId, unitName, agencyId, agencyName };
}

/** People in office in the own agency, by given name; a unit stands for itself and the units below it. */
export async function findPositions(
  context: ActingContext,
  query: PositionSearch,
): Promise<{ items: PositionOption[] }> {
  const { agencyId } = context.subject;
  const positions = await listPositions(context.db, agencyId, today(context));
  const { unitId, role } = query;
  const units =
    unitId === undefined ? undefined : unitsBelow(await listUnits(context.db, agencyId, today(context)), unitId);
  const words = wordsOf(query.q);
  const found = positions.filter((position) => {
    const text = foldAccents(`${position.fullName} ${position.title} ${position.unitName}`);
    const isWanted = role === undefined || position.roles.includes(role);
    return isWanted && (units?.includes(position.unitId) ?? true) && words.every((word) => text.includes(word));
  });
  found.sort((left, right) => (left.sortName < right.sortName ? -1 : left.sortName > right.sortName ? 1 : 0));
  return { items: found.slice(0, query.limit).map(presentOption) };
}

export async function findSigners(
  context: ActingContext,
  query: z.infer<typeof SignerQuery>,
): Promise<{ items: SigningAuthority[] }> {
  const { documentType, on = today(context) } = query;
  return { items: await listSigningAuthorities(context.db, context.subject.agencyId, { documentType, on }) };
}
