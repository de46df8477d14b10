import { definePolicies, hasRole, no, YES } from '../../../platform/authorise.ts';

export interface RulesOffice {
  /** No other agency of this installation stands above it: its rules hold for everybody. */
  highest: boolean;
}

export const rulePolicies = definePolicies<RulesOffice, 'accounts.see_rules' | 'accounts.set_rules'>({
  'accounts.see_rules': (subject) =>
    hasRole(subject, 'administrator') ? YES : no('Quản trị xem mức phí và hạn không dùng theo thời gian.'),
  'accounts.set_rules': (subject, { highest }) => {
    if (!hasRole(subject, 'administrator')) {
      return no('Quản trị đặt mức phí và hạn không dùng.');
    }
    return highest
      ? YES
      : no('Mức phí và hạn không dùng do quản trị của cơ quan cấp trên đặt chung cho mọi cơ quan trên hệ thống.');
  },
});
