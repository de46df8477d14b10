import { foldAccents } from '@congvu/vntext';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import type { CertificateRow } from '../certificates.tables.ts';
import { type CertificateEntryRow, entryTables, type SealRow } from './entries.tables.ts';
import { writeHistory } from './history.store.ts';

/** The organisation's certificate with a picture is its seal (Decree 30/2020 Annex I); called again it changes nothing. */
export async function ensureSeal(
  tx: Tx,
  context: Context,
  certificate: Pick<CertificateRow, 'kind' | 'image_sha256'>,
  entry: CertificateEntryRow,
): Promise<void> {
  if (certificate.kind !== 'organisation' || certificate.image_sha256 === null) {
    return;
  }
  const now = context.clock.now();
  const seal: SealRow = {
    agency_id: entry.agency_id,
    id: newId(now.getTime()),
    organisation_name: entry.subject_name,
    search_name: foldAccents(`${entry.subject_name} ${entry.custodian_name} ${entry.serial}`),
    entry_id: entry.id,
    custodian_person_id: entry.custodian_person_id,
    custodian_name: entry.custodian_name,
    valid_from: entry.valid_from,
    valid_to: entry.valid_to,
    state: 'active',
    updated_at: now,
  };
  const made = await entryTables(tx)
    .insertInto('certificate_seal')
    .values(seal)
    .onConflict((clash) => clash.columns(['agency_id', 'entry_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made !== undefined) {
    const text = `Lập hình ảnh con dấu theo chứng thư số ${entry.serial}.`;
    await writeHistory(tx, context, [{ agencyId: seal.agency_id, thingId: seal.id, text, link: null }]);
  }
}

/** Frozen, back, retired: a seal is worth what its certificate is. A retired one never comes back. */
export async function setSealState(
  tx: Tx,
  context: Context,
  entry: Pick<CertificateEntryRow, 'agency_id' | 'id'>,
  { state, text, link }: { state: SealRow['state']; text: string; link: string | null },
): Promise<void> {
  const rows = await entryTables(tx)
    .updateTable('certificate_seal')
    .set({ state, updated_at: context.clock.now() })
    .where('agency_id', '=', entry.agency_id)
    .where('entry_id', '=', entry.id)
    .where('state', '<>', state)
    .where('state', '<>', 'retired')
    .returning('id')
    .execute();
  await writeHistory(
    tx,
    context,
    rows.map(({ id }) => ({ agencyId: entry.agency_id, thingId: id, text, link })),
  );
}
