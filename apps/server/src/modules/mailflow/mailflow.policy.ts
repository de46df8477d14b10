import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';

function administers(subject: Subject): Decision {
  return hasRole(subject, 'administrator') ? YES : no('Quản trị cơ quan khai và kiểm tra tên miền thư.');
}

export const domainListPolicies = definePolicies<null, 'mailflow.list_domains' | 'mailflow.add_domain'>({
  'mailflow.list_domains': (subject) =>
    hasRole(subject, 'administrator', 'focal', 'auditor')
      ? YES
      : no('Tên miền thư dành cho quản trị, đầu mối an toàn thông tin và người kiểm tra.'),
  'mailflow.add_domain': administers,
});

export interface DomainFactsForPolicy {
  parked: boolean;
  hasNewKeys: boolean;
}

export const domainPolicies = definePolicies<
  DomainFactsForPolicy,
  'mailflow.change_domain' | 'mailflow.check_domain' | 'mailflow.make_keys' | 'mailflow.use_keys'
>({
  'mailflow.change_domain': administers,
  'mailflow.check_domain': administers,
  'mailflow.make_keys': (subject, { parked, hasNewKeys }) => {
    if (parked) {
      return no('Tên miền không gửi thư nên không cần khóa ký.');
    }
    return hasNewKeys ? no('Đã có khóa mới chờ dùng. Công bố bản ghi rồi bấm “Dùng khóa mới”.') : administers(subject);
  },
  'mailflow.use_keys': (subject, { hasNewKeys }) =>
    hasNewKeys ? administers(subject) : no('Chưa có khóa mới. Bấm “Tạo khóa mới” trước.'),
});
