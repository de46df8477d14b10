import type { AskAttestations, AskedAttestations } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { registerPolicies, seesBelow } from '../accounts.policy.ts';
import { accountTables } from '../accounts.tables.ts';
import { quarterOf } from '../dates.ts';
import { ruledDay } from '../day.ts';
import { agenciesToAsk, insertAttestations } from './attestations.store.ts';
import { TELL_JOB } from './tell-heads.ts';

/** Notices of so many agencies go out with one job. */
const AGENCIES_A_JOB = 200;

/**
 * Asks the heads for their word on this quarter; those asked before are reminded instead, those who answered are left alone.
 * @throws AppError 404 `accounts.not_a_member_unit` when a named agency is out of sight or has no account
 */
export async function askAttestations(
  context: ActingContext,
  body: z.infer<typeof AskAttestations>,
): Promise<z.infer<typeof AskedAttestations>> {
  const { subject } = context;
  registerPolicies.authorize('accounts.ask_attestations', subject, null);
  return command(context, async (tx) => {
    const day = await ruledDay(tx, context);
    const quarter = quarterOf(day.today);
    const now = context.clock.now();
    const only = body.agencyIds;
    const agencyIds = await agenciesToAsk(tx, { agencyId: subject.agencyId, below: seesBelow(subject), only });
    if (only !== undefined && agencyIds.length < new Set(only).size) {
      throw notFound(
        'accounts.not_a_member_unit',
        'Có cơ quan không thuộc phạm vi rà soát hoặc chưa có tài khoản nào. Tải lại bảng rà soát rồi chọn lại.',
      );
    }
    const asked = await insertAttestations(tx, {
      agencyIds,
      ids: agencyIds.map(() => newId(now.getTime())),
      askedBy: subject.agencyId,
      quarter: quarter.key,
      now,
      today: day.today,
      idleDays: day.idleDays,
    });
    const isNew = new Set(asked.map((row) => row.agency_id));
    const again = agencyIds.filter((id) => !isNew.has(id));
    const reminded = await accountTables(tx)
      .updateTable('account_attestation')
      .set({ reminded_at: now })
      .where((where) => where('agency_id', '=', where.fn.any(where.val(again))))
      .where('quarter', '=', quarter.key)
      .where('state', '<>', 'attested')
      .returning(['agency_id', 'id'])
      .execute();
    const told = [...asked, ...reminded].map((row) => row.id);
    for (let start = 0; start < told.length; start += AGENCIES_A_JOB) {
      await enqueue(tx, TELL_JOB, { ids: told.slice(start, start + AGENCIES_A_JOB) });
    }
    await record(tx, context, {
      action: 'accounts.attestations_asked',
      agencyId: subject.agencyId,
      objectKind: 'agency',
      objectId: subject.agencyId,
      detail: { quarter: quarter.key, asked: asked.length, reminded: reminded.length },
    });
    await publish(tx, { topic: 'accounts', agencyId: subject.agencyId });
    return { asked: asked.length, reminded: reminded.length };
  });
}
