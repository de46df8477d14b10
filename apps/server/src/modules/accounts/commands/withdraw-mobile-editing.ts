import type { AccountEntryView } from '@congvu/contracts';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { accountPolicies } from '../accounts.policy.ts';
import { policyFacts } from '../accounts.presenter.ts';
import { lockById } from '../accounts.store.ts';
import { recordMobileEditing } from '../effects/record-mobile-editing.ts';
import { getVisibleAccount } from '../queries/list-accounts.ts';
import { viewEntry } from '../queries/view-account.ts';

/**
 * Takes the right of Mẫu số 08 back before the account goes: effective with the next request from a phone or tablet. Given again
 * only by another Mẫu số 08.
 */
export async function withdrawMobileEditing(
  context: ActingContext,
  id: string,
  body: { reason: string },
): Promise<AccountEntryView> {
  return command(context, async (tx) => {
    await lockById(tx, id);
    const on = vietnamDate(context.clock.now());
    const row = await getVisibleAccount(tx, context, id);
    accountPolicies.authorize('accounts.withdraw_mobile', context.subject, policyFacts(context.subject, row, on));
    await recordMobileEditing(tx, context, {
      agencyId: row.agency_id,
      accountName: row.name,
      granted: false,
      on,
      reason: body.reason,
      requestId: null,
      link: null,
    });
    return viewEntry(tx, context, id);
  });
}
