import type { SaveSso, SsoSettings } from '@congvu/contracts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type IdentityTables, identityTables, type User } from '../identity.tables.ts';
import { REACH } from '../people.ts';

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

/** Who the account is at the provider; of the agency of the setting or of those below it. */
export async function findUserBySubject(db: Db | Tx, sso: Sso, subject: string): Promise<Pick<User, 'id'> | undefined> {
  const [row] = await rawQuery<{ id: string }>(
    db,
    `with recursive ${REACH}
     select linked.user_id as id from identity_sso_subject linked
     where linked.issuer = $2 and linked.subject = $3 and linked.agency_id in (select id from reach)`,
    [sso.agency_id, sso.issuer, subject],
  );
  return row;
}

/** False when the account is somebody else at this provider already: the number or the address has changed hands there. */
export async function linkSubject(
  tx: Tx,
  user: Pick<User, 'agency_id' | 'id'>,
  given: { issuer: string; subject: string; at: Date },
): Promise<boolean> {
  const { issuer, subject, at } = given;
  const linked = await identityTables(tx)
    .insertInto('identity_sso_subject')
    .values({ agency_id: user.agency_id, user_id: user.id, issuer, subject, linked_at: at })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst();
  return linked.numInsertedOrUpdatedRows === 1n;
}

export async function unlinkSubjects(tx: Tx, user: Pick<User, 'agency_id' | 'id'>): Promise<number> {
  const gone = await identityTables(tx)
    .deleteFrom('identity_sso_subject')
    .where('agency_id', '=', user.agency_id)
    .where('user_id', '=', user.id)
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}

/**
 * The one account of the agency or of those below it whose person has this number or address. Two people with the same are nobody:
 * the office says who it is, not the provider.
 */
export async function findLinkedUser(db: Db | Tx, sso: Sso, value: string): Promise<Pick<User, 'id'> | undefined> {
  const rows = await rawQuery<{ id: string }>(
    db,
    `with recursive ${REACH}
     select account.id from identity_user account
     join org_person person on person.id = account.person_id
     where account.agency_id in (select id from reach) and ${COLUMNS[sso.match]} = $2 limit 2`,
    [sso.agency_id, value],
  );
  return rows.length === 1 ? rows[0] : undefined;
}
