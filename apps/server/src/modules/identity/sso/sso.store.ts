import type { SaveSso, SsoSettings } from '@congvu/contracts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type IdentityTables, identityTables, type User } from '../identity.tables.ts';

export type Sso = IdentityTables['identity_sso'];

export async function findSso(db: Db | Tx, agencyId: string): Promise<Sso | undefined> {
  return identityTables(db).selectFrom('identity_sso').selectAll().where('agency_id', '=', agencyId).executeTakeFirst();
}

export async function listEnabledSso(db: Db): Promise<Pick<Sso, 'agency_id' | 'name'>[]> {
  return identityTables(db)
    .selectFrom('identity_sso')
    .select(['agency_id', 'name'])
    .where('enabled', '=', true)
    .orderBy('name')
    .orderBy('agency_id')
    .execute();
}

export async function saveSso(tx: Tx, agencyId: string, given: SaveSso, clientSecret: Buffer): Promise<void> {
  const columns = {
    name: given.name,
    issuer: given.issuer,
    client_id: given.clientId,
    client_secret: clientSecret,
    match: given.match,
    claim: given.claim,
    second_factor_values: given.secondFactorValues,
    enabled: given.enabled,
  };
  await identityTables(tx)
    .insertInto('identity_sso')
    .values({ agency_id: agencyId, ...columns })
    .onConflict((on) => on.column('agency_id').doUpdateSet(columns))
    .execute();
}

export function presentSso(row: Sso): SsoSettings {
  return {
    name: row.name,
    issuer: row.issuer,
    clientId: row.client_id,
    match: row.match,
    claim: row.claim,
    secondFactorValues: row.second_factor_values,
    enabled: row.enabled,
    hasSecret: true,
  };
}

const COLUMNS: Record<Sso['match'], string> = {
  identity_number: "replace(person.identity_number, ' ', '')",
  email: 'lower(person.email)',
};

/**
 * The one account of the agency or of those below it whose person has this number or address. Two people with the same are nobody:
 * the office says who it is, not the provider.
 */
export async function findLinkedUser(db: Db | Tx, sso: Sso, value: string): Promise<Pick<User, 'id'> | undefined> {
  const rows = await rawQuery<{ id: string }>(
    db,
    `with recursive reach as (
       select id from org_agency where id = $1
       union
       select below.id from org_agency below join reach on below.parent_id = reach.id
     )
     select account.id from identity_user account
     join org_person person on person.id = account.person_id
     where account.agency_id in (select id from reach) and ${COLUMNS[sso.match]} = $2 limit 2`,
    [sso.agency_id, value],
  );
  return rows.length === 1 ? rows[0] : undefined;
}
