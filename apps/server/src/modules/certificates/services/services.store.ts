import { createHash } from 'node:crypto';
import type { Db } from '../../../platform/db.ts';
import { certificateTables, type ServiceRow } from '../certificates.tables.ts';

export interface ServiceAddress {
  kind: ServiceRow['kind'];
  url: string;
}

export function serviceId({ kind, url }: ServiceAddress): string {
  return `${kind}-${createHash('sha256').update(url).digest('hex').slice(0, 16)}`;
}

/** Callers hand over richer things than a row holds. */
function plain({ kind, url }: ServiceAddress): ServiceAddress & { id: string } {
  return { id: serviceId({ kind, url }), kind, url };
}

export async function listServiceRows(db: Db): Promise<Map<string, ServiceRow>> {
  const rows = await certificateTables(db).selectFrom('certificate_service').selectAll().execute();
  return new Map(rows.map((row) => [row.id, row]));
}

export async function findServiceRow(db: Db, id: string): Promise<ServiceRow | undefined> {
  return certificateTables(db).selectFrom('certificate_service').selectAll().where('id', '=', id).executeTakeFirst();
}

/** How many durations the median is made of. */
const SAMPLES = 21;

export async function storeSuccess(db: Db, address: ServiceAddress, at: Date, ms: number): Promise<void> {
  const taken = Math.max(1, Math.round(ms));
  await certificateTables(db)
    .insertInto('certificate_service')
    .values({ ...plain(address), last_ok_at: at, ...NOTHING_YET, recent_ms: [taken] })
    .onConflict((clash) =>
      clash.column('id').doUpdateSet((update) => ({
        last_ok_at: at,
        failures: 0,
        down_until: null,
        recent_ms: update.fn<number[]>('trim_array', [
          update.fn<number[]>('array_prepend', [update.val(taken), 'certificate_service.recent_ms']),
          update.fn<number>('greatest', [
            update.val(0),
            update(update.fn<number>('cardinality', ['certificate_service.recent_ms']), '-', SAMPLES - 1),
          ]),
        ]),
      })),
    )
    .execute();
}

const NOTHING_YET = {
  last_error_at: null,
  last_error_code: null,
  last_error_message: null,
  failures: 0,
  down_until: null,
  next_try_at: null,
};

export interface ServiceFailure {
  code: string;
  message: string;
}

/** Counts it; answers how many stand in a row now. */
export async function storeFailure(
  db: Db,
  address: ServiceAddress,
  at: Date,
  failure: ServiceFailure,
): Promise<number> {
  const said = { last_error_at: at, last_error_code: failure.code, last_error_message: failure.message };
  const row = await certificateTables(db)
    .insertInto('certificate_service')
    .values({
      ...plain(address),
      last_ok_at: null,
      ...NOTHING_YET,
      ...said,
      failures: 1,
      recent_ms: [],
    })
    .onConflict((clash) =>
      clash.column('id').doUpdateSet((update) => ({
        ...said,
        failures: update('certificate_service.failures', '+', 1),
      })),
    )
    .returning('failures')
    .executeTakeFirstOrThrow();
  return row.failures;
}

export async function setDownUntil(db: Db, address: ServiceAddress, until: Date): Promise<void> {
  await certificateTables(db)
    .updateTable('certificate_service')
    .set({ down_until: until })
    .where('id', '=', serviceId(address))
    .execute();
}

/** Takes the turn of an address until `until`; false when it is not due or another process has it. */
export async function claimTurn(db: Db, address: ServiceAddress, now: Date, until: Date): Promise<boolean> {
  const row = await certificateTables(db)
    .insertInto('certificate_service')
    .values({ ...plain(address), last_ok_at: null, ...NOTHING_YET, next_try_at: until, recent_ms: [] })
    .onConflict((clash) =>
      clash
        .column('id')
        .doUpdateSet({ next_try_at: until })
        .where((where) =>
          where.or([
            where('certificate_service.next_try_at', 'is', null),
            where('certificate_service.next_try_at', '<=', now),
          ]),
        ),
    )
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function setNextTry(db: Db, address: ServiceAddress, at: Date): Promise<void> {
  await certificateTables(db)
    .updateTable('certificate_service')
    .set({ next_try_at: at })
    .where('id', '=', serviceId(address))
    .execute();
}
