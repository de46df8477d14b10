import { record } from '#modules/audit';
import { clearNotices } from '#modules/notifications';
import { type ActingContext, command } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import { centreLink } from '../links.ts';
import { officeOf } from '../office.ts';
import { bringBackOf } from '../reports/own-copy.ts';
import { recountReporters } from '../reports/recount.ts';
import { addEvent, lockOffice, missing } from '../threats.store.ts';
import { threatTables } from '../threats.tables.ts';

/** "Hoàn tác" of one's own report. Whoever is the last leaves nothing in the officer's queue. @throws AppError 404 */
export async function withdrawReport(context: ActingContext, id: string): Promise<{ withdrawn: boolean }> {
  const { db, subject } = context;
  const officeId = await officeOf(db, subject.agencyId);
  return command(context, async (tx) => {
    await lockOffice(tx, officeId);
    const row = await threatTables(tx)
      .updateTable('threat_report')
      .set({ withdrawn_at: context.clock.now() })
      .where('agency_id', '=', officeId)
      .where('id', '=', id)
      .where('reporter_person_id', '=', subject.personId)
      .where('withdrawn_at', 'is', null)
      .returning(['cluster_id'])
      .executeTakeFirst();
    if (row === undefined) {
      throw missing();
    }
    await bringBackOf(tx, context, { agencyId: officeId, reportId: id });
    const key = { agencyId: officeId, id: row.cluster_id };
    const left = await recountReporters(tx, key);
    await addEvent(tx, context, key, 'Rút báo cáo');
    if (left === 0) {
      await clearNotices(tx, { agencyId: officeId, link: centreLink(key.id) });
    }
    await record(tx, context, {
      action: 'threats.report_withdrawn',
      agencyId: officeId,
      objectKind: 'threat_report',
      objectId: id,
    });
    await publish(tx, { topic: 'threats', agencyId: officeId, ids: [key.id] });
    return { withdrawn: true };
  });
}
