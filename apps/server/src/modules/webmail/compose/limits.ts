import type { WebmailLimits } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { mailPolicies } from '../webmail.policy.ts';

/**
 * Used until the agency sets its own. 20 MB: practice of a province (Lâm Đồng 2013), base64 makes 28 MB of it, below the 30 MB of
 * SMTP. 100 receivers and 200 an hour are our choice; no rule of the province sets them.
 */
const DEFAULTS: WebmailLimits = {
  attachmentMb: 20,
  maxRecipients: 100,
  hourlyRecipients: 200,
  undoSeconds: 10,
  linkDays: 30,
  binDays: 30,
};

export async function limitsOf(db: Db | Tx, agencyId: string): Promise<WebmailLimits> {
  const [row] = await rawQuery<{ limits: Partial<WebmailLimits> }>(
    db,
    'select limits from mail_limit where agency_id = $1',
    [agencyId],
  );
  return { ...DEFAULTS, ...row?.limits };
}

export async function viewLimits(context: ActingContext) {
  const limits = await limitsOf(context.db, context.subject.agencyId);
  return { ...limits, abilities: mailPolicies.abilities(context.subject, null) };
}

export async function setLimits(context: ActingContext, limits: WebmailLimits) {
  const { subject } = context;
  mailPolicies.authorize('webmail.set_limits', subject, null);
  await command(context, async (tx) => {
    const before = await limitsOf(tx, subject.agencyId);
    await rawQuery(
      tx,
      `insert into mail_limit (agency_id, limits, updated_at) values ($1, $2::jsonb, $3)
       on conflict (agency_id) do update set limits = excluded.limits, updated_at = excluded.updated_at`,
      [subject.agencyId, JSON.stringify(limits), context.clock.now()],
    );
    await record(tx, context, {
      action: 'webmail.limits_set',
      agencyId: subject.agencyId,
      objectKind: 'agency',
      objectId: subject.agencyId,
      detail: { before, after: limits },
    });
  });
  return viewLimits(context);
}
