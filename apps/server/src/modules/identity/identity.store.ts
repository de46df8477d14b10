import type { SecuritySettings } from '@congvu/contracts';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { identityTables, NO_TOTP, type SecondFactorRule, type User } from './identity.tables.ts';
import { NOBODY } from './secrets.ts';

/** National rule in force (QCVN 12:2026 3.6.2.1.8–9, 3.7.2.8.3); the contract lets an agency be stricter only, but for the demo. */
export const DEFAULT_SETTINGS: SecuritySettings = {
  idleMinutes: 15,
  adminIdleMinutes: 5,
  absoluteHours: 12,
  lockAfter: 5,
  lockHours: 12,
  secondFactor: 'everyone',
  stepUpMinutes: 5,
};

export async function findUserByName(db: Db | Tx, userName: string): Promise<User | undefined> {
  return identityTables(db)
    .selectFrom('identity_user')
    .selectAll()
    .where('user_name', '=', userName)
    .executeTakeFirst();
}

export async function findUserById(db: Db | Tx, id: string): Promise<User | undefined> {
  return identityTables(db).selectFrom('identity_user').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function findUserOfPerson(db: Db | Tx, personId: string): Promise<User | undefined> {
  return identityTables(db)
    .selectFrom('identity_user')
    .selectAll()
    .where('person_id', '=', personId)
    .executeTakeFirst();
}

/** The row of the account, held until the transaction ends; an unknown id costs the same statement. */
export async function lockUser(tx: Tx, id: string | undefined): Promise<User | undefined> {
  return identityTables(tx)
    .selectFrom('identity_user')
    .selectAll()
    .where('id', '=', id ?? NOBODY)
    .forUpdate()
    .executeTakeFirst();
}

export async function updateUser(tx: Tx, user: Pick<User, 'agency_id' | 'id'>, set: Partial<User>): Promise<void> {
  await identityTables(tx)
    .updateTable('identity_user')
    .set(set)
    .where('agency_id', '=', user.agency_id)
    .where('id', '=', user.id)
    .execute();
}

/** True when the code was still unused; it is used up by asking. */
export async function useRecoveryCode(tx: Tx, user: User, codeHash: Buffer, now: Date): Promise<boolean> {
  const used = await identityTables(tx)
    .updateTable('identity_recovery_code')
    .set({ used_at: now })
    .where('agency_id', '=', user.agency_id)
    .where('user_id', '=', user.id)
    .where('code_hash', '=', codeHash)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return used.numUpdatedRows === 1n;
}

/** The salt of the sheet that counts. */
export async function findRecoverySalt(db: Db, owner: Pick<User, 'agency_id' | 'id'>): Promise<Buffer | undefined> {
  const row = await identityTables(db)
    .selectFrom('identity_recovery_code')
    .select('salt')
    .where('agency_id', '=', owner.agency_id)
    .where('user_id', '=', owner.id)
    .limit(1)
    .executeTakeFirst();
  return row?.salt;
}

/** Without a sheet no code is left. */
export async function replaceRecoveryCodes(
  tx: Tx,
  user: User,
  sheet?: { hashes: readonly Buffer[]; salt: Buffer },
): Promise<void> {
  await identityTables(tx)
    .deleteFrom('identity_recovery_code')
    .where('agency_id', '=', user.agency_id)
    .where('user_id', '=', user.id)
    .execute();
  if (sheet !== undefined) {
    const owner = { agency_id: user.agency_id, user_id: user.id, salt: sheet.salt, used_at: null };
    await identityTables(tx)
      .insertInto('identity_recovery_code')
      .values(sheet.hashes.map((code_hash) => ({ ...owner, code_hash })))
      .execute();
  }
}

/** The account opens with its password alone from now on: no application, no passkey, no certificate, no recovery code. */
export async function dropSecondFactors(tx: Tx, user: User): Promise<void> {
  await identityTables(tx)
    .deleteFrom('identity_passkey')
    .where('agency_id', '=', user.agency_id)
    .where('user_id', '=', user.id)
    .execute();
  await replaceRecoveryCodes(tx, user);
  await updateUser(tx, user, { ...NO_TOTP, passkey_count: 0, certificate_since: null });
}

export async function countRecoveryCodes(db: Db | Tx, user: User): Promise<number> {
  const row = await identityTables(db)
    .selectFrom('identity_recovery_code')
    .select((select) => select.fn.countAll<number>().as('left'))
    .where('agency_id', '=', user.agency_id)
    .where('user_id', '=', user.id)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  return row.left;
}

interface PolicyRow {
  idle_minutes: number;
  admin_idle_minutes: number;
  absolute_hours: number;
  lock_after: number;
  lock_hours: number;
  second_factor: SecondFactorRule;
  step_up_minutes: number;
}

/** The rule of the agency, or else of the nearest one above it: a district office sets it once for its communes. */
export const NEAREST_POLICY = `
  with recursive up as (
    select id, parent_id, 0 as step from org_agency where id = AGENCY
    union all
    select above.id, above.parent_id, up.step + 1 from org_agency above join up on above.id = up.parent_id where up.step < 20
  )
  select policy.* from up join identity_policy policy on policy.agency_id = up.id order by up.step limit 1`;

export async function findSettings(db: Db | Tx, agencyId: string): Promise<SecuritySettings> {
  const [row] = await rawQuery<PolicyRow>(db, NEAREST_POLICY.replace('AGENCY', '$1'), [agencyId]);
  if (row === undefined) {
    return DEFAULT_SETTINGS;
  }
  return {
    idleMinutes: row.idle_minutes,
    adminIdleMinutes: row.admin_idle_minutes,
    absoluteHours: row.absolute_hours,
    lockAfter: row.lock_after,
    lockHours: row.lock_hours,
    secondFactor: row.second_factor,
    stepUpMinutes: row.step_up_minutes,
  };
}

export async function saveSettings(tx: Tx, agencyId: string, settings: SecuritySettings): Promise<void> {
  const columns = {
    idle_minutes: settings.idleMinutes,
    admin_idle_minutes: settings.adminIdleMinutes,
    absolute_hours: settings.absoluteHours,
    lock_after: settings.lockAfter,
    lock_hours: settings.lockHours,
    second_factor: settings.secondFactor,
    step_up_minutes: settings.stepUpMinutes,
  };
  await identityTables(tx)
    .insertInto('identity_policy')
    .values({ agency_id: agencyId, ...columns })
    .onConflict((on) => on.column('agency_id').doUpdateSet(columns))
    .execute();
}
