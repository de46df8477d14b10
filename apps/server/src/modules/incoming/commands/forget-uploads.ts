import { record } from '#modules/audit';
import { type Context, command, type Services } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { incomingTables } from '../incoming.tables.ts';

const KEPT_MS = 24 * 60 * 60 * 1000;

/** Uploads that no document took within a day are no longer offered; the bytes may be shared and stay with their hash. */
export async function forgetUploads(services: Services): Promise<void> {
  const meta = { requestId: newId(), ip: '', userAgent: 'job' };
  const context: Context = { ...services, subject: undefined, meta, idempotency: undefined };
  await command(context, async (tx) => {
    const gone = await incomingTables(tx)
      .deleteFrom('incoming_upload')
      .where('used_by', 'is', null)
      .where('uploaded_at', '<', new Date(context.clock.now().getTime() - KEPT_MS))
      .returning(['agency_id', 'id'])
      .execute();
    for (const { agency_id, id } of gone) {
      await record(tx, context, {
        action: 'incoming.upload_forgotten',
        agencyId: agency_id,
        objectKind: 'incoming_upload',
        objectId: id,
      });
    }
  });
}
