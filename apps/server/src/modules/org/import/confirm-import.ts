import type { ImportResult } from '@congvu/contracts';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict, notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { assertAdministratorRemains, lockAdministrators } from '../org.checks.ts';
import { orgPolicies } from '../org.policy.ts';
import { listManagedAgencyIds } from '../org.scope.ts';
import { orgTables } from '../org.tables.ts';
import { storeTree } from '../tree/store-tree.ts';

/** What nobody confirmed for so long is judged anew: it also holds data of people. */
export const KEPT_MS = 24 * 60 * 60 * 1000;

function isForgotten(found: { created_at: Date; confirmed_at: Date | null }, now: Date): boolean {
  return found.confirmed_at === null && found.created_at.getTime() < now.getTime() - KEPT_MS;
}

/** Stores what was previewed, all of it or nothing; what changed since is judged again. */
export async function confirmImport(context: ActingContext, importId: string): Promise<ImportResult> {
  const { subject } = context;
  const { agencyId } = subject;
  const now = context.clock.now();
  return command(context, async (tx) => {
    orgPolicies.authorize('org.import', subject, { over: false });
    const found = await orgTables(tx)
      .selectFrom('org_import')
      .selectAll()
      .where('agency_id', '=', agencyId)
      .where('id', '=', importId)
      .forUpdate()
      .executeTakeFirst();
    if (found === undefined || isForgotten(found, now)) {
      throw notFound('org.import_not_found', 'Không tìm thấy lần tải lên này hoặc đã quá một ngày. Tải tệp lên lại.');
    }
    if (found.confirmed_at !== null) {
      throw conflict('org.import_confirmed', 'Danh sách này đã được ghi. Tải lại trang để xem kết quả.');
    }
    await lockAdministrators(tx);
    const stored = await storeTree(tx, found.data, await listManagedAgencyIds(tx, subject));
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
    return { counts: stored.counts };
  });
}
