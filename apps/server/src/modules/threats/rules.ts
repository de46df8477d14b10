import type { BlockRule } from '@congvu/contracts';
import type { Campaign } from '@congvu/mailguard';
import { record } from '#modules/audit';
import { officialDomains } from '#modules/mail';
import { type ActingContext, command } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { publish } from '../../platform/events.ts';
import { rawQuery } from '../../platform/sql.ts';
import { officePolicies } from './threats.policy.ts';
import { addEvent, type Key, missing } from './threats.store.ts';
import { threatTables } from './threats.tables.ts';

/** Everybody has pages there: a forged one says nothing of the others, and stopping them all would stop ordinary mail. */
const SHARED_PLACES = [
  'google.com',
  'forms.gle',
  'goo.gl',
  'youtube.com',
  'microsoft.com',
  'office.com',
  'live.com',
  'sharepoint.com',
  'facebook.com',
  'zalo.me',
  'dropbox.com',
  'github.com',
  'bit.ly',
  'tinyurl.com',
];

function isWithin(host: string, domains: readonly string[]): boolean {
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

const SUSPICIOUS = `
  select distinct lower(link ->> 'realHost') as host
  from threat_cluster_message part
  join mail_message message on message.id = part.message_id
  cross join lateral jsonb_array_elements(message.guard -> 'links') link
  where part.agency_id = $1 and part.cluster_id = $2 and (link ->> 'suspicious')::boolean
  order by 1 limit 50`;

/** Hosts by which the next letter is known: those the guard found suspicious, neither ours nor everybody's. */
export async function hostsToStop(tx: Tx, key: Key): Promise<string[]> {
  const rows = await rawQuery<{ host: string }>(tx, SUSPICIOUS, [key.agencyId, key.id]);
  const own = await officialDomains(tx);
  return rows.map(({ host }) => host).filter((host) => host !== '' && !isWithin(host, [...own, ...SHARED_PLACES]));
}

interface RuleFacts {
  id: string;
  cluster_id: string;
  number: number;
  subject: string;
  from_domain: string;
  hosts: string[];
  since: Date;
  lifted_at: Date | null;
  lifted_by_name: string;
  lifted_reason: string;
}

const RULES = `
  select rule.id, rule.cluster_id, rule.since, rule.lifted_at, rule.lifted_by_name, rule.lifted_reason,
    cluster.number, cluster.subject, cluster.from_domain, rule.hosts
  from threat_rule rule join threat_cluster cluster on cluster.agency_id = rule.agency_id and cluster.id = rule.cluster_id
  where rule.agency_id = $1 order by rule.lifted_at is not null, rule.since desc limit 500`;

/** What is stopped now, and what no longer is. */
export async function listRules(context: ActingContext): Promise<{ items: BlockRule[] }> {
  const { db, subject } = context;
  const officeId = subject.agencyId;
  officePolicies.authorize('threats.work', subject, { officeId });
  const rows = await rawQuery<RuleFacts>(db, RULES, [officeId]);
  const abilities = officePolicies.abilities(subject, { officeId });
  return {
    items: rows.map((row) => ({
      id: row.id,
      clusterId: row.cluster_id,
      number: row.number,
      subject: row.subject,
      fromDomain: row.from_domain,
      hosts: row.hosts,
      active: row.lifted_at === null,
      since: row.since.toISOString(),
      liftedText: row.lifted_at === null ? '' : `${row.lifted_by_name}: ${row.lifted_reason}`,
      abilities: row.lifted_at === null ? abilities : {},
    })),
  };
}

/** Mail of this kind comes in again; what was taken out stays out. @throws AppError 404 */
export async function liftRule(context: ActingContext, id: string, reason: string): Promise<{ items: BlockRule[] }> {
  const { subject, clock } = context;
  const officeId = subject.agencyId;
  officePolicies.authorize('threats.lift_rule', subject, { officeId });
  await command(context, async (tx) => {
    const row = await threatTables(tx)
      .updateTable('threat_rule')
      .set({ lifted_at: clock.now(), lifted_by_name: subject.displayName, lifted_reason: reason })
      .where('agency_id', '=', officeId)
      .where('id', '=', id)
      .where('lifted_at', 'is', null)
      .returning('cluster_id')
      .executeTakeFirst();
    if (row === undefined) {
      throw missing();
    }
    await addEvent(tx, context, { agencyId: officeId, id: row.cluster_id }, `Gỡ luật chặn: ${reason}`);
    await record(tx, context, {
      action: 'threats.rule_lifted',
      agencyId: officeId,
      objectKind: 'threat_rule',
      objectId: id,
      detail: { reason },
    });
    await publish(tx, { topic: 'threats', agencyId: officeId, ids: [row.cluster_id] });
    return { id };
  });
  return listRules(context);
}

/**
 * What every office here has concluded to be forged, for the judge of what comes in (GuardContext.campaigns). A rule holds for the
 * whole installation: the mail comes in by one door, and one forger writes to several districts.
 */
export async function activeCampaigns(db: Db | Tx): Promise<Campaign[]> {
  const rows = await rawQuery<{ number: number; fingerprint: string; hosts: string[] }>(
    db,
    `select cluster.number, cluster.fingerprint, rule.hosts
     from threat_rule rule join threat_cluster cluster on cluster.agency_id = rule.agency_id and cluster.id = rule.cluster_id
     where rule.lifted_at is null and cluster.state = 'forged' order by rule.since desc limit 2000`,
    [],
  );
  return rows.map(({ number, fingerprint, hosts }) => ({ number: String(number), fingerprint, hosts }));
}
