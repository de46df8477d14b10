import type { ScanFinding } from '@congvu/contracts';
import type { ColumnType, Selectable } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';

/** jsonb is read as a value and written as text. */
type Json<T> = ColumnType<T, string, string>;

export interface SentSince {
  at: string;
  subject: string;
  recipients: string[];
}

export interface DoneAtOnce {
  secrets: number;
  forward: boolean;
  vacation: boolean;
}

export type ThreatTables = {
  threat_office: { agency_id: string; last_cluster: number; last_incident: number; digest_on: string | null };
  threat_cluster: {
    agency_id: string;
    id: string;
    number: number;
    from_address: string;
    from_domain: string;
    subject: string;
    preview: string;
    hosts: string[];
    fingerprint: string;
    reasons: Json<{ code: string; text: string }[]>;
    state: 'waiting' | 'forged' | 'genuine';
    reporters: number;
    boxes: number;
    first_reported_at: Date;
    last_reported_at: Date;
    concluded_at: Date | null;
    concluded_by_name: string;
    conclusion: string;
    warning_document_id: string | null;
  };
  threat_cluster_message: { agency_id: string; message_id: string; cluster_id: string };
  threat_report: {
    agency_id: string;
    id: string;
    cluster_id: string;
    message_id: string;
    kind: 'forged' | 'genuine';
    reporter_agency_id: string;
    reporter_person_id: string;
    reporter_name: string;
    reporter_agency_name: string;
    mailbox_id: string;
    email_id: string;
    reported_at: Date;
    withdrawn_at: Date | null;
    set_aside: boolean;
  };
  threat_event: { agency_id: string; id: string; cluster_id: string; at: Date; actor_name: string; text: string };
  threat_retraction: {
    agency_id: string;
    id: string;
    cluster_id: string;
    state: 'running' | 'done' | 'restoring' | 'restored';
    reason: string;
    total: number;
    moved: number;
    by_name: string;
    started_at: Date;
    finished_at: Date | null;
  };
  threat_rule: {
    agency_id: string;
    id: string;
    cluster_id: string;
    hosts: string[];
    since: Date;
    by_name: string;
    lifted_at: Date | null;
    lifted_by_name: string;
    lifted_reason: string;
  };
  threat_link_open: {
    agency_id: string;
    id: string;
    message_id: string;
    mailbox_id: string;
    person_id: string;
    person_agency_id: string;
    host: string;
    opened_at: Date;
  };
  threat_notice: {
    agency_id: string;
    id: string;
    cluster_id: string;
    title: string;
    text: string;
    until: string;
    sent_at: Date;
    by_name: string;
  };
  threat_notice_receipt: {
    agency_id: string;
    notice_id: string;
    person_id: string;
    person_agency_id: string;
    until: string;
    read_at: Date | null;
  };
  threat_incident: {
    agency_id: string;
    id: string;
    number: number;
    person_id: string;
    person_agency_id: string;
    person_name: string;
    unit_name: string;
    agency_name: string;
    unit_id: string;
    mailbox_id: string | null;
    message_id: string | null;
    cluster_id: string | null;
    subject: string;
    note: string;
    exposed_at: Date;
    opened_at: Date;
    report_by: Date;
    state: 'open' | 'closed';
    done: Json<DoneAtOnce>;
    sent_since: Json<SentSince[]>;
    closed_at: Date | null;
    closed_by_name: string;
    closed_note: string;
  };
  threat_release: {
    agency_id: string;
    id: string;
    item_id: string;
    mailbox_id: string;
    state: 'asked' | 'released' | 'refused';
    asked_by: string | null;
    asked_by_name: string;
    asked_agency_id: string | null;
    asked_reason: string;
    asked_at: Date | null;
    decided_by_name: string;
    decided_reason: string;
    decided_at: Date | null;
  };
  threat_drill_template: {
    agency_id: string;
    code: string;
    approved_by_name: string;
    approved_person_id: string;
    approved_at: Date;
  };
  threat_drill: {
    agency_id: string;
    id: string;
    name: string;
    template: string;
    difficulty: 'easy' | 'moderate' | 'hard';
    state: 'sending' | 'running' | 'ended';
    started_at: Date;
    ends_at: Date;
    by_name: string;
  };
  threat_drill_target: {
    agency_id: string;
    drill_id: string;
    mailbox_id: string;
    person_id: string;
    person_agency_id: string;
    unit_id: string;
    token: string;
    message_id: string | null;
    sent_at: Date | null;
    reported_at: Date | null;
    clicked_at: Date | null;
  };
  threat_scan: {
    agency_id: string;
    id: string;
    unit_agency_id: string;
    unit_name: string;
    machines: number;
    scanned: number;
    engine: string;
    scanned_on: string;
    not_updated: number;
    auto_protect: number;
    firewall: number;
    systems: Json<{ osName: string; lastUpdate: string | null; machines: number }[]>;
    findings: Json<ScanFinding[]>;
    note: string;
    declared_by: string;
    declared_by_name: string;
    declared_at: Date;
  };
};

export type ClusterRow = Selectable<ThreatTables['threat_cluster']>;
export type RetractionRow = ThreatTables['threat_retraction'];
export type IncidentRow = Selectable<ThreatTables['threat_incident']>;
export type ScanRow = Selectable<ThreatTables['threat_scan']>;

export function threatTables(db: Db | Tx) {
  return db.withTables<ThreatTables>();
}
