import { definePolicies, hasRole, no, YES } from '../../platform/authorise.ts';

/** Who may register a mail is said beside the mail (`webmail.register`). */
export const mailbridgePolicies = definePolicies<null, 'mailbridge.free_mail_stats'>({
  'mailbridge.free_mail_stats': (subject) =>
    hasRole(subject, 'focal', 'administrator', 'leader', 'unit_head', 'auditor')
      ? YES
      : no('Thống kê thư miễn phí dành cho thủ trưởng đơn vị và cán bộ phụ trách an toàn thư.'),
});
