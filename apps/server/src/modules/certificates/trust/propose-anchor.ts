import { createHash } from 'node:crypto';
import type { ProposeAnchor, TrustAnchor } from '@congvu/contracts';
import { type Certificate, displayName, isSelfIssued } from '@congvu/pki';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { anchorPolicies } from '../certificates.policy.ts';
import type { AnchorRow } from '../certificates.tables.ts';
import { notifyRoles } from '../notify-roles.ts';
import { presentAnchor } from './anchors.presenter.ts';
import { insertAnchor } from './anchors.store.ts';
import { isMadeBy, readPasted } from './read-certificate.ts';

/** Official dates are days in Vietnam: from their first to their last moment. */
function startOf(day: string | undefined): Date | null {
  return day === undefined ? null : new Date(`${day}T00:00:00+07:00`);
}

function endOf(day: string | undefined): Date | null {
  return day === undefined ? null : new Date(`${day}T23:59:59.999+07:00`);
}

function assertAuthority(certificate: Certificate): void {
  const { basicConstraints, keyUsage } = certificate.extensions;
  const isAuthority = basicConstraints?.ca === true && (keyUsage === undefined || keyUsage.includes('keyCertSign'));
  if (!isAuthority) {
    throw invalid(
      'certificates.usage',
      'Đây không phải chứng thư của nơi cấp chứng thư số. Chọn chứng thư gốc hoặc trung gian của nơi cấp.',
      [{ path: 'certificate', message: 'Chứng thư này không có quyền cấp chứng thư khác.' }],
    );
  }
  if (isSelfIssued(certificate) && !isMadeBy(certificate, certificate)) {
    throw invalid('certificates.unreadable', 'Chứng thư gốc bị hỏng: chữ ký của chính nó không đúng.', [
      { path: 'certificate', message: 'Chữ ký trên chứng thư không đúng.' },
    ]);
  }
}

function assertWindow(body: ProposeAnchor): void {
  if (body.trustedFrom !== undefined && body.trustedTo !== undefined && body.trustedFrom > body.trustedTo) {
    throw invalid('certificates.unreadable', 'Thời gian tin cậy không hợp lệ: ngày kết thúc đứng trước ngày bắt đầu.', [
      { path: 'trustedTo', message: 'Không được trước ngày bắt đầu.' },
    ]);
  }
}

function rowOf(context: ActingContext, certificate: Certificate, body: ProposeAnchor): AnchorRow {
  const der = Buffer.from(certificate.raw);
  return {
    id: newId(context.clock.now().getTime()),
    name: displayName(certificate.subject).normalize('NFC'),
    programme: body.programme,
    der,
    sha256: createHash('sha256').update(der).digest('hex'),
    valid_from: certificate.notBefore,
    valid_to: certificate.notAfter,
    trusted_from: startOf(body.trustedFrom),
    trusted_to: endOf(body.trustedTo),
    usages: [...new Set(body.usages)],
    crl_urls: [...new Set(body.crlUrls)],
    ocsp_urls: [...new Set(body.ocspUrls)],
    tsa_urls: [...new Set(body.tsaUrls)],
    state: 'proposed',
    reason: body.reason,
    added_at: context.clock.now(),
    proposed_by: context.subject.personId,
    proposer_name: context.subject.displayName,
    decided_at: null,
    decided_by: null,
    decider_name: null,
    end_asked_at: null,
    end_asked_by: null,
    end_asker_name: null,
    end_reason: null,
  };
}

const NOTHING_YET = { programme: 'public', state: 'proposed', proposed_by: null, end_asked_by: null } as const;

/**
 * The first of two persons: nothing is trusted by this alone.
 * @throws AppError `certificates.unreadable` · `certificates.usage` · `certificates.duplicate`
 */
export async function proposeAnchor(context: ActingContext, body: ProposeAnchor): Promise<TrustAnchor> {
  // Before a stranger's bytes are parsed for somebody who has no say in trust.
  anchorPolicies.authorize('certificates.propose_anchor', context.subject, NOTHING_YET);
  const certificate = readPasted(body.certificate, 'certificate');
  assertAuthority(certificate);
  assertWindow(body);
  const row = rowOf(context, certificate, body);
  return command(context, async (tx) => {
    if (!(await insertAnchor(tx, row))) {
      throw conflict('certificates.duplicate', `"${row.name}" đã có trong danh sách tin cậy hoặc đang chờ đồng ý.`);
    }
    await record(tx, context, {
      action: 'certificates.anchor_proposed',
      agencyId: context.subject.agencyId,
      objectKind: 'certificate_anchor',
      objectId: row.id,
      detail: {
        name: row.name,
        sha256: row.sha256,
        programme: row.programme,
        usages: row.usages,
        addresses: [...row.crl_urls, ...row.ocsp_urls, ...row.tsa_urls],
        reason: body.reason,
      },
    });
    await notifyRoles(tx, context, {
      agencyId: context.subject.agencyId,
      roles: ['administrator'],
      kind: 'certificates.anchor_proposed',
      text: `${context.subject.displayName} đề nghị tin cậy nơi cấp chứng thư số "${row.name}".`,
      link: '/quan-tri/tin-cay',
      reason: 'Cần quản trị thứ hai đồng ý hoặc từ chối',
    });
    return presentAnchor(row, context.subject);
  });
}
