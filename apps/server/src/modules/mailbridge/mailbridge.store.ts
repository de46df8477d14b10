import type { ActingContext } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { type MailbridgeTables, mailbridgeTables } from './mailbridge.tables.ts';

type FreeUseRow = MailbridgeTables['mailbridge_free_use'];

export async function insertFreeUse(
  tx: Tx,
  context: ActingContext,
  use: Pick<FreeUseRow, 'mailbox_id' | 'item_id' | 'kind' | 'address' | 'number_symbol' | 'reason' | 'document_id'>,
): Promise<void> {
  const { subject, clock } = context;
  await mailbridgeTables(tx)
    .insertInto('mailbridge_free_use')
    .values({
      agency_id: subject.agencyId,
      id: newId(),
      unit_id: subject.unitId,
      person_id: subject.personId,
      at: clock.now(),
      ...use,
    })
    .execute();
}

export async function listFreeUses(
  db: Db | Tx,
  wanted: { agencyIds: readonly string[]; from: Date; until: Date },
): Promise<FreeUseRow[]> {
  return mailbridgeTables(db)
    .selectFrom('mailbridge_free_use')
    .selectAll()
    .where('agency_id', 'in', wanted.agencyIds)
    .where('at', '>=', wanted.from)
    .where('at', '<', wanted.until)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(5_000)
    .execute();
}
