import { vietnamDate } from '../../platform/clock.ts';
import type { ActingContext } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { campaignPolicies } from './campaigns.policy.ts';
import { isDayPassed } from './campaigns.presenter.ts';
import { campaignClosed, lockCampaign } from './campaigns.store.ts';
import type { CampaignRow } from './campaigns.tables.ts';

export type CampaignAct = 'campaigns.edit' | 'campaigns.remind' | 'campaigns.close' | 'campaigns.report';

/** First the person, then the state: whoever may do it at all learns that he is late, not that he may not. */
export function assertMay(context: ActingContext, row: CampaignRow, act: CampaignAct): void {
  const dayPassed = isDayPassed(row, vietnamDate(context.clock.now()));
  const needsOpen = act !== 'campaigns.report';
  const facts = { agencyId: row.agency_id, dayPassed, state: needsOpen ? ('open' as const) : row.state };
  campaignPolicies.authorize(act, context.subject, facts);
  if (needsOpen && row.state !== 'open') {
    throw campaignClosed();
  }
}

/** The row of the own office, locked, when the act is allowed now. */
export async function lockForAct(tx: Tx, context: ActingContext, id: string, act: CampaignAct): Promise<CampaignRow> {
  const row = await lockCampaign(tx, { agencyId: context.subject.agencyId, id });
  assertMay(context, row, act);
  return row;
}
