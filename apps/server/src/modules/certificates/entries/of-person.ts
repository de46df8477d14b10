import type { Db, Tx } from '../../../platform/db.ts';
import { type CertificateEntryRow, entryTables, type SealRow, type TokenRow } from './entries.tables.ts';

export interface PersonRef {
  agencyId: string;
  personId: string;
}

/** Whose name they bear, or who keeps them; newest first. */
export async function listEntriesOfPerson(
  db: Db | Tx,
  { agencyId, personId }: PersonRef,
): Promise<CertificateEntryRow[]> {
  return entryTables(db)
    .selectFrom('certificate_entry')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where((where) => where.or([where('person_id', '=', personId), where('custodian_person_id', '=', personId)]))
    .orderBy('valid_to', (sort) => sort.desc().nullsLast())
    .orderBy('id')
    .execute();
}

/** Devices in the hands of the person: held, or kept for the organisation. */
export async function listTokensOfPerson(db: Db | Tx, { agencyId, personId }: PersonRef): Promise<TokenRow[]> {
  return entryTables(db)
    .selectFrom('certificate_token')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where((where) => where.or([where('holder_person_id', '=', personId), where('custodian_person_id', '=', personId)]))
    .orderBy('serial_key')
    .execute();
}

/** Seals the person keeps; retired ones are nobody's. */
export async function listSealsOfPerson(db: Db | Tx, { agencyId, personId }: PersonRef): Promise<SealRow[]> {
  return entryTables(db)
    .selectFrom('certificate_seal')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('custodian_person_id', '=', personId)
    .where('state', '<>', 'retired')
    .orderBy('organisation_name')
    .orderBy('id')
    .execute();
}
