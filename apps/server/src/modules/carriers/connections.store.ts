import type { ConnectionKind } from '@congvu/contracts';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { ConnectionRow } from './carriers.tables.ts';

export async function findConnection(db: Db | Tx, id: string): Promise<ConnectionRow | undefined> {
  const [row] = await rawQuery<ConnectionRow>(db, 'select * from carriers_connection where id = $1', [id]);
  return row;
}

function connectionNotFound() {
  return notFound('carriers.connection_not_found', 'Không tìm thấy kết nối này. Tải lại danh sách kết nối.');
}

/** Of the agency that runs it; for everybody else it does not exist. */
export async function lockConnection(tx: Tx, agencyId: string, id: string): Promise<ConnectionRow> {
  const [row] = await rawQuery<ConnectionRow>(
    tx,
    'select * from carriers_connection where agency_id = $1 and id = $2 for update',
    [agencyId, id],
  );
  if (row === undefined) {
    throw connectionNotFound();
  }
  return row;
}

export async function getConnection(db: Db | Tx, agencyId: string, id: string): Promise<ConnectionRow> {
  const row = await findConnection(db, id);
  if (row === undefined || row.agency_id !== agencyId) {
    throw connectionNotFound();
  }
  return row;
}

const SERVING = `share = 'all' or agency_id = $1 or (share = 'chosen' and exists (
  select 1 from carriers_served served where served.agency_id = connection.agency_id and served.connection_id = connection.id
    and served.served_agency_id = $1))`;

/** Every connection the agency runs or may use, oldest first. */
export async function listConnectionsFor(db: Db | Tx, agencyId: string): Promise<ConnectionRow[]> {
  return rawQuery<ConnectionRow>(
    db,
    `select * from carriers_connection connection where ${SERVING} order by created_at, id`,
    [agencyId],
  );
}

/** Those that work on their own: every one that is switched on, of the given kinds. */
export async function listEnabled(db: Db | Tx, kinds: readonly ConnectionKind[]): Promise<ConnectionRow[]> {
  return rawQuery<ConnectionRow>(
    db,
    'select * from carriers_connection where enabled and kind = any($1::text[]) order by created_at, id',
    [kinds],
  );
}

/** Agencies chosen for a connection, by connection; those shared with all or with nobody have none. */
export async function listServed(db: Db | Tx, connectionIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await rawQuery<{ connection_id: string; agencies: string[] }>(
    db,
    `select connection_id, array_agg(served_agency_id::text order by served_agency_id) as agencies from carriers_served
     where connection_id = any($1::uuid[]) group by connection_id`,
    [connectionIds],
  );
  return new Map(rows.map((row) => [row.connection_id, row.agencies]));
}

export async function replaceServed(
  tx: Tx,
  connection: Pick<ConnectionRow, 'agency_id' | 'id'>,
  agencyIds: readonly string[],
): Promise<void> {
  await rawQuery(tx, 'delete from carriers_served where agency_id = $1 and connection_id = $2', [
    connection.agency_id,
    connection.id,
  ]);
  await rawQuery(
    tx,
    `insert into carriers_served (agency_id, connection_id, served_agency_id)
     select $1, $2, served from unnest($3::uuid[]) as served on conflict do nothing`,
    [connection.agency_id, connection.id, agencyIds],
  );
}
