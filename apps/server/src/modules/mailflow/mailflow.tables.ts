import type { DomainCheckStep } from '@congvu/contracts';
import type { Generated, JSONColumnType } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';
import type { MailAuth } from './auth/mail-auth.ts';

type IntakeTable = {
  agency_id: string;
  id: string;
  received_at: Date;
  source: 'smtp' | 'submission' | 'inside' | 'filter';
  client_ip: string;
  client_name: string;
  secure: boolean;
  mail_from: string;
  sha256: string;
  size: number;
  recipients: number;
  auth: JSONColumnType<MailAuth>;
  verdict: string;
  av: string;
  quarantined: boolean;
};

export type OutboundRow = {
  agency_id: string;
  id: string;
  submission_id: string;
  kind: 'submission' | 'forward' | 'notice';
  mailbox_id: string;
  mail_from: string;
  recipient: string;
  route: string;
  sha256: string;
  size: number;
  state: 'queued' | 'sent' | 'failed' | 'cancelled';
  attempts: number;
  queued_at: Date;
  next_at: Date;
  leased_until: Date | null;
  last_reply: string;
  delay_told_at: Date | null;
  done_at: Date | null;
};

type DomainTable = {
  agency_id: string;
  id: string;
  domain: string;
  parked: boolean;
  dmarc_policy: 'none' | 'quarantine' | 'reject';
  sts_mode: 'none' | 'testing' | 'enforce';
  sts_id: string;
  mx_hosts: string[];
  sender_ips: string[];
  report_address: string;
  created_at: Date;
  changed_at: Date;
  checked_at: Date | null;
  checks: JSONColumnType<DomainCheckStep[]>;
};

export type KeyRow = {
  agency_id: string;
  id: string;
  domain_id: string;
  selector: string;
  algorithm: 'rsa' | 'ed25519';
  public_key: string;
  private_key: Buffer;
  state: 'made' | 'active' | 'retired';
  created_at: Date;
  activated_at: Date | null;
  retired_at: Date | null;
};

type AntivirusTable = {
  only_row: Generated<boolean>;
  engine: string;
  changed_at: Date;
  checked_at: Date;
  silent_since: Date | null;
  alarmed_at: Date | null;
  rescan_before: Date | null;
};

type MailflowTables = {
  mailflow_antivirus: AntivirusTable;
  mailflow_intake: IntakeTable;
  mailflow_outbound: OutboundRow;
  mailflow_domain: DomainTable;
  mailflow_key: KeyRow;
};

export function mailflowTables(db: Db | Tx) {
  return db.withTables<MailflowTables>();
}
