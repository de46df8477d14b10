import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { entryTables } from './entries.tables.ts';
import { writeHistory } from './history.store.ts';

/**
 * Another clerk keeps the organisation's certificate and seal of whoever leaves, in the transaction of the hand-over, which has
 * authorised (Decree 30/2020 Art. 32: the seal is kept by the clerk). Answers how many things changed hands.
 */
export async function passCustodyOn(
  tx: Tx,
  context: Context,
  given: {
    agencyId: string;
    thing: { entryId: string } | { sealId: string };
    fromPersonId: string;
    to: { personId: string; name: string };
    link: string;
  },
): Promise<number> {
  const { agencyId, thing, to } = given;
  const set = {
    custodian_person_id: to.personId,
    custodian_name: to.name,
    updated_at: context.clock.now(),
  };
  const seals = await entryTables(tx)
    .updateTable('certificate_seal')
    .set(set)
    .where('agency_id', '=', agencyId)
    .where('custodian_person_id', '=', given.fromPersonId)
    .where((where) => ('sealId' in thing ? where('id', '=', thing.sealId) : where('entry_id', '=', thing.entryId)))
    .returning(['id', 'entry_id'])
    .execute();
  const entryIds =
    'entryId' in thing ? [thing.entryId] : seals.flatMap(({ entry_id }) => (entry_id === null ? [] : [entry_id]));
  const entries =
    entryIds.length === 0
      ? []
      : await entryTables(tx)
          .updateTable('certificate_entry')
          .set(set)
          .where('agency_id', '=', agencyId)
          .where('id', 'in', entryIds)
          .where('custodian_person_id', '=', given.fromPersonId)
          .returning('id')
          .execute();
  const changed = [...seals, ...entries].map(({ id }) => id);
  await writeHistory(
    tx,
    context,
    changed.map((thingId) => ({ agencyId, thingId, text: `Bàn giao cho ${to.name} giữ.`, link: given.link })),
  );
  for (const objectId of changed) {
    await record(tx, context, {
      action: 'certificates.custody_passed',
      agencyId,
      objectKind: 'certificate_entry',
      objectId,
      detail: { from: given.fromPersonId, to: to.personId },
    });
  }
  await publish(tx, { topic: 'certificates', agencyId });
  return changed.length;
}
