import type { SigningAuthority } from '@congvu/contracts';
import type { Db, Tx } from '../../platform/db.ts';
import { AppError } from '../../platform/errors.ts';
import { getAgency, listPositions, positionsById } from './org.store.ts';
import { orgTables, type SigningCapacity } from './org.tables.ts';
import { computeSigningAuthorities } from './signing-block.ts';

const HEAD_TITLES: Record<string, string> = {
  peoples_committee: 'Chủ tịch',
  peoples_council: 'Chủ tịch',
  department: 'Trưởng phòng',
};

async function listDelegationsEver(db: Db | Tx, agencyId: string) {
  return orgTables(db).selectFrom('org_delegation').selectAll().where('agency_id', '=', agencyId).execute();
}

async function lastHeadTitle(db: Db | Tx, agencyId: string, kind: string): Promise<string> {
  const last = await orgTables(db)
    .selectFrom('org_position')
    .select('title')
    .where('agency_id', '=', agencyId)
    .where('rank', '=', 'agency_head')
    .orderBy('valid_from', 'desc')
    .executeTakeFirst();
  return last?.title ?? HEAD_TITLES[kind] ?? 'Thủ trưởng';
}

/**
 * Everyone who may sign a document of this type for the agency on the day, with the block ô 7a prints: computed from posts and
 * delegations, never typed (Decree 30/2020 Art. 13; spec documents.md §6).
 */
export async function listSigningAuthorities(
  db: Db | Tx,
  agencyId: string,
  query: { documentType: string; on: string },
): Promise<SigningAuthority[]> {
  const { documentType, on } = query;
  const agency = await getAgency(db, agencyId);
  const own = await listPositions(db, agencyId, on);
  const ever = await listDelegationsEver(db, agencyId);
  const delegations = ever.filter(
    (item) => item.revoked_at === null && item.valid_from <= on && (item.valid_to === null || item.valid_to >= on),
  );
  const known = new Set(own.map((position) => position.positionId));
  const outside = delegations.map((item) => item.to_position_id).filter((id) => !known.has(id));
  const vacantHeadTitle = await lastHeadTitle(db, agencyId, agency.kind);
  return computeSigningAuthorities(
    {
      agency,
      positions: [...own, ...(await positionsById(db, outside, on))],
      delegations,
      vacantHeadTitle,
      restrictedDeputies: new Set(ever.filter((item) => item.capacity === 'KT').map((item) => item.to_position_id)),
    },
    documentType,
  );
}

export interface SigningClaim {
  /** In whose name the document is signed; the agency of the post when left out (an authorisation may cross agencies). */
  agencyId?: string;
  positionId: string;
  capacity: SigningCapacity | null;
  documentType: string;
  on: string;
}

/**
 * The block under which the person signs; asked again at the moment of signing.
 * @throws AppError 403 `org.may_not_sign` when the post does not carry the capacity on that day
 */
export async function assertMaySign(db: Db | Tx, claim: SigningClaim): Promise<SigningAuthority> {
  const [position] = await positionsById(db, [claim.positionId], claim.on);
  const agencyId = claim.agencyId ?? position?.agencyId;
  const authorities = agencyId === undefined ? [] : await listSigningAuthorities(db, agencyId, claim);
  const found = authorities.find((item) => item.positionId === claim.positionId && item.capacity === claim.capacity);
  if (found === undefined) {
    throw new AppError(
      'org.may_not_sign',
      403,
      'Người này không có thẩm quyền ký loại văn bản này với tư cách đã chọn vào ngày ký (Điều 13 Nghị định 30/2020/NĐ-CP). Chọn người ký khác hoặc bổ sung văn bản giao quyền.',
    );
  }
  return found;
}
