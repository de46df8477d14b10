import { definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';

const administrator = (subject: Subject) =>
  hasRole(subject, 'administrator') ? YES : no('Sao lưu và khôi phục do quản trị điều khiển.');

/** The head reads the reports (security.md §2.18); a restore over a living office is nobody's right here: it is an offline command. */
const reader = (subject: Subject) =>
  hasRole(subject, 'administrator', 'leader', 'auditor')
    ? YES
    : no('Báo cáo sao lưu dành cho lãnh đạo, quản trị và kiểm toán.');

export const upkeepPolicies = definePolicies<null, 'upkeep.view' | 'upkeep.run' | 'upkeep.set'>({
  'upkeep.view': reader,
  'upkeep.run': administrator,
  'upkeep.set': administrator,
});
