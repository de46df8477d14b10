import type { Db, Tx } from '../../../platform/db.ts';
import { signingTables } from '../signing.tables.ts';

export interface SigningSettings {
  /** How long signing goes on while no time authority answers. */
  graceMinutes: number;
  /** How far ahead the guardian looks. */
  lookAheadMonths: number;
}

/** security.md T34: after four hours without a trusted time the alarm is raised and signing stops. */
export const DEFAULT_SETTINGS: SigningSettings = { graceMinutes: 240, lookAheadMonths: 6 };

export async function readSettings(db: Db | Tx, agencyId: string): Promise<SigningSettings> {
  const row = await signingTables(db)
    .selectFrom('signing_setting')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .executeTakeFirst();
  return row === undefined
    ? DEFAULT_SETTINGS
    : { graceMinutes: row.grace_minutes, lookAheadMonths: row.look_ahead_months };
}
