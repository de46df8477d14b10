import type { IncomingAck } from '@congvu/contracts';
import { openParts } from '#modules/tasks';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { incomingTables } from '../incoming.tables.ts';
import type { IncomingPorts } from '../ports.ts';
import { clearIncomingNotices, loadVisible, settle } from './act-on-incoming.ts';

/** True the first time this person opens it. */
async function markSeen(tx: Tx, context: ActingContext, id: string): Promise<boolean> {
  const { agencyId, personId, displayName } = context.subject;
  const inserted = await incomingTables(tx)
    .insertInto('incoming_seen')
    .values({
      agency_id: agencyId,
      document_id: id,
      person_id: personId,
      person_name: displayName,
      at: context.clock.now(),
    })
    .onConflict((clash) => clash.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

/** Opened by a person: seen, his parts begin, his notices are done; the sender is told when whoever is in charge begins. */
export async function openIncoming(context: ActingContext, ports: IncomingPorts, id: string): Promise<IncomingAck> {
  return command(context, async (tx) => {
    const { row, parts, office } = await loadVisible(tx, context, id);
    const isFirst = await markSeen(tx, context, id);
    const opened = await openParts(tx, context, context.subject, parts, office);
    const begins = opened.some((part) => part.role === 'lead' && part.parent_id === null);
    await clearIncomingNotices(tx, row, [context.subject.personId]);
    return settle(tx, context, ports, id, {
      audited: 'incoming.opened',
      detail: { isFirst, parts: opened.map((part) => part.id) },
      ...(isFirst && { movement: { kind: 'opened', text: 'Mở văn bản' } }),
      status: begins ? { code: '05', note: '' } : undefined,
    });
  });
}
