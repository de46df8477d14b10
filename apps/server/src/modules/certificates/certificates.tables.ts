import type { Db, Tx } from '../../platform/db.ts';

export type CertificateKind = 'person' | 'organisation';
type KeyKind = 'demo_software' | 'token' | 'sim' | 'remote';

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
    key_kind: KeyKind;
    device_label: string;
    key_reference: string;
    image_sha256: string | null;
    image_width_mm: string | null;
    image_height_mm: string | null;
    failed_pins: number;
    locked_at: Date | null;
    revoked_at: Date | null;
    revoked_reason: string | null;
  };
  certificate_anchor: {
    id: string;
    name: string;
    programme: 'official' | 'public' | 'demo';
    der: Buffer;
    sha256: string;
    added_at: Date;
    removed_at: Date | null;
  };
};

export type CertificateRow = CertificateTables['certificate'];
export type AnchorRow = CertificateTables['certificate_anchor'];

export function certificateTables(db: Db | Tx) {
  return db.withTables<CertificateTables>();
}
