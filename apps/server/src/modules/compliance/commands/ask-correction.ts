import type { CorrectionBody } from '@congvu/contracts';
import { record } from '#modules/audit';
import { notify } from '#modules/notifications';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { compliancePolicies } from '../compliance.policy.ts';

/** A person says what about him is wrong: the administrators of his agency are told at once, and the asking is on record. */
export async function askCorrection(context: ActingContext, body: CorrectionBody): Promise<{ told: number }> {
  compliancePolicies.authorize('compliance.own', context.subject, null);
  const { agencyId, personId, displayName } = context.subject;
  return command(context, async (tx) => {
    const administrators = await rawQuery<{ id: string }>(
      tx,
      `select distinct person_id as id from org_position where agency_id = $1 and 'administrator' = any(roles)
         and valid_from <= $2 and (valid_to is null or valid_to >= $2)`,
      [agencyId, vietnamDate(context.clock.now())],
    );
    await notify(tx, context, {
      agencyId,
      personIds: administrators.map(({ id }) => id),
      kind: 'compliance.correction_asked',
      text: `${displayName} đề nghị sửa dữ liệu cá nhân: ${body.what}`,
      link: `/quan-tri/can-bo?nguoi=${personId}`,
      reason: 'Quản trị sửa hồ sơ cán bộ',
    });
    await record(tx, context, {
      action: 'compliance.correction_asked',
      agencyId,
      objectKind: 'person',
      objectId: personId,
      // What is wrong with a person's data does not belong into a log that forgets nothing.
      detail: { told: administrators.length },
    });
    return { told: administrators.length };
  });
}
