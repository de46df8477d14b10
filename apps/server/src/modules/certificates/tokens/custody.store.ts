import type { Db, Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { type CustodyRow, entryTables, type TokenRow } from '../entries/entries.tables.ts';

export interface CustodyRef {
  agencyId: string;
  tokenId: string;
  lineId: string;
}

/** @throws AppError 404 `certificates.custody_not_found` */
export async function getCustody(db: Db | Tx, { agencyId, tokenId, lineId }: CustodyRef): Promise<CustodyRow> {
  const line = await entryTables(db)
    .selectFrom('certificate_custody')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('token_id', '=', tokenId)
    .where('id', '=', lineId)
    .executeTakeFirst();
  if (line === undefined) {
    throw notFound(
      'certificates.custody_not_found',
      'Không tìm thấy lần bàn giao này. Tải lại sổ thiết bị để xem nhật ký bàn giao.',
    );
  }
  return line;
}

/** False when the device is being handed over already. */
export async function insertCustody(tx: Tx, row: CustodyRow): Promise<boolean> {
  const made = await entryTables(tx)
    .insertInto('certificate_custody')
    .values(row)
    .onConflict((clash) =>
      clash
        .columns(['agency_id', 'token_id'])
        .where((where) => where.and([where('taken_at', 'is', null), where('refused_at', 'is', null)]))
        .doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

/** False when the other side answered in the meantime. */
export async function closeCustody(
  tx: Tx,
  { agencyId, lineId }: Pick<CustodyRef, 'agencyId' | 'lineId'>,
  set: Partial<Pick<CustodyRow, 'taken_at' | 'refused_at' | 'refused_reason'>>,
): Promise<boolean> {
  const row = await entryTables(tx)
    .updateTable('certificate_custody')
    .set(set)
    .where('agency_id', '=', agencyId)
    .where('id', '=', lineId)
    .where('taken_at', 'is', null)
    .where('refused_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Of many devices, newest first. */
export async function listCustody(db: Db | Tx, tokens: readonly TokenRow[]): Promise<Map<string, CustodyRow[]>> {
  const found = new Map<string, CustodyRow[]>();
  if (tokens.length === 0) {
    return found;
  }
  const rows = await entryTables(db)
    .selectFrom('certificate_custody')
    .selectAll()
    .where('agency_id', 'in', [...new Set(tokens.map((token) => token.agency_id))])
    .where(
      'token_id',
      'in',
      tokens.map(({ id }) => id),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  for (const row of rows) {
    found.set(row.token_id, [...(found.get(row.token_id) ?? []), row]);
  }
  return found;
}

/** Devices that came for somebody and still lie with this person, the oldest first. */
export async function listUndelivered(
  db: Db | Tx,
  { agencyId, personId }: { agencyId: string; personId: string },
): Promise<TokenRow[]> {
  return entryTables(db)
    .selectFrom('certificate_token')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('custodian_person_id', '=', personId)
    .where('state', '=', 'received')
    .where('holder_person_id', 'is not', null)
    .where('holder_person_id', '<>', personId)
    .orderBy('updated_at')
    .orderBy('id')
    .execute();
}

/** What waits for the answer of this person. */
export async function listWaitingFor(
  db: Db | Tx,
  { agencyId, personId }: { agencyId: string; personId: string },
): Promise<{ line: CustodyRow; serial: string }[]> {
  const rows = await entryTables(db)
    .selectFrom('certificate_custody as line')
    .innerJoin('certificate_token as token', (join) =>
      join.onRef('token.agency_id', '=', 'line.agency_id').onRef('token.id', '=', 'line.token_id'),
    )
    .selectAll('line')
    .select('token.serial')
    .where('line.agency_id', '=', agencyId)
    .where('line.to_person_id', '=', personId)
    .where('line.taken_at', 'is', null)
    .where('line.refused_at', 'is', null)
    .orderBy('line.created_at')
    .orderBy('line.id')
    .execute();
  return rows.map(({ serial, ...line }) => ({ line, serial }));
}
