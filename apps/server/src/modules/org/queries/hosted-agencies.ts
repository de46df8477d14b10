import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

/** An agency with an office in this installation and the codes that are its own today, QĐ 20/2020 first. */
export interface HostedAgency {
  id: string;
  name: string;
  codes: string[];
}

/**
 * Every agency whose office this installation is, in the order of the directory. One that is to end keeps its codes to the last day;
 * one that ended has none and is left out.
 */
export async function listHostedAgencies(db: Db | Tx): Promise<HostedAgency[]> {
  return rawQuery<HostedAgency>(
    db,
    `select agency.id, agency.name,
       coalesce(array_agg(code.value order by code.scheme desc, code.value) filter (where code.value is not null), '{}') as codes
     from org_agency agency left join org_agency_code code on code.agency_id = agency.id and code.valid_to is null
     where agency.hosted
     group by agency.id having agency.valid_to is null or count(code.value) > 0 order by agency.sort_order, agency.name`,
    [],
  );
}

/** Codes an agency bears today, QĐ 20/2020 first. */
export async function listLiveCodes(db: Db | Tx, agencyIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await rawQuery<{ agency_id: string; codes: string[] }>(
    db,
    `select agency_id, array_agg(value order by scheme desc, value) as codes from org_agency_code
     where agency_id = any($1::uuid[]) and valid_to is null group by agency_id`,
    [agencyIds],
  );
  return new Map(rows.map((row) => [row.agency_id, row.codes]));
}
