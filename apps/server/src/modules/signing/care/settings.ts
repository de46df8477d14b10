import type { Db, Tx } from '../../../platform/db.ts';
import { signingTables, type WantedLevel } from '../signing.tables.ts';

export interface SigningSettings {
  /** What signatures shall reach by themselves; no higher than what their purpose asks for. */
  level: WantedLevel;
  /** How long signing goes on while no time authority answers. */
  graceMinutes: number;
  /** How far ahead the guardian looks. */
  lookAheadMonths: number;
  /** Hours in Vietnam in which nobody waits for the machine; the last one excluded. */
  night: { from: number; to: number };
}

/** security.md T34: after four hours without a trusted time the alarm is raised and signing stops. */
export const DEFAULT_SETTINGS: SigningSettings = {
  level: 'LT',
  graceMinutes: 240,
  lookAheadMonths: 6,
  night: { from: 1, to: 5 },
};

export async function readSettings(db: Db | Tx, agencyId: string): Promise<SigningSettings> {
  const row = await signingTables(db)
    .selectFrom('signing_setting')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .executeTakeFirst();
  return row === undefined
    ? DEFAULT_SETTINGS
    : {
        level: row.level,
        graceMinutes: row.grace_minutes,
        lookAheadMonths: row.look_ahead_months,
        night: { from: row.night_from, to: row.night_to },
      };
}

export async function writeSettings(tx: Tx, agencyId: string, settings: SigningSettings): Promise<void> {
  const values = {
    level: settings.level,
    grace_minutes: settings.graceMinutes,
    look_ahead_months: settings.lookAheadMonths,
    night_from: settings.night.from,
    night_to: settings.night.to,
  };
  await signingTables(tx)
    .insertInto('signing_setting')
    .values({ agency_id: agencyId, ...values })
    .onConflict((clash) => clash.column('agency_id').doUpdateSet(values))
    .execute();
}
