import { definePolicies, hasRole, no, YES } from '../../platform/authorise.ts';

/** Whose accounts stands in every statement: those of the administrator's agency and of the agencies below it. */
export const identityPolicies = definePolicies<null, 'identity.administer'>({
  'identity.administer': (subject) =>
    hasRole(subject, 'administrator')
      ? YES
      : no('Chỉ quản trị hệ thống làm được việc này. Nếu có vai quản trị, đổi vai rồi thử lại.'),
});
