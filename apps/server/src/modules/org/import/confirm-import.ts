import type { ImportResult } from '@congvu/contracts';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { assertConsent, type Consent } from '../../../platform/guarded-change.ts';
import { assertAdministratorRemains, lockAdministrators } from '../org.checks.ts';
import { grantedBetween, listGuardedPosts } from '../org.guarded.ts';
import { orgPolicies } from '../org.policy.ts';
import { listManagedAgencyIds } from '../org.scope.ts';
import { orgTables } from '../org.tables.ts';
import { storeTree } from '../tree/store-tree.ts';

/** What nobody confirmed for so long is judged anew: it also holds data of people. */
export const KEPT_MS = 24 * 60 * 60 * 1000;

function isForgotten(found: { created_at: Date; confirmed_at: Date | null }, now: Date): boolean {
  return found.confirmed_at === null && found.created_at.getTime() < now.getTime() - KEPT_MS;
}

async function lockImport(tx: Tx, { subject, clock }: ActingContext, importId: string) {
  const found = await orgTables(tx)
    .selectFrom('org_import')
    .selectAll()
    .where('agency_id', '=', subject.agencyId)
    .where('id', '=', importId)
    .forUpdate()
    .executeTakeFirst();
  if (found === undefined || isForgotten(found, clock.now())) {
    throw notFound('org.import_not_found', 'Không tìm thấy lần tải lên này hoặc đã quá một ngày. Tải tệp lên lại.');
  }
  return found;
}

/** The moment from which the list can no longer be confirmed. */
export async function confirmUntil(tx: Tx, context: ActingContext, importId: string): Promise<Date> {
  return new Date((await lockImport(tx, context, importId)).created_at.getTime() + KEPT_MS);
}

/**
 * Stores what was previewed, in the transaction of the caller; a list that gives roles of administration or audit only with two persons
 * behind it.
 * @throws AppError 422 `secondperson.needed`
 */
export async function storeImport(
  tx: Tx,
  context: ActingContext,
  importId: string,
  consent?: Consent,
): Promise<ImportResult & { fileName: string }> {
  const { subject } = context;
  const { agencyId } = subject;
  const now = context.clock.now();
  orgPolicies.authorize('org.import', subject, { over: false });
  const found = await lockImport(tx, context, importId);
  if (found.confirmed_at !== null) {
    throw conflict('org.import_confirmed', 'Danh sách này đã được ghi. Tải lại trang để xem kết quả.');
  }
  await lockAdministrators(tx);
  const before = await listGuardedPosts(tx);
  const stored = await storeTree(tx, found.data, await listManagedAgencyIds(tx, subject));
  const granted = grantedBetween(before, await listGuardedPosts(tx));
  if (granted.length > 0) {
    assertConsent(consent, `Danh sách cấp vai quản trị hoặc kiểm soát ở ${granted.length} chức vụ.`);
  }
  await assertAdministratorRemains(tx, vietnamDate(now));
  await orgTables(tx)
    .updateTable('org_import')
    .set({ confirmed_at: now, data: '{}' })
    .where('agency_id', '=', agencyId)
    .where('id', '=', importId)
    .execute();
  await record(tx, context, {
    action: 'org.import_confirmed',
    agencyId,
    objectKind: 'org_import',
    objectId: importId,
    detail: { fileName: found.file_name, sha256: found.sha256, counts: stored.counts },
  });
  await publish(tx, { topic: 'org', agencyId });
  return { counts: stored.counts, fileName: found.file_name };
}

/** Stores what was previewed, all of it or nothing; what changed since is judged again. */
export async function confirmImport(context: ActingContext, importId: string): Promise<ImportResult> {
  return command(context, async (tx) => {
    const { counts } = await storeImport(tx, context, importId);
    return { counts };
  });
}
