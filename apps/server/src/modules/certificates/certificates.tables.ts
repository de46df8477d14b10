import type { GeneratedAlways, Insertable, Selectable } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';

export type CertificateKind = 'person' | 'organisation';
type KeyKind = 'demo_software' | 'token' | 'sim' | 'remote' | 'hsm';

export type CertificateTables = {
  certificate: {
    agency_id: string;
    id: string;
    kind: CertificateKind;
    person_id: string | null;
    subject_name: string;
    organisation_name: string;
    issuer_name: string;
    serial: string;
    valid_from: Date;
    valid_to: Date;
    chain: Buffer[];
    leaf_sha256: GeneratedAlways<string>;
    issuer_key: string;
    key_kind: KeyKind;
    device_label: string;
    service_id: string | null;
    key_reference: string;
    image_sha256: string | null;
    image_width_mm: string | null;
    image_height_mm: string | null;
    failed_pins: number;
    locked_at: Date | null;
    frozen_at: Date | null;
    revoked_at: Date | null;
    revoked_reason: string | null;
  };
  certificate_loss: {
    agency_id: string;
    id: string;
    certificate_id: string;
    state: 'open' | 'revoked' | 'withdrawn';
    reported_at: Date;
    reported_by: string;
    reporter_name: string;
    note: string;
    lost_since: Date;
    stopped_sessions: number;
    closed_at: Date | null;
    closed_by: string | null;
    closed_note: string | null;
  };
  certificate_anchor: {
    id: string;
    name: string;
    programme: 'official' | 'public' | 'demo';
    der: Buffer;
    sha256: string;
    valid_from: Date;
    valid_to: Date;
    trusted_from: Date | null;
    trusted_to: Date | null;
    usages: ('signing' | 'timestamping')[];
    crl_urls: string[];
    ocsp_urls: string[];
    tsa_urls: string[];
    state: 'proposed' | 'active' | 'ended' | 'rejected';
    reason: string;
    added_at: Date;
    proposed_by: string | null;
    proposer_name: string | null;
    decided_at: Date | null;
    decided_by: string | null;
    decider_name: string | null;
    end_asked_at: Date | null;
    end_asked_by: string | null;
    end_asker_name: string | null;
    end_reason: string | null;
  };
  certificate_crl: {
    issuer_sha256: string;
    scope: string;
    issuer_key: string;
    issuer_name: string;
    der: Buffer;
    sha256: string;
    this_update: Date;
    next_update: Date | null;
    revoked_count: number;
    source: string;
    stored_at: Date;
  };
  certificate_ocsp: {
    certificate_sha256: string;
    der: Buffer;
    state: 'good' | 'revoked';
    this_update: Date;
    next_update: Date | null;
    asked_at: Date;
  };
  certificate_service: {
    id: string;
    kind: 'tsa' | 'ocsp' | 'crl';
    url: string;
    last_ok_at: Date | null;
    last_error_at: Date | null;
    last_error_code: string | null;
    last_error_message: string | null;
    failures: number;
    down_until: Date | null;
    next_try_at: Date | null;
    recent_ms: number[];
  };
};

export type CertificateRow = Selectable<CertificateTables['certificate']>;
export type NewCertificate = Insertable<CertificateTables['certificate']>;
export type AnchorRow = CertificateTables['certificate_anchor'];
export type LossRow = CertificateTables['certificate_loss'];
export type CrlRow = CertificateTables['certificate_crl'];
export type ServiceRow = CertificateTables['certificate_service'];

export function certificateTables(db: Db | Tx) {
  return db.withTables<CertificateTables>();
}
