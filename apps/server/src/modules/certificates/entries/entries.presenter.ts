import type { CertificateEntryView } from '@congvu/contracts';
import type { Subject } from '../../../platform/authorise.ts';
import { entryStatus } from './advice.ts';
import { entryPolicies } from './entries.policy.ts';
import type { CertificateEntryRow, Container } from './entries.tables.ts';

export const CONTAINER_LABELS: Record<Container, string> = {
  token: 'USB token',
  pki_sim: 'SIM ký số',
  remote: 'Ký số từ xa',
  hsm: 'Máy chủ lưu khóa',
  software: 'Khóa thử nghiệm',
  unknown: 'Chưa ghi',
};

/** An entry with the names around it. */
export interface ListedEntry extends CertificateEntryRow {
  agency_name: string;
  token_serial: string | null;
}

/** Identity numbers, tax codes and phones stay in the register: a list of them is a find for whoever looks over a shoulder. */
export function presentEntry(entry: ListedEntry, today: string, subject: Subject): CertificateEntryView {
  const status = entryStatus(entry, today);
  return {
    id: entry.id,
    subjectKind: entry.subject_kind,
    subjectName: entry.subject_name,
    personId: entry.person_id,
    unitName: entry.unit_name,
    agencyId: entry.agency_id,
    agencyName: entry.agency_name,
    serial: entry.serial,
    issuerName: entry.issuer_name,
    validFrom: entry.valid_from,
    validTo: entry.valid_to,
    daysLeft: status.daysLeft,
    advice: status.advice,
    tone: status.tone,
    container: entry.container,
    containerLabel: CONTAINER_LABELS[entry.container],
    tokenSerial: entry.token_serial,
    email: entry.email,
    custodianName: entry.custodian_name,
    previousSerial: entry.previous_serial,
    renewalCount: entry.renewal_count,
    state: status.state,
    stateLabel: status.stateLabel,
    revokedOn: entry.revoked_on,
    revokedReason: entry.revoked_reason,
    certificateId: entry.certificate_id,
    abilities: entryPolicies.abilities(subject, entry),
  };
}

/** @example maskNumber('012345678901') // '0123*****901' */
export function maskNumber(number: string): string {
  const shown = number.length >= 9 ? 4 : 1;
  const end = number.length >= 9 ? 3 : 1;
  const hidden = Math.max(0, number.length - shown - end);
  return `${number.slice(0, shown)}${'*'.repeat(hidden)}${hidden === 0 ? '' : number.slice(-end)}`;
}
