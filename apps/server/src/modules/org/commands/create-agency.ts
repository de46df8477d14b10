import type { CreateAgency, OrgIdAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { orgPolicies } from '../org.policy.ts';
import { isTopAgency, lockManagedAgency } from '../org.scope.ts';
import { agencyState } from '../org.states.ts';
import { insertAgency } from '../org-entry.store.ts';

async function assertParent(tx: Tx, context: ActingContext, body: CreateAgency, validFrom: string): Promise<boolean> {
  if (body.parentId === null) {
    // A second tree is only an address book: offices of this installation stand below its top agency.
    if (body.hosted || !(await isTopAgency(tx, context.subject.agencyId))) {
      throw invalid('org.agency_not_found', 'Chọn cơ quan cấp trên trực tiếp trong phạm vi quản trị.', [
        { path: 'parentId', message: 'Cần chọn cơ quan cấp trên' },
      ]);
    }
    return false;
  }
  const parent = await lockManagedAgency(tx, context.subject, body.parentId);
  return agencyState({ validFrom: parent.valid_from, validTo: parent.valid_to }, validFrom) === 'ended';
}

/** A new agency below one that is administered, or an address of an agency elsewhere. */
export async function createAgency(context: ActingContext, body: CreateAgency): Promise<z.infer<typeof OrgIdAnswer>> {
  const { subject } = context;
  return command(context, async (tx) => {
    const validFrom = body.validFrom ?? vietnamDate(context.clock.now());
    const over = await assertParent(tx, context, body, validFrom);
    orgPolicies.authorize('org.create_agency', subject, { over });
    const agency = await insertAgency(tx, { ...body, validFrom });
    await record(tx, context, {
      action: 'org.agency_created',
      agencyId: subject.agencyId,
      objectKind: 'agency',
      objectId: agency.id,
      detail: { name: agency.name, code: body.code, parentId: body.parentId, validFrom },
    });
    await publish(tx, { topic: 'org', agencyId: subject.agencyId, ids: [agency.id] });
    return { id: agency.id };
  });
}
