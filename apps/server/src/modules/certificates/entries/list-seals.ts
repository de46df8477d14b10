import type { RegisterPageQuery, SealPage, SealView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { certificatePolicies } from '../certificates.policy.ts';
import { entriesPolicies } from './entries.policy.ts';
import { type ListedThing, listThings } from './list-things.ts';

const LABELS: Record<SealView['state'], string> = {
  active: 'Đang sử dụng',
  frozen: 'Đang phong tỏa',
  retired: 'Đã kết thúc',
};

const SEALS: ListedThing = {
  select: `thing.agency_id as "agencyId", thing.organisation_name as "organisationName", agency.name as "agencyName",
    entry.serial as "certificateSerial", entry.certificate_id as "certificateId", thing.custodian_name as "custodianName",
    thing.valid_from as "validFrom", thing.valid_to as "validTo", thing.state`,
  table: 'certificate_seal',
  joins: 'left join certificate_entry entry on entry.agency_id = thing.agency_id and entry.id = thing.entry_id',
  orderBy: 'search_name',
};

interface SealRecord extends Omit<SealView, 'stateLabel' | 'imageUrl'> {
  agencyId: string;
  certificateId: string | null;
}

/** The picture of a seal is for those who may use or look after it; a list of pictures would be a stock for forgers. */
function present(row: SealRecord, { subject }: ActingContext): SealView {
  const { agencyId, certificateId, ...shown } = row;
  const key = { agency_id: agencyId, kind: 'organisation' as const, person_id: null };
  const { allowed } = certificatePolicies.decide('certificates.read', subject, key);
  return {
    ...shown,
    imageUrl: allowed && certificateId !== null ? `/api/certificates/${certificateId}/image.png` : null,
    stateLabel: LABELS[row.state],
  };
}

/** Seals of organisations (Decree 30/2020 Annex I): each follows its certificate. */
export async function listSeals(context: ActingContext, query: RegisterPageQuery): Promise<SealPage> {
  const { db, subject } = context;
  entriesPolicies.authorize('certificates.list_entries', subject, null);
  const { rows, nextCursor, total } = await listThings<SealRecord>(db, subject, { listed: SEALS, query });
  return { items: rows.map((row) => present(row, context)), nextCursor, total };
}
