import type { Tx } from '../../../platform/db.ts';
import type { ObjectKey } from '../tasks.store.ts';
import { taskTables } from '../tasks.tables.ts';

/**
 * Directives and parts of a document that was destroyed keep who, when and by when; their words restate what it said and go with it
 * (Decree 30/2020 Annex VI 8b). `title` names the object without its content.
 */
export async function forgetWords(tx: Tx, object: ObjectKey, title: string): Promise<void> {
  await taskTables(tx)
    .updateTable('task_directive')
    .set({ text: '' })
    .where('agency_id', '=', object.agencyId)
    .where('object_kind', '=', object.kind)
    .where('object_id', '=', object.id)
    .execute();
  await taskTables(tx)
    .updateTable('task_assignment')
    .set({ object_title: title, object_abstract: '', directive_text: '', note: '', result: '', returned_reason: '' })
    .where('agency_id', '=', object.agencyId)
    .where('object_kind', '=', object.kind)
    .where('object_id', '=', object.id)
    .execute();
}
