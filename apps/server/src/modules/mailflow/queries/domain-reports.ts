import { BlockList, isIP } from 'node:net';
import type { MailDomainReports } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { getDomainRow } from '../domains/domains.store.ts';
import { domainListPolicies } from '../mailflow.policy.ts';

const DAYS = 30;
const DAY_MS = 86_400_000;
const SHOWN = 100;

// Passed as DMARC counts it: one aligned proof is enough (RFC 7489 §4.2).
const SOURCES = `
  select host(source.source_ip) as ip, sum(letters) as letters, sum(letters) filter (where dkim or spf) as passed,
    coalesce(sum(letters) filter (where disposition = 'quarantine'), 0) as quarantined,
    coalesce(sum(letters) filter (where disposition = 'reject'), 0) as rejected,
    array_agg(distinct report.reporter) as reporters, max(report.ends) as last_at
  from mailflow_report report
  join mailflow_report_source source on source.agency_id = report.agency_id and source.report_id = report.id
  where report.agency_id = $1 and report.domain_id = $2 and report.kind = 'dmarc' and report.ends >= $3
  group by source.source_ip order by letters desc, source.source_ip limit ${SHOWN + 1}`;
const TLS = `
  with told as (
    select report.reporter, result.succeeded, result.failed, result.failures
    from mailflow_report report
    join mailflow_report_tls result on result.agency_id = report.agency_id and result.report_id = report.id
    where report.agency_id = $1 and report.domain_id = $2 and report.kind = 'tls' and report.ends >= $3
  )
  select reporter, sum(succeeded) as succeeded, sum(failed) as failed,
    array(select distinct failure ->> 'type' from told other, jsonb_array_elements(other.failures) failure
      where other.reporter = told.reporter order by 1 limit 20) as failures
  from told group by reporter order by failed desc, reporter limit ${SHOWN}`;
const COUNT = `
  select count(*) filter (where kind = 'dmarc') as dmarc, count(*) filter (where kind = 'tls') as tls, max(ends) as last_at
  from mailflow_report where agency_id = $1 and domain_id = $2 and ends >= $3`;

interface SourceRow {
  ip: string;
  letters: number;
  passed: number | null;
  quarantined: number;
  rejected: number;
  reporters: string[];
  last_at: Date;
}

/** Addresses and networks the office named as its own senders. */
function ownSenders(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const written of addresses) {
    const [ip = '', prefix] = written.split('/');
    const family = isIP(ip) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(ip) !== 0) {
      list.addSubnet(ip, prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix), family);
    }
  }
  return list;
}

/** Who sends in the name of the domain, as other offices and companies report it. @throws AppError 404 `mailflow.domain_not_found` */
export async function domainReports(context: ActingContext, id: string): Promise<MailDomainReports> {
  const { db, subject, clock } = context;
  domainListPolicies.authorize('mailflow.list_domains', subject, null);
  const domain = await getDomainRow(db, subject.agencyId, id);
  const since = new Date(clock.now().getTime() - DAYS * DAY_MS);
  const key = [subject.agencyId, id, since];
  const [sources, tls, [counted]] = await Promise.all([
    rawQuery<SourceRow>(db, SOURCES, key),
    rawQuery<{ reporter: string; succeeded: number; failed: number; failures: string[] }>(db, TLS, key),
    rawQuery<{ dmarc: number; tls: number; last_at: Date | null }>(db, COUNT, key),
  ]);
  const own = ownSenders(domain.sender_ips);
  return {
    days: DAYS,
    reportAddress: domain.report_address,
    reports: { dmarc: Number(counted?.dmarc ?? 0), tls: Number(counted?.tls ?? 0) },
    lastAt: counted?.last_at?.toISOString() ?? null,
    more: sources.length > SHOWN,
    sources: sources.slice(0, SHOWN).map((row) => ({
      ip: row.ip,
      known: own.check(row.ip, isIP(row.ip) === 6 ? 'ipv6' : 'ipv4'),
      letters: Number(row.letters),
      passed: Number(row.passed ?? 0),
      quarantined: Number(row.quarantined),
      rejected: Number(row.rejected),
      reporters: row.reporters,
      lastAt: row.last_at.toISOString(),
    })),
    tls: tls.map((row) => ({ ...row, succeeded: Number(row.succeeded), failed: Number(row.failed) })),
  };
}
