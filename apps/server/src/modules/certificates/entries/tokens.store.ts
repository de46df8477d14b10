import { tokenKey } from '@congvu/forms';
import { foldAccents } from '@congvu/vntext';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { entryTables, type TokenRow } from './entries.tables.ts';

function searchNameOf(token: Pick<TokenRow, 'serial' | 'holder_name' | 'custodian_name' | 'place'>): string {
  return foldAccents([token.serial, token.holder_name, token.custodian_name, token.place].join(' '));
}

type NewToken = Pick<TokenRow, 'agency_id' | 'serial' | 'state'> & Partial<TokenRow>;

export function buildToken(now: Date, given: NewToken): TokenRow {
  const token = {
    id: newId(now.getTime()),
    serial_key: tokenKey(given.serial),
    model: '',
    of_organisation: false,
    holder_person_id: null,
    holder_name: '',
    custodian_person_id: null,
    custodian_name: '',
    place: '',
    ...given,
  };
  return { ...token, search_name: searchNameOf(token), updated_at: now };
}

/** Devices are told apart by what is engraved on them. Answers the row that stands, locked, and whether it is new. */
export async function ensureToken(tx: Tx, row: TokenRow): Promise<{ token: TokenRow; isNew: boolean }> {
  const made = await entryTables(tx)
    .insertInto('certificate_token')
    .values(row)
    .onConflict((clash) => clash.columns(['agency_id', 'serial_key']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (made !== undefined) {
    return { token: made, isNew: true };
  }
  const token = await entryTables(tx)
    .selectFrom('certificate_token')
    .selectAll()
    .where('agency_id', '=', row.agency_id)
    .where('serial_key', '=', row.serial_key)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { token, isNew: false };
}

export async function updateToken(tx: Tx, token: TokenRow, set: Partial<TokenRow>, now: Date): Promise<TokenRow> {
  return entryTables(tx)
    .updateTable('certificate_token')
    .set({ ...set, search_name: searchNameOf({ ...token, ...set }), updated_at: now })
    .where('agency_id', '=', token.agency_id)
    .where('id', '=', token.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function lockToken(tx: Tx, agencyId: string, id: string): Promise<TokenRow | undefined> {
  return entryTables(tx)
    .selectFrom('certificate_token')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}
