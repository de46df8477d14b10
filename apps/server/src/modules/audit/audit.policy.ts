import { definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';

export interface AuditFacts {
  agencyId: string;
  /** Of a proof: may read the object itself. */
  seesObject?: boolean;
}

type AuditAction = 'audit.search' | 'audit.export' | 'audit.view_log' | 'audit.configure' | 'audit.prove';

function isInspector(subject: Subject, { agencyId }: AuditFacts): boolean {
  return subject.agencyId === agencyId && hasRole(subject, 'auditor');
}

const INSPECTOR =
  'Nhật ký chỉ dành cho người được giao vai trò kiểm soát của cơ quan; quản trị hệ thống không đọc nhật ký.';

/**
 * Separation of duties (security.md §2.5): who runs the system looks after the log and its witnesses, and does not read who did what;
 * who reads it cannot change how it is kept.
 */
export const auditPolicies = definePolicies<AuditFacts, AuditAction>({
  'audit.search': (subject, facts) => (isInspector(subject, facts) ? YES : no(INSPECTOR)),
  'audit.export': (subject, facts) => (isInspector(subject, facts) ? YES : no(INSPECTOR)),
  'audit.view_log': (subject, { agencyId }) =>
    subject.agencyId === agencyId && hasRole(subject, 'auditor', 'administrator')
      ? YES
      : no('Tình trạng nhật ký dành cho kiểm soát và quản trị của cơ quan.'),
  'audit.configure': (subject, { agencyId }) =>
    subject.agencyId === agencyId && hasRole(subject, 'administrator')
      ? YES
      : no('Chỉ quản trị đặt nơi làm chứng và đổi khóa nhật ký.'),
  'audit.prove': (subject, facts) =>
    subject.agencyId === facts.agencyId && (facts.seesObject === true || isInspector(subject, facts))
      ? YES
      : no('Bằng chứng nhật ký dành cho người được đọc văn bản và người kiểm soát của cơ quan.'),
});
