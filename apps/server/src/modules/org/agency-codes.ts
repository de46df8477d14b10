import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';

/** The agency of our tree a code belongs to, for many codes at once. */
export interface CodedAgency {
  agencyId: string;
  name: string;
  hosted: boolean;
  email: string;
  /** It was merged, divided or dissolved. */
  ended: boolean;
  code: string | null;
  parentCode: string | null;
}

const CURRENT_CODE = `(
  select value from org_agency_code current where current.agency_id = agency.id and current.valid_to is null
  order by scheme desc limit 1)`;

/** What ends an agency, once its day has come (`events/apply-events.ts`). */
const ENDING = "event.kind in ('merge', 'split', 'dissolve') and event.applied_at is not null";

/** By the code asked for, trimmed and in upper case; a closed code still finds its agency, a living one first. */
export async function agenciesByCode(db: Db | Tx, keys: readonly string[]): Promise<Map<string, CodedAgency>> {
  if (keys.length === 0) {
    return new Map();
  }
  const rows = await rawQuery<CodedAgency & { key: string }>(
    db,
    `select distinct on (code.value_key) code.value_key as key, agency.id as "agencyId", agency.name, agency.hosted, agency.email,
       exists (select 1 from org_agency_event event where event.agency_id = agency.id and ${ENDING}) as ended, ${CURRENT_CODE} as code,
       (select value from org_agency_code above where above.agency_id = agency.parent_id and above.valid_to is null
        order by scheme desc limit 1) as "parentCode"
     from org_agency_code code join org_agency agency on agency.id = code.agency_id
     where code.value_key = any($1::text[]) order by code.value_key, code.valid_to desc nulls first`,
    [keys],
  );
  return new Map(rows.map(({ key, ...agency }) => [key, agency]));
}

export interface AgencyCode {
  agencyId: string;
  scheme: 'qd20' | 'qcvn102';
  value: string;
  live: boolean;
}

/** Every code the agencies have or had. */
export async function codesOfAgencies(db: Db | Tx, agencyIds: readonly string[]): Promise<AgencyCode[]> {
  return agencyIds.length === 0
    ? []
    : rawQuery<AgencyCode>(
        db,
        `select agency_id as "agencyId", scheme, value, valid_to is null as live from org_agency_code
         where agency_id = any($1::uuid[]) order by valid_to desc nulls first, scheme desc, value`,
        [agencyIds],
      );
}

export interface AgencySuccession {
  agencyId: string;
  successorId: string;
  successorName: string;
  successorCode: string | null;
  effectiveOn: string;
}

/** Who took over from agencies that were merged, divided or dissolved; several after a division. */
export async function successionsOf(db: Db | Tx, agencyIds: readonly string[]): Promise<AgencySuccession[]> {
  return agencyIds.length === 0
    ? []
    : rawQuery<AgencySuccession>(
        db,
        `select event.agency_id as "agencyId", agency.id as "successorId", agency.name as "successorName",
           event.effective_on as "effectiveOn", ${CURRENT_CODE} as "successorCode"
         from org_agency_event event join org_agency agency on agency.id = event.successor_id
         where event.agency_id = any($1::uuid[]) and ${ENDING}
         order by event.agency_id, agency.sort_order, agency.name`,
        [agencyIds],
      );
}
