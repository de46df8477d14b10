import type { HistoryLine } from '@congvu/contracts';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { entryTables } from './entries.tables.ts';

export interface Happening {
  agencyId: string;
  /** An entry, token, SIM or seal. */
  thingId: string;
  text: string;
  /** The document or request behind it. */
  link: string | null;
}

/** Thousands of rows of an import in one statement each. */
const AT_ONCE = 1_000;

export async function writeHistory(tx: Tx, context: Context, happenings: readonly Happening[]): Promise<void> {
  const now = context.clock.now();
  const who = context.subject?.displayName ?? 'Hệ thống';
  for (let start = 0; start < happenings.length; start += AT_ONCE) {
    const rows = happenings.slice(start, start + AT_ONCE).map(({ agencyId, thingId, text, link }) => ({
      agency_id: agencyId,
      id: newId(now.getTime()),
      thing_id: thingId,
      at: now,
      who,
      text,
      link,
    }));
    await entryTables(tx).insertInto('certificate_history').values(rows).execute();
  }
}

/** A thing lives some years and changes a few times in each. */
const LIMIT = 200;

/** Newest first. */
export async function listHistory(db: Db | Tx, thing: { agencyId: string; id: string }): Promise<HistoryLine[]> {
  const rows = await entryTables(db)
    .selectFrom('certificate_history')
    .select(['at', 'who', 'text', 'link'])
    .where('agency_id', '=', thing.agencyId)
    .where('thing_id', '=', thing.id)
    .orderBy('id', 'desc')
    .limit(LIMIT)
    .execute();
  return rows.map(({ at, who, text, link }) => ({ at: at.toISOString(), who, text, link }));
}
