import type { Db } from '../../../platform/db.ts';
import { beyondOwnAgency } from '../../../platform/reach.ts';
import { outgoingTables } from '../outgoing.tables.ts';
import { newCheckCode } from './check-code.ts';

/** Printed unless the agency has said otherwise. */
export async function printsCheckCode(db: Db, agencyId: string): Promise<boolean> {
  const setting = await outgoingTables(db)
    .selectFrom('outgoing_setting')
    .select('prints_check_code')
    .where('agency_id', '=', agencyId)
    .executeTakeFirst();
  return setting?.prints_check_code ?? true;
}

async function isTaken(db: Db, code: string): Promise<boolean> {
  const row = await beyondOwnAgency('installation', () =>
    outgoingTables(db).selectFrom('outgoing_document').select('id').where('check_code', '=', code).executeTakeFirst(),
  );
  return row !== undefined;
}

/** A code nobody has yet, chosen before the page is laid out because it stands on it; null when the agency prints none. */
export async function chooseCheckCode(db: Db, agencyId: string): Promise<string | null> {
  if (!(await printsCheckCode(db, agencyId))) {
    return null;
  }
  let code = newCheckCode();
  while (await isTaken(db, code)) {
    code = newCheckCode();
  }
  return code;
}
