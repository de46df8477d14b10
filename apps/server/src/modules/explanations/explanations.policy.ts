import { definePolicies, hasRole, no, YES } from '../../platform/authorise.ts';

/**
 * Whoever looks after rights or inspects them has to say why somebody sees a document or not, and reads none himself (separation of
 * duties, security.md §2.5): asking is a right of its own.
 */
export const explanationPolicies = definePolicies<{ agencyId: string }, 'explanations.ask'>({
  'explanations.ask': (subject, { agencyId }) =>
    subject.agencyId === agencyId && hasRole(subject, 'administrator', 'auditor')
      ? YES
      : no('Chỉ quản trị và kiểm soát của cơ quan hỏi được ở đây. Trên văn bản đang mở, bấm "Ai xem được".'),
});
