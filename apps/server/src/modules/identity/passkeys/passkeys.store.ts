import type { PasskeyView } from '@congvu/contracts';
import type { Db, Tx } from '../../../platform/db.ts';
import { identityTables, type Passkey, type User } from '../identity.tables.ts';

export async function listPasskeys(db: Db | Tx, user: Pick<User, 'agency_id' | 'id'>): Promise<Passkey[]> {
  return identityTables(db)
    .selectFrom('identity_passkey')
    .selectAll()
    .where('agency_id', '=', user.agency_id)
    .where('user_id', '=', user.id)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

export async function findPasskey(db: Db | Tx, credentialId: string): Promise<Passkey | undefined> {
  return identityTables(db)
    .selectFrom('identity_passkey')
    .selectAll()
    .where('credential_id', '=', Buffer.from(credentialId, 'base64url'))
    .executeTakeFirst();
}

export async function insertPasskey(tx: Tx, passkey: Passkey): Promise<boolean> {
  const row = await identityTables(tx)
    .insertInto('identity_passkey')
    .values(passkey)
    .onConflict((on) => on.doNothing())
    .executeTakeFirst();
  return row.numInsertedOrUpdatedRows === 1n;
}

export async function deletePasskey(tx: Tx, user: User, id: string): Promise<Passkey | undefined> {
  return identityTables(tx)
    .deleteFrom('identity_passkey')
    .where('agency_id', '=', user.agency_id)
    .where('user_id', '=', user.id)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

export async function markUsed(tx: Tx, passkey: Passkey, used: { counter: number; at: Date }): Promise<void> {
  await identityTables(tx)
    .updateTable('identity_passkey')
    .set({ counter: used.counter, last_used_at: used.at })
    .where('agency_id', '=', passkey.agency_id)
    .where('id', '=', passkey.id)
    .execute();
}

export function presentPasskey(row: Passkey): PasskeyView {
  return {
    id: row.id,
    name: row.name,
    synced: row.synced,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
