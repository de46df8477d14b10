import type { DrillLanding, ReportAnswer } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, type Context, command } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { missing } from '../threats.store.ts';
import { threatTables } from '../threats.tables.ts';
import type { DrillTarget } from './drills.store.ts';
import { findTemplate } from './templates.ts';

export async function drillOf(db: Db | Tx, messageId: string): Promise<DrillTarget | undefined> {
  return threatTables(db)
    .selectFrom('threat_drill_target')
    .selectAll()
    .where('message_id', '=', messageId)
    .executeTakeFirst();
}

/** A drill that was recognised: counted, praised, and no work for the officer. Undefined for any other mail. */
export async function reportDrill(
  tx: Tx,
  context: ActingContext,
  messageId: string,
): Promise<ReportAnswer | undefined> {
  const target = await drillOf(tx, messageId);
  if (target === undefined) {
    return undefined;
  }
  await threatTables(tx)
    .updateTable('threat_drill_target')
    .set({ reported_at: context.clock.now() })
    .where('agency_id', '=', target.agency_id)
    .where('drill_id', '=', target.drill_id)
    .where('person_id', '=', target.person_id)
    .where('reported_at', 'is', null)
    .execute();
  await record(tx, context, {
    action: 'threats.drill_reported',
    agencyId: target.agency_id,
    objectKind: 'threat_drill',
    objectId: target.drill_id,
  });
  await publish(tx, { topic: 'threats', agencyId: target.agency_id, ids: [target.drill_id] });
  return {
    reportId: null,
    outcome: 'drill',
    text: 'Đã nhận ra đúng: đây là thư diễn tập an toàn thư. Gặp thư thật như vậy cũng báo như vừa làm.',
  };
}

/** Somebody came to the page behind the link. The secret of the link is all that is known of him; nothing is asked of him. */
export async function landOnDrill(context: Context, token: string): Promise<DrillLanding> {
  return command(context, async (tx) => {
    const target = await threatTables(tx)
      .selectFrom('threat_drill_target')
      .selectAll()
      .where('token', '=', token)
      .forUpdate()
      .executeTakeFirst();
    if (target === undefined) {
      throw missing();
    }
    const drill = await threatTables(tx)
      .selectFrom('threat_drill')
      .selectAll()
      .where('agency_id', '=', target.agency_id)
      .where('id', '=', target.drill_id)
      .executeTakeFirstOrThrow();
    if (target.clicked_at === null && context.clock.now() < drill.ends_at) {
      await threatTables(tx)
        .updateTable('threat_drill_target')
        .set({ clicked_at: context.clock.now() })
        .where('agency_id', '=', target.agency_id)
        .where('drill_id', '=', target.drill_id)
        .where('person_id', '=', target.person_id)
        .execute();
    }
    // Without the name: who it was is for the head of the unit alone.
    await record(tx, context, {
      action: 'threats.drill_opened',
      agencyId: target.agency_id,
      objectKind: 'threat_drill',
      objectId: target.drill_id,
    });
    await publish(tx, { topic: 'threats', agencyId: target.agency_id, ids: [target.drill_id] });
    const template = findTemplate(drill.template);
    return {
      sender: template === undefined ? '' : `${template.senderName} <${template.senderAddress}>`,
      subject: template?.subject ?? drill.name,
      cues: [...(template?.cues ?? [])],
    };
  });
}
