import type { MailDomainView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { checkDomain, scoreOf } from '../domains/check-domain.ts';
import { factsOfDomain, getDomainRow, listKeys } from '../domains/domains.store.ts';
import type { MailFlow } from '../mailflow.flow.ts';
import { domainPolicies } from '../mailflow.policy.ts';
import { presentDomain } from '../mailflow.presenter.ts';
import { mailflowTables } from '../mailflow.tables.ts';

/** Asks the name service what the world sees, and keeps what it said. */
export async function checkDomainNow(context: ActingContext, flow: MailFlow, id: string): Promise<MailDomainView> {
  const { agencyId } = context.subject;
  const row = await getDomainRow(context.db, agencyId, id);
  const keys = await listKeys(context.db, agencyId, id);
  domainPolicies.authorize('mailflow.check_domain', context.subject, {
    parked: row.parked,
    hasNewKeys: keys.some(({ state }) => state === 'made'),
  });
  const now = context.clock.now();
  const checks = await checkDomain(flow.world, factsOfDomain(row, keys, now));
  return command(context, async (tx) => {
    await mailflowTables(tx)
      .updateTable('mailflow_domain')
      .set({ checks: JSON.stringify(checks), checked_at: now })
      .where('agency_id', '=', agencyId)
      .where('id', '=', id)
      .execute();
    await record(tx, context, {
      action: 'mailflow.domain_checked',
      agencyId,
      objectKind: 'mail_domain',
      objectId: id,
      detail: { domain: row.domain, score: scoreOf(checks) },
    });
    return presentDomain(context.subject, { ...row, checks, checked_at: now }, keys, now);
  });
}
