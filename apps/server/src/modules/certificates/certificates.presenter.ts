import type { CertificateView } from '@congvu/contracts';
import type { Subject } from '../../platform/authorise.ts';
import { certificatePolicies } from './certificates.policy.ts';
import type { CertificateRow } from './certificates.tables.ts';

/** Wrong PINs in a row until a key locks, as on a real token. */
export const PIN_LIMIT = 5;

const STATES: Record<CertificateView['state'], string> = {
  usable: 'Đang hiệu lực',
  not_yet_valid: 'Chưa đến ngày hiệu lực',
  expired: 'Đã hết hạn',
  revoked: 'Đã thu hồi',
  frozen: 'Đã báo mất, đang phong tỏa',
  locked: 'Bị khóa do nhập sai mã PIN',
};

export function certificateState(row: CertificateRow, now: Date): CertificateView['state'] {
  if (row.revoked_at !== null && row.revoked_at <= now) {
    return 'revoked';
  }
  if (row.frozen_at !== null) {
    return 'frozen';
  }
  if (now < row.valid_from) {
    return 'not_yet_valid';
  }
  if (now > row.valid_to) {
    return 'expired';
  }
  return row.locked_at === null ? 'usable' : 'locked';
}

/** `subject` is who looks at it; without one nothing is offered. */
export function presentCertificate(row: CertificateRow, now: Date, subject?: Subject): CertificateView {
  const state = certificateState(row, now);
  return {
    id: row.id,
    kind: row.kind,
    subjectName: row.subject_name,
    organisationName: row.organisation_name,
    issuerName: row.issuer_name,
    serial: row.serial,
    validFrom: row.valid_from.toISOString(),
    validTo: row.valid_to.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
    frozenAt: row.frozen_at?.toISOString() ?? null,
    keyKind: row.key_kind,
    deviceLabel: row.device_label,
    state,
    stateLabel: STATES[state],
    pinAttemptsLeft: row.key_kind === 'demo_software' ? Math.max(0, PIN_LIMIT - row.failed_pins) : null,
    imageUrl: row.image_sha256 === null ? null : `/api/certificates/${row.id}/image.png`,
    abilities: subject === undefined ? {} : certificatePolicies.abilities(subject, row),
  };
}
