import { definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';
import type { AnchorRow, CertificateRow, LossRow } from './certificates.tables.ts';

type Owned = Pick<CertificateRow, 'agency_id' | 'kind' | 'person_id'> &
  Partial<Pick<CertificateRow, 'frozen_at' | 'revoked_at' | 'key_kind'>>;

function holds(subject: Subject, certificate: Owned): boolean {
  if (certificate.agency_id !== subject.agencyId) {
    return false;
  }
  return certificate.kind === 'person'
    ? certificate.person_id === subject.personId
    : // Decree 30/2020 Art. 32: the organisation's key is kept by the clerk, who signs with it personally.
      hasRole(subject, 'clerk');
}

export const certificatePolicies = definePolicies<
  Owned,
  | 'certificates.list'
  | 'certificates.read'
  | 'certificates.use'
  | 'certificates.unlock'
  | 'certificates.set_image'
  | 'certificates.report_loss'
>({
  'certificates.list': () => YES,
  'certificates.read': (subject, certificate) =>
    holds(subject, certificate) || (certificate.agency_id === subject.agencyId && hasRole(subject, 'administrator'))
      ? YES
      : no('Chỉ người giữ khóa và quản trị xem được chứng thư này.'),
  'certificates.use': (subject, certificate) =>
    holds(subject, certificate)
      ? YES
      : no(
          certificate.kind === 'organisation'
            ? 'Chỉ văn thư được ký bằng chữ ký số của cơ quan (Nghị định 30/2020, Điều 32).'
            : 'Chỉ chủ chứng thư được dùng khóa của mình.',
        ),
  'certificates.unlock': (subject, certificate) => {
    if (!hasRole(subject, 'administrator')) {
      return no('Chỉ quản trị được mở khóa thiết bị ký thử nghiệm.');
    }
    return certificate.key_kind === undefined || certificate.key_kind === 'demo_software'
      ? YES
      : no('Thiết bị thật bị khóa thì chỉ nơi cấp chứng thư số khôi phục được (Mẫu 05).');
  },
  'certificates.set_image': (subject, certificate) =>
    holds(subject, certificate) ? YES : no('Chỉ người giữ khóa được đổi ảnh chữ ký hoặc dấu.'),
  // Circular 22/2020, Decree 68/2024: a lost device is reported at once, by whoever learns of it first.
  'certificates.report_loss': (subject, certificate) => {
    if (certificate.agency_id !== subject.agencyId) {
      return no('Chứng thư này không thuộc cơ quan của anh/chị.');
    }
    if (!holds(subject, certificate) && !hasRole(subject, 'clerk', 'leader', 'administrator')) {
      return no('Chỉ người giữ khóa, văn thư, lãnh đạo cơ quan hoặc quản trị báo mất được chứng thư này.');
    }
    if (certificate.revoked_at instanceof Date) {
      return no('Chứng thư này đã bị thu hồi nên không cần báo mất.');
    }
    return certificate.frozen_at instanceof Date ? no('Chứng thư này đã được báo mất và đang phong tỏa.') : YES;
  },
});

const KEEPERS = 'Chỉ văn thư và quản trị quản lý chứng thư số của cơ quan.';

/** What concerns the register as a whole. */
export const registerPolicies = definePolicies<
  null,
  'certificates.list_all' | 'certificates.add_organisation' | 'certificates.add_own' | 'certificates.import_crl'
>({
  'certificates.list_all': (subject) => (hasRole(subject, 'clerk', 'administrator') ? YES : no(KEEPERS)),
  'certificates.add_organisation': (subject) => (hasRole(subject, 'clerk', 'administrator') ? YES : no(KEEPERS)),
  'certificates.add_own': () => YES,
  'certificates.import_crl': (subject) =>
    hasRole(subject, 'clerk', 'administrator')
      ? YES
      : no('Chỉ văn thư và quản trị được nhập danh sách chứng thư bị thu hồi.'),
});

type Loss = Pick<LossRow, 'agency_id' | 'state' | 'reported_by'>;

function mayClose(subject: Subject, loss: Loss) {
  if (loss.agency_id !== subject.agencyId || !hasRole(subject, 'clerk', 'leader', 'administrator')) {
    return no('Chỉ văn thư, lãnh đạo cơ quan hoặc quản trị kết thúc được việc báo mất.');
  }
  return loss.state === 'open' ? YES : no('Việc báo mất này đã kết thúc.');
}

export const lossPolicies = definePolicies<
  Loss,
  'certificates.list_losses' | 'certificates.close_loss' | 'certificates.withdraw_loss'
>({
  'certificates.list_losses': (subject) =>
    hasRole(subject, 'clerk', 'leader', 'administrator')
      ? YES
      : no('Chỉ văn thư, lãnh đạo cơ quan và quản trị xem được các việc báo mất.'),
  'certificates.close_loss': mayClose,
  'certificates.withdraw_loss': (subject, loss) => {
    const answer = mayClose(subject, loss);
    // Whoever holds a stolen session must not be able to undo the report from it.
    return answer.allowed && loss.reported_by === subject.personId
      ? no('Người báo mất không tự rút được; nhờ một người khác có thẩm quyền xác nhận.')
      : answer;
  },
});

type Anchor = Pick<AnchorRow, 'programme' | 'state' | 'proposed_by' | 'end_asked_by'>;

const ADMINISTRATORS = 'Chỉ quản trị quyết định nơi cấp chứng thư số được tin cậy.';
const SECOND = 'Cần một quản trị khác: người đề nghị không tự đồng ý được.';

/** Two persons for every change of trust: whoever takes over one account cannot make this office believe a forger. */
export const anchorPolicies = definePolicies<
  Anchor,
  | 'certificates.list_anchors'
  | 'certificates.propose_anchor'
  | 'certificates.approve_anchor'
  | 'certificates.reject_anchor'
  | 'certificates.end_anchor'
>({
  'certificates.list_anchors': (subject) =>
    hasRole(subject, 'administrator', 'clerk', 'auditor')
      ? YES
      : no('Chỉ quản trị, văn thư và kiểm tra viên xem được danh sách tin cậy.'),
  'certificates.propose_anchor': (subject) => (hasRole(subject, 'administrator') ? YES : no(ADMINISTRATORS)),
  'certificates.approve_anchor': (subject, anchor) => {
    if (!hasRole(subject, 'administrator')) {
      return no(ADMINISTRATORS);
    }
    if (anchor.state === 'proposed') {
      return anchor.proposed_by === subject.personId ? no(SECOND) : YES;
    }
    if (anchor.state === 'active' && anchor.end_asked_by !== null) {
      return anchor.end_asked_by === subject.personId ? no(SECOND) : YES;
    }
    return no('Không có đề nghị nào đang chờ.');
  },
  'certificates.reject_anchor': (subject, anchor) => {
    if (!hasRole(subject, 'administrator')) {
      return no(ADMINISTRATORS);
    }
    return anchor.state === 'proposed' || (anchor.state === 'active' && anchor.end_asked_by !== null)
      ? YES
      : no('Không có đề nghị nào đang chờ.');
  },
  'certificates.end_anchor': (subject, anchor) => {
    if (!hasRole(subject, 'administrator')) {
      return no(ADMINISTRATORS);
    }
    if (anchor.programme === 'demo') {
      return no('Nơi cấp thử nghiệm chỉ có trong bản chạy thử và không kết thúc được.');
    }
    if (anchor.state !== 'active') {
      return no('Nơi cấp này hiện không được tin cậy.');
    }
    return anchor.end_asked_by === null ? YES : no('Đã có đề nghị kết thúc đang chờ người thứ hai.');
  },
});

export const servicePolicies = definePolicies<null, 'certificates.view_services' | 'certificates.try_service'>({
  'certificates.view_services': (subject) =>
    hasRole(subject, 'administrator', 'clerk', 'auditor')
      ? YES
      : no('Chỉ quản trị, văn thư và kiểm tra viên xem được tình trạng dịch vụ.'),
  'certificates.try_service': (subject) =>
    hasRole(subject, 'administrator') ? YES : no('Chỉ quản trị được thử dịch vụ.'),
});
