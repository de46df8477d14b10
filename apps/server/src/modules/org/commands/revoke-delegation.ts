import type { OrgIdAnswer, RevokeDelegation } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict, notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { orgPolicies } from '../org.policy.ts';
import { listManagedAgencyIds } from '../org.scope.ts';
import { delegationState } from '../org.states.ts';
import { orgTables } from '../org.tables.ts';

interface Found {
  agencyId: string;
  validFrom: string;
  validTo: string | null;
  holderValidTo: string | null;
}

const DELEGATION = `
  select delegation.agency_id as "agencyId", delegation.valid_from as "validFrom", delegation.valid_to as "validTo",
    case when holder.left_on is null then holding.valid_to
      else least(holding.valid_to, holder.left_on - 1) end as "holderValidTo"
  from org_delegation delegation
  join org_position holding on holding.id = delegation.to_position_id
  join org_person holder on holder.id = holding.person_id
  where delegation.id = $1 for update of delegation`;

/** Takes a delegation back at once: the next signature is refused. */
export async function revokeDelegation(
  context: ActingContext,
  delegationId: string,
  body: z.infer<typeof RevokeDelegation>,
): Promise<z.infer<typeof OrgIdAnswer>> {
  const { subject } = context;
  const now = context.clock.now();
  return command(context, async (tx) => {
    const [delegation] = await rawQuery<Found>(tx, DELEGATION, [delegationId]);
    if (delegation === undefined || !(await listManagedAgencyIds(tx, subject)).has(delegation.agencyId)) {
      throw notFound('org.delegation_not_found', 'Không tìm thấy việc giao quyền này. Tải lại danh sách.');
    }
    const state = delegationState({ ...delegation, revokedAt: null }, vietnamDate(now));
    orgPolicies.authorize('org.revoke_delegation', subject, { over: state === 'ended' });
    const revoked = await orgTables(tx)
      .updateTable('org_delegation')
      .set({ revoked_at: now, revoked_reason: body.reason })
      .where('id', '=', delegationId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (revoked.numUpdatedRows === 0n) {
      throw conflict('org.wrong_state', 'Việc giao quyền này đã được thu hồi. Tải lại danh sách.');
    }
    await record(tx, context, {
      action: 'org.delegation_revoked',
      agencyId: subject.agencyId,
      objectKind: 'delegation',
      objectId: delegationId,
      detail: { reason: body.reason },
    });
    await publish(tx, { topic: 'org', agencyId: subject.agencyId, ids: [delegationId] });
    return { id: delegationId };
  });
}
