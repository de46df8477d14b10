import type { Db, Tx } from '../../platform/db.ts';
import { type IdentityTables, identityTables, type User } from './identity.tables.ts';
import { hashSecret, NOBODY, newSecret } from './secrets.ts';

type Device = IdentityTables['identity_device'];

/** Wrong passwords after which a browser is no longer a known device. */
const DEVICE_TRIES = 5;

/**
 * A browser that signed in as this account before. It keeps the door open for the true user while strangers have locked it
 * (T07); somebody without the cookie learns nothing from the time of the answer.
 */
export async function findDevice(
  db: Db | Tx,
  user: Pick<User, 'agency_id' | 'id'> | undefined,
  token: string | undefined,
): Promise<Device | undefined> {
  return identityTables(db)
    .selectFrom('identity_device')
    .selectAll()
    .where('agency_id', '=', user?.agency_id ?? NOBODY)
    .where('user_id', '=', user?.id ?? NOBODY)
    .where('token_hash', '=', hashSecret(token ?? ''))
    .executeTakeFirst();
}

function same(tx: Tx, device: Device) {
  return identityTables(tx)
    .updateTable('identity_device')
    .where('agency_id', '=', device.agency_id)
    .where('user_id', '=', device.user_id)
    .where('token_hash', '=', device.token_hash);
}

export async function countDeviceFailure(tx: Tx, device: Device): Promise<void> {
  if (device.failed_count + 1 < DEVICE_TRIES) {
    await same(tx, device)
      .set({ failed_count: device.failed_count + 1 })
      .execute();
    return;
  }
  await identityTables(tx)
    .deleteFrom('identity_device')
    .where('agency_id', '=', device.agency_id)
    .where('user_id', '=', device.user_id)
    .where('token_hash', '=', device.token_hash)
    .execute();
}

/** The cookie of a browser lives as long; what was not used for that time is forgotten. */
const DEVICE_DAYS = 180;

async function forgetUnused(tx: Tx, user: Pick<User, 'agency_id' | 'id'>, now: Date): Promise<void> {
  await identityTables(tx)
    .deleteFrom('identity_device')
    .where('agency_id', '=', user.agency_id)
    .where('user_id', '=', user.id)
    .where('last_used_at', '<', new Date(now.getTime() - DEVICE_DAYS * 24 * 3_600_000))
    .execute();
}

/** Remembers the browser after a full sign-in; answers the token of a browser that was not known yet. */
export async function rememberDevice(
  tx: Tx,
  user: Pick<User, 'agency_id' | 'id'>,
  known: Device | undefined,
  now: Date,
): Promise<string | undefined> {
  if (known !== undefined) {
    await same(tx, known).set({ failed_count: 0, last_used_at: now }).execute();
    return undefined;
  }
  await forgetUnused(tx, user, now);
  const token = newSecret();
  await identityTables(tx)
    .insertInto('identity_device')
    .values({
      agency_id: user.agency_id,
      user_id: user.id,
      token_hash: hashSecret(token),
      failed_count: 0,
      created_at: now,
      last_used_at: now,
    })
    .execute();
  return token;
}

export async function forgetDevices(tx: Tx, user: Pick<User, 'agency_id' | 'id'>): Promise<void> {
  await identityTables(tx)
    .deleteFrom('identity_device')
    .where('agency_id', '=', user.agency_id)
    .where('user_id', '=', user.id)
    .execute();
}
