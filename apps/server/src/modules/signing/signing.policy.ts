import { definePolicies, hasRole, no, YES } from '../../platform/authorise.ts';
import type { BatchRow } from './signing.tables.ts';

/** Rights over the documents are the purpose's; here who may hold a batch, and who cares for what is signed. */
export const signingPolicies = definePolicies<
  Pick<BatchRow, 'agency_id' | 'person_id' | 'position_id'>,
  | 'signing.open'
  | 'signing.sign'
  | 'signing.check'
  | 'signing.care'
  | 'signing.care_run'
  | 'signing.care_retry'
  | 'signing.settings'
  | 'signing.set_settings'
>({
  'signing.open': (subject) =>
    hasRole(subject, 'leader', 'clerk', 'unit_head')
      ? YES
      : no('Vai đang làm việc không ký văn bản. Đổi vai rồi thử lại.'),
  'signing.sign': (subject, batch) =>
    // The position too: who has two of them signs in the one that was shown.
    subject.agencyId === batch.agency_id &&
    subject.personId === batch.person_id &&
    subject.positionId === batch.position_id
      ? YES
      : no('Chỉ người mở lô ký được ký lô này, bằng đúng chức vụ đã mở.'),
  'signing.check': () => YES,
  'signing.care': (subject, { agency_id: agencyId }) =>
    subject.agencyId === agencyId && hasRole(subject, 'clerk', 'administrator', 'leader', 'auditor')
      ? YES
      : no('Chỉ văn thư, lãnh đạo, quản trị và kiểm tra xem được tình trạng chữ ký của cơ quan.'),
  'signing.care_run': (subject, { agency_id: agencyId }) =>
    subject.agencyId === agencyId && hasRole(subject, 'administrator')
      ? YES
      : no('Chỉ quản trị chạy được việc gia hạn dấu thời gian.'),
  'signing.settings': (subject, { agency_id: agencyId }) =>
    subject.agencyId === agencyId && hasRole(subject, 'administrator')
      ? YES
      : no('Chỉ quản trị xem được thiết lập ký số của cơ quan.'),
  'signing.set_settings': (subject, { agency_id: agencyId }) =>
    subject.agencyId === agencyId && hasRole(subject, 'administrator')
      ? YES
      : no('Chỉ quản trị đổi được thiết lập ký số của cơ quan.'),
  'signing.care_retry': (subject, { agency_id: agencyId }) =>
    subject.agencyId === agencyId && hasRole(subject, 'administrator', 'clerk')
      ? YES
      : no('Chỉ văn thư và quản trị bổ sung lại được dấu thời gian.'),
});
