import type { DmarcPolicy, DnsRecord, StsMode } from '@congvu/contracts';
import { dkimRecord } from '../auth/dkim-keys.ts';

export interface DomainFacts {
  domain: string;
  parked: boolean;
  dmarcPolicy: DmarcPolicy;
  stsMode: StsMode;
  stsId: string;
  mxHosts: readonly string[];
  senderIps: readonly string[];
  reportAddress: string;
  keys: readonly { selector: string; algorithm: 'rsa' | 'ed25519'; publicKey: string }[];
}

/** Where the policy of MTA-STS stands; the name must lead to this office. */
function stsHost(domain: string): string {
  return `mta-sts.${domain}`;
}

function spfValue({ parked, senderIps, mxHosts }: DomainFacts): string {
  if (parked) {
    return 'v=spf1 -all';
  }
  const ips = senderIps.map((ip) => `${ip.includes(':') ? 'ip6' : 'ip4'}:${ip}`);
  // The servers that receive send as well, unless other addresses are named.
  const senders = ips.length > 0 ? ips : mxHosts.length > 0 ? ['mx'] : [];
  return ['v=spf1', ...senders, '-all'].join(' ');
}

/** Strict alignment and one policy for all names below (spec mail §7). */
function dmarcValue({ parked, dmarcPolicy, reportAddress }: DomainFacts): string {
  const policy = parked ? 'reject' : dmarcPolicy;
  const reports = reportAddress === '' ? '' : `; rua=mailto:${reportAddress}`;
  return `v=DMARC1; p=${policy}; sp=${policy}; adkim=s; aspf=s${reports}`;
}

/** RFC 8461 §3.2; none while mail is not promised over TLS. */
export function stsPolicyText({ stsMode, mxHosts }: Pick<DomainFacts, 'stsMode' | 'mxHosts'>): string {
  const age = stsMode === 'enforce' ? 31_536_000 : 604_800;
  return ['version: STSv1', `mode: ${stsMode}`, ...mxHosts.map((host) => `mx: ${host}`), `max_age: ${age}`, ''].join(
    '\r\n',
  );
}

/** A text of a record comes in pieces of at most 255 bytes (RFC 1035 §3.3.14); people copy it whole. */
export function dnsRecordsFor(facts: DomainFacts): DnsRecord[] {
  const { domain, parked, mxHosts, keys, stsMode, stsId, reportAddress } = facts;
  const base: DnsRecord[] = [
    ...(parked
      ? [{ purpose: 'mx' as const, name: domain, type: 'MX' as const, value: '0 .' }]
      : mxHosts.map((host, index) => ({
          purpose: 'mx' as const,
          name: domain,
          type: 'MX' as const,
          value: `${(index + 1) * 10} ${host}.`,
        }))),
    { purpose: 'spf', name: domain, type: 'TXT', value: spfValue(facts) },
    { purpose: 'dmarc', name: `_dmarc.${domain}`, type: 'TXT', value: dmarcValue(facts) },
  ];
  if (parked) {
    return base;
  }
  const dkim = keys.map((key) => ({
    purpose: 'dkim' as const,
    name: `${key.selector}._domainkey.${domain}`,
    type: 'TXT' as const,
    value: dkimRecord(key),
  }));
  const sts: DnsRecord[] =
    stsMode === 'none'
      ? []
      : [
          { purpose: 'sts', name: `_mta-sts.${domain}`, type: 'TXT', value: `v=STSv1; id=${stsId}` },
          {
            purpose: 'sts_host',
            name: stsHost(domain),
            type: 'CNAME',
            value: 'máy chủ Công Vụ của cơ quan (cần https)',
          },
        ];
  const rpt: DnsRecord[] =
    reportAddress === ''
      ? []
      : [
          {
            purpose: 'tls_rpt',
            name: `_smtp._tls.${domain}`,
            type: 'TXT',
            value: `v=TLSRPTv1; rua=mailto:${reportAddress}`,
          },
        ];
  return [...base, ...dkim, ...sts, ...rpt];
}
