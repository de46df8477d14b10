import type { MailDomainView } from '@congvu/contracts';
import type { Subject } from '../../platform/authorise.ts';
import { scoreOf } from './domains/check-domain.ts';
import { dnsRecordsFor } from './domains/domain-records.ts';
import { type DomainRow, factsOfDomain, type ListedKey } from './domains/domains.store.ts';
import { domainPolicies } from './mailflow.policy.ts';

const KEY_STATES: Record<ListedKey['state'], string> = {
  made: 'Mới, chờ công bố bản ghi',
  active: 'Đang ký thư đi',
  retired: 'Đã thay, không ký nữa',
};

export function presentDomain(subject: Subject, row: DomainRow, keys: readonly ListedKey[], now: Date): MailDomainView {
  return {
    id: row.id,
    domain: row.domain,
    parked: row.parked,
    dmarcPolicy: row.dmarc_policy,
    stsMode: row.sts_mode,
    mxHosts: row.mx_hosts,
    senderIps: row.sender_ips,
    reportAddress: row.report_address,
    records: dnsRecordsFor(factsOfDomain(row, keys, now)),
    keys: keys.map(({ id, selector, algorithm, state, created_at }) => ({
      id,
      selector,
      algorithm,
      state,
      stateLabel: KEY_STATES[state],
      createdAt: created_at.toISOString(),
    })),
    checks: row.checks,
    checkedAt: row.checked_at?.toISOString() ?? null,
    score: scoreOf(row.checks),
    abilities: domainPolicies.abilities(subject, {
      parked: row.parked,
      hasNewKeys: keys.some(({ state }) => state === 'made'),
    }),
  };
}
