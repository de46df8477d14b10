import { z } from 'zod';
import { Abilities, Id, Instant, text } from './common.ts';

const DomainName = text(253, 4).refine(
  (value) => /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i.test(value),
  {
    error: 'Ghi tên miền không dấu, dạng donvi.tinh.gov.vn, không kèm http hay @.',
  },
);

/** RFC 7489 §6.3, taken step by step: only look, then set aside, then refuse. */
export const DmarcPolicy = z.enum(['none', 'quarantine', 'reject']);
export type DmarcPolicy = z.infer<typeof DmarcPolicy>;
/** RFC 8461 §5. */
export const StsMode = z.enum(['none', 'testing', 'enforce']);
export type StsMode = z.infer<typeof StsMode>;

const IpAddress = text(45, 3).refine(
  (value) => /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]{2,45})(?:\/\d{1,3})?$/i.test(value),
  {
    error: 'Ghi địa chỉ IP của máy chủ gửi thư, dạng 203.113.0.10 hoặc 203.113.0.0/29.',
  },
);

export const MailDomainInput = z.object({
  domain: DomainName,
  /** A name of the office that never sends mail. */
  parked: z.boolean().default(false),
  dmarcPolicy: DmarcPolicy.default('none'),
  stsMode: StsMode.default('none'),
  mxHosts: z.array(DomainName).max(10).default([]),
  senderIps: z.array(IpAddress).max(50).default([]),
  reportAddress: text(254)
    .refine((value) => value === '' || /^[^\s@<>",;]+@[^\s@<>",;]+$/.test(value), {
      error: 'Ghi địa chỉ thư nhận báo cáo, dạng baocao-thu@donvi.tinh.gov.vn.',
    })
    .default(''),
});
export type MailDomainInput = z.infer<typeof MailDomainInput>;

export const MailDomainParams = z.object({ id: Id });

/** One record to publish at the name service. */
export const DnsRecord = z.object({
  purpose: z.enum(['mx', 'spf', 'dkim', 'dmarc', 'sts', 'sts_host', 'tls_rpt']),
  name: z.string(),
  type: z.enum(['TXT', 'MX', 'CNAME']),
  value: z.string(),
});
export type DnsRecord = z.infer<typeof DnsRecord>;

/** One thing looked at on "Kiểm tra tên miền thư". */
export const DomainCheckStep = z.object({
  code: z.string(),
  label: z.string(),
  /** `unknown`: the name service gave no answer, nothing is known. */
  state: z.enum(['ok', 'warning', 'missing', 'unknown']),
  /** What was found, as it is. */
  found: z.string(),
  /** What to do; '' when all is well. */
  advice: z.string(),
});
export type DomainCheckStep = z.infer<typeof DomainCheckStep>;

export const MailDomainKey = z.object({
  id: Id,
  selector: z.string(),
  algorithm: z.enum(['rsa', 'ed25519']),
  state: z.enum(['made', 'active', 'retired']),
  stateLabel: z.string(),
  createdAt: Instant,
});

export const MailDomainView = z.object({
  id: Id,
  domain: z.string(),
  parked: z.boolean(),
  dmarcPolicy: DmarcPolicy,
  stsMode: StsMode,
  mxHosts: z.array(z.string()),
  senderIps: z.array(z.string()),
  reportAddress: z.string(),
  records: z.array(DnsRecord),
  keys: z.array(MailDomainKey),
  checks: z.array(DomainCheckStep),
  checkedAt: Instant.nullable(),
  /** Steps that are right, of all that were looked at, in per cent; null before the first look. */
  score: z.int().nullable(),
  abilities: Abilities,
});
export type MailDomainView = z.infer<typeof MailDomainView>;

/** How mail comes in and goes out here, for the person who looks after it. */
export const MailFlowState = z.object({
  intake: z.object({
    enabled: z.boolean(),
    port: z.int(),
    submissionPort: z.int(),
    name: z.string(),
    tls: z.boolean(),
  }),
  outbound: z.object({
    /** False with the reason when the probe of the keys failed: nothing is sent then. */
    ready: z.boolean(),
    reason: z.string(),
    smarthost: z.string(),
    waiting: z.int(),
    oldestAt: Instant.nullable(),
  }),
  antivirus: z.object({
    configured: z.boolean(),
    engine: z.string(),
    /** Attachments that are locked until it has looked at them; at most 1,000 are counted. */
    waiting: z.int(),
    /** Null while it answers. */
    silentSince: Instant.nullable(),
  }),
});
export type MailFlowState = z.infer<typeof MailFlowState>;

export const MailDomainList = z.object({
  items: z.array(MailDomainView),
  state: MailFlowState,
  /** Domains of mailboxes here that have no entry yet. */
  missing: z.array(z.string()),
  abilities: Abilities,
});
export type MailDomainList = z.infer<typeof MailDomainList>;

/** What receivers report of mail with our name (DMARC) and of connections to us (TLS-RPT), of the last days. */
export const MailDomainReports = z.object({
  days: z.int(),
  /** '' while the records name nobody. */
  reportAddress: z.string(),
  reports: z.object({ dmarc: z.int(), tls: z.int() }),
  lastAt: Instant.nullable(),
  /** More sources than are listed. */
  more: z.boolean(),
  sources: z.array(
    z.object({
      ip: z.string(),
      /** Among the servers that may send for the domain. */
      known: z.boolean(),
      letters: z.int(),
      passed: z.int(),
      quarantined: z.int(),
      rejected: z.int(),
      reporters: z.array(z.string()),
      lastAt: Instant,
    }),
  ),
  tls: z.array(z.object({ reporter: z.string(), succeeded: z.int(), failed: z.int(), failures: z.array(z.string()) })),
});
export type MailDomainReports = z.infer<typeof MailDomainReports>;

export type MailflowErrorCode =
  | 'mailflow.domain_not_found'
  | 'mailflow.domain_taken'
  | 'mailflow.key_not_published'
  | 'mailflow.sts_needs_hosts'
  | 'mailflow.bad_address'
  | 'mailflow.bad_message'
  | 'mailflow.too_many_recipients'
  | 'mailflow.cannot_sign'
  | 'mailflow.smarthost_invalid'
  | 'mailflow.submission_needs_tls';
