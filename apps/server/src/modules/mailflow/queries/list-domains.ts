import type { MailDomainList, MailFlowState } from '@congvu/contracts';
import { officialDomains } from '#modules/mail';
import { attachmentsToScan } from '#modules/webmail';
import type { ActingContext } from '../../../platform/context.ts';
import { antivirusState } from '../antivirus/antivirus.store.ts';
import { listDomainRows, listKeys } from '../domains/domains.store.ts';
import { proveAllKeys } from '../domains/signing-keys.ts';
import { domainListPolicies } from '../mailflow.policy.ts';
import { presentDomain } from '../mailflow.presenter.ts';
import { waitingOut } from '../outbound/queue.store.ts';

/** As many waiting attachments as anybody counts by eye. */
const COUNTED = 1_000;

async function stateOf(context: ActingContext): Promise<MailFlowState> {
  const { config, db } = context;
  const [keys, out, antivirus, waiting] = [
    await proveAllKeys(context),
    await waitingOut(db),
    await antivirusState(db),
    await attachmentsToScan(db, COUNTED),
  ];
  return {
    intake: {
      enabled: config.smtp.port !== 0,
      port: config.smtp.port,
      submissionPort: config.smtp.submissionPort,
      name: config.smtp.name,
      tls: config.smtp.certFile !== undefined && config.smtp.keyFile !== undefined,
    },
    outbound: {
      ...keys,
      smarthost: config.smtp.smarthost?.replace(/\/\/[^@/]*@/, '//') ?? '',
      waiting: out.waiting,
      oldestAt: out.oldest_at?.toISOString() ?? null,
    },
    antivirus: {
      configured: config.clamd !== undefined,
      engine: antivirus?.engine ?? '',
      waiting: waiting.length,
      silentSince: antivirus?.silent_since?.toISOString() ?? null,
    },
  };
}

export async function listDomains(context: ActingContext): Promise<MailDomainList> {
  const { agencyId } = context.subject;
  domainListPolicies.authorize('mailflow.list_domains', context.subject, null);
  const rows = await listDomainRows(context.db, agencyId);
  const now = context.clock.now();
  const items = await Promise.all(
    rows.map(async (row) => presentDomain(context.subject, row, await listKeys(context.db, agencyId, row.id), now)),
  );
  const known = new Set(rows.map(({ domain }) => domain));
  return {
    items,
    state: await stateOf(context),
    missing: (await officialDomains(context.db)).filter((domain) => !known.has(domain)),
    abilities: domainListPolicies.abilities(context.subject, null),
  };
}
