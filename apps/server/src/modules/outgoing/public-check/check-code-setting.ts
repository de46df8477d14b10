import type { CheckCodeSetting } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { outgoingAgencyPolicies } from '../outgoing.policy.ts';
import { outgoingTables } from '../outgoing.tables.ts';
import { printsCheckCode } from './check-code.store.ts';

export async function viewCheckCodeSetting(context: ActingContext): Promise<CheckCodeSetting> {
  const { agencyId } = context.subject;
  return { printsCheckCode: await printsCheckCode(context.db, agencyId) };
}

/** Documents laid out before keep what is printed on them. */
export async function changeCheckCodeSetting(
  context: ActingContext,
  wanted: CheckCodeSetting,
): Promise<CheckCodeSetting> {
  const { agencyId } = context.subject;
  outgoingAgencyPolicies.authorize('outgoing.change_settings', context.subject, { agencyId });
  return command(context, async (tx) => {
    await outgoingTables(tx)
      .insertInto('outgoing_setting')
      .values({ agency_id: agencyId, prints_check_code: wanted.printsCheckCode })
      .onConflict((known) => known.column('agency_id').doUpdateSet({ prints_check_code: wanted.printsCheckCode }))
      .execute();
    await record(tx, context, {
      action: 'outgoing.settings_changed',
      agencyId,
      objectKind: 'outgoing_setting',
      objectId: agencyId,
      detail: { ...wanted },
    });
    return wanted;
  });
}
