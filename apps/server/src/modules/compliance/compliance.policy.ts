import { definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';

const inspector = (subject: Subject) =>
  hasRole(subject, 'administrator', 'auditor') ? YES : no('Trang đối chiếu tuân thủ dành cho quản trị và kiểm toán.');

/** Of oneself everybody may read what is kept, take it along and ask for it to be put right. */
export const compliancePolicies = definePolicies<null, 'compliance.view' | 'compliance.own'>({
  'compliance.view': inspector,
  'compliance.own': () => YES,
});
