import { definePolicies, hasRole, no, YES } from '../../platform/authorise.ts';
import type { BatchRow } from './signing.tables.ts';

/** Rights over the documents are the purpose's; here only who may hold a batch. */
export const signingPolicies = definePolicies<
  Pick<BatchRow, 'agency_id' | 'person_id' | 'position_id'>,
  'signing.open' | 'signing.sign' | 'signing.check'
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
});
