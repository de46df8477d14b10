import { definePolicies, hasRole, no, YES } from '../../../platform/authorise.ts';

export interface MailItemFacts {
  agencyId: string;
}

const CLERK = 'Văn thư cơ quan làm việc này.';

export const mailItemPolicies = definePolicies<MailItemFacts, 'mail_packages.dismiss'>({
  'mail_packages.dismiss': (subject, item) =>
    hasRole(subject, 'clerk', 'administrator') && subject.agencyId === item.agencyId ? YES : no(CLERK),
});

export const mailPolicies = definePolicies<null, 'mail_packages.list' | 'mail_packages.import'>({
  'mail_packages.list': (subject) => (hasRole(subject, 'clerk', 'administrator') ? YES : no(CLERK)),
  'mail_packages.import': (subject) => (hasRole(subject, 'clerk') ? YES : no(CLERK)),
});
