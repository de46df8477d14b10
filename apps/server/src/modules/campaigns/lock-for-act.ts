import { vietnamDate } from '../../platform/clock.ts';
import type { ActingContext } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { campaignPolicies } from './campaigns.policy.ts';
import { isDayPassed } from './campaigns.presenter.ts';
import { campaignClosed, lockCampaign } from './campaigns.store.ts';
import type { CampaignRow } from './campaigns.tables.ts';

/** The row of the own office, locked, when the act is allowed now. */
export async function lockForAct(
  tx: Tx,
  context: ActingContext,
  id: string,
  act: 'campaigns.edit' | 'campaigns.remind' | 'campaigns.close' | 'campaigns.report',
): Promise<CampaignRow> {
  const row = await lockCampaign(tx, { agencyId: context.subject.agencyId, id });
  const dayPassed = isDayPassed(row, vietnamDate(context.clock.now()));
  const facts = { agencyId: row.agency_id, dayPassed };
  // First the person, then the state: whoever may do it at all learns that he is late, not that he may not.
  campaignPolicies.authorize(act, context.subject, {
    ...facts,
    state: act === 'campaigns.report' ? row.state : 'open',
  });
  if (act !== 'campaigns.report' && row.state !== 'open') {
    throw campaignClosed();
  }
  return row;
}
