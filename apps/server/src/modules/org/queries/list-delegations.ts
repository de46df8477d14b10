import type { DelegationList } from '@congvu/contracts';
import type { z } from 'zod';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { orgPolicies } from '../org.policy.ts';
import { type DelegationRow, presentDelegation } from '../org.presenter.ts';
import { assertManaged } from '../org.scope.ts';

const delegationsBy = (column: 'agency_id' | 'to_position_id') => `
  select delegation.id, delegation.agency_id as "agencyId", delegation.capacity,
    giver.full_name as "fromName", giving.title as "fromTitle", delegation.to_position_id as "toPositionId",
    holder.full_name as "toName", holding.title as "toTitle", unit.name as "toUnitName",
    delegation.basis, delegation.basis_on as "basisOn", delegation.document_types as "documentTypes",
    delegation.fields, delegation.valid_from as "validFrom", delegation.valid_to as "validTo",
    delegation.revoked_at as "revokedAt", delegation.revoked_reason as "revokedReason",
    case when holder.left_on is null then holding.valid_to
      else least(holding.valid_to, holder.left_on - 1) end as "holderValidTo"
  from org_delegation delegation
  join org_position holding on holding.id = delegation.to_position_id
  join org_person holder on holder.id = holding.person_id
  join org_unit unit on unit.agency_id = holding.agency_id and unit.id = holding.unit_id
  left join org_position giving on giving.id = delegation.from_position_id
  left join org_person giver on giver.id = giving.person_id
  where delegation.${column} = $1
  order by delegation.revoked_at is null desc, delegation.valid_from desc, delegation.id desc`;

export async function listDelegations(
  context: ActingContext,
  agencyId: string,
): Promise<z.infer<typeof DelegationList>> {
  const { db, subject } = context;
  orgPolicies.authorize('org.inspect', subject, { over: false });
  await assertManaged(db, subject, agencyId);
  const today = vietnamDate(context.clock.now());
  const rows = await rawQuery<DelegationRow>(db, delegationsBy('agency_id'), [agencyId]);
  return { items: rows.map((row) => presentDelegation(subject, row, today)) };
}

/** Every right to sign that was ever given to the post, by whichever agency; those that are not revoked first, the newest first. */
export async function delegationsTo(db: Db | Tx, positionId: string): Promise<DelegationRow[]> {
  return rawQuery<DelegationRow>(db, delegationsBy('to_position_id'), [positionId]);
}
