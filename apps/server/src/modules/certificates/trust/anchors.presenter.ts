import type { TrustAnchor } from '@congvu/contracts';
import type { Subject } from '../../../platform/authorise.ts';
import { anchorPolicies } from '../certificates.policy.ts';
import type { AnchorRow } from '../certificates.tables.ts';

const PROGRAMMES: Record<AnchorRow['programme'], string> = {
  official: 'Chữ ký số chuyên dùng công vụ',
  public: 'Chữ ký số công cộng',
  demo: 'Thử nghiệm',
};

const STATES: Record<AnchorRow['state'], string> = {
  proposed: 'Chờ quản trị thứ hai đồng ý',
  active: 'Đang tin cậy',
  ended: 'Đã kết thúc tin cậy',
  rejected: 'Không được đồng ý',
};

function endingOf(row: AnchorRow): TrustAnchor['ending'] {
  return row.state === 'active' && row.end_asked_at !== null
    ? { askedBy: row.end_asker_name ?? '', askedAt: row.end_asked_at.toISOString(), reason: row.end_reason ?? '' }
    : null;
}

export function presentAnchor(row: AnchorRow, subject: Subject): TrustAnchor {
  const ending = endingOf(row);
  return {
    id: row.id,
    name: row.name,
    programme: row.programme,
    programmeLabel: PROGRAMMES[row.programme],
    sha256: row.sha256,
    validFrom: row.valid_from.toISOString(),
    validTo: row.valid_to.toISOString(),
    trustedFrom: row.trusted_from?.toISOString() ?? null,
    trustedTo: row.trusted_to?.toISOString() ?? null,
    usages: row.usages,
    crlUrls: row.crl_urls,
    ocspUrls: row.ocsp_urls,
    tsaUrls: row.tsa_urls,
    state: row.state === 'rejected' ? 'ended' : row.state,
    stateLabel: ending === null ? STATES[row.state] : 'Đang tin cậy, chờ quản trị thứ hai đồng ý kết thúc',
    proposedBy: row.proposer_name,
    decidedBy: row.decider_name,
    reason: row.reason,
    ending,
    abilities: anchorPolicies.abilities(subject, row),
  };
}
