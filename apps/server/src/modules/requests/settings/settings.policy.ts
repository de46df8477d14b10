import { definePolicies, hasRole, no, YES } from '../../../platform/authorise.ts';

/** Whose settings: always those of the agency in whose post the person acts. */
export const settingPolicies = definePolicies<null, 'requests.configure'>({
  'requests.configure': (subject) =>
    hasRole(subject, 'administrator', 'leader', 'focal')
      ? YES
      : no('Quản trị, lãnh đạo hoặc cán bộ đầu mối của cơ quan đặt nơi gửi đề nghị.'),
});
