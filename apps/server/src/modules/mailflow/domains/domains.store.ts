import type { Db, Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { type KeyRow, mailflowTables } from '../mailflow.tables.ts';
import type { DomainFacts } from './domain-records.ts';

/** A key that signs no more keeps its record this long: mail signed with it may still be under way. */
const RECORD_KEPT_MS = 7 * 24 * 3_600_000;

export type DomainRow = Awaited<ReturnType<typeof listDomainRows>>[number];
export type ListedKey = Omit<KeyRow, 'private_key'>;

export function listDomainRows(db: Db | Tx, agencyId: string) {
  return mailflowTables(db)
    .selectFrom('mailflow_domain')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .orderBy('domain')
    .execute();
}

export async function getDomainRow(db: Db | Tx, agencyId: string, id: string): Promise<DomainRow> {
  const row = await mailflowTables(db)
    .selectFrom('mailflow_domain')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) {
    throw notFound('mailflow.domain_not_found', 'Không tìm thấy tên miền thư này. Tải lại danh sách.');
  }
  return row;
}

/** For a change: nobody else changes it until the end of the transaction. */
export async function lockDomainRow(tx: Tx, agencyId: string, id: string): Promise<DomainRow> {
  const row = await mailflowTables(tx)
    .selectFrom('mailflow_domain')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw notFound('mailflow.domain_not_found', 'Không tìm thấy tên miền thư này. Tải lại danh sách.');
  }
  return row;
}

/** Without the private parts: those are opened for signing only. */
export function listKeys(db: Db | Tx, agencyId: string, domainId: string): Promise<ListedKey[]> {
  return mailflowTables(db)
    .selectFrom('mailflow_key')
    .select([
      'agency_id',
      'id',
      'domain_id',
      'selector',
      'algorithm',
      'public_key',
      'state',
      'created_at',
      'activated_at',
      'retired_at',
    ])
    .where('agency_id', '=', agencyId)
    .where('domain_id', '=', domainId)
    .orderBy('created_at', 'desc')
    .orderBy('algorithm', 'desc')
    .execute();
}

export function factsOfDomain(row: DomainRow, keys: readonly ListedKey[], now: Date): DomainFacts {
  const published = keys.filter(
    ({ state, retired_at }) =>
      state !== 'retired' || (retired_at !== null && now.getTime() - retired_at.getTime() < RECORD_KEPT_MS),
  );
  return {
    domain: row.domain,
    parked: row.parked,
    dmarcPolicy: row.dmarc_policy,
    stsMode: row.sts_mode,
    stsId: row.sts_id,
    mxHosts: row.mx_hosts,
    senderIps: row.sender_ips,
    reportAddress: row.report_address,
    keys: published.map(({ selector, algorithm, public_key }) => ({ selector, algorithm, publicKey: public_key })),
  };
}
