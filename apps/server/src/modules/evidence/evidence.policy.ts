import { definePolicies, hasRole, no, YES } from '../../platform/authorise.ts';

export interface EvidenceFacts {
  agencyId: string;
  /** May read the document itself. */
  readsDocument: boolean;
}

export const evidencePolicies = definePolicies<EvidenceFacts, 'evidence.download'>({
  'evidence.download': (subject, { agencyId, readsDocument }) =>
    subject.agencyId === agencyId && (readsDocument || hasRole(subject, 'clerk', 'leader', 'auditor'))
      ? YES
      : no('Chứng cứ gửi nhận dành cho văn thư, lãnh đạo, người kiểm tra của cơ quan và người được đọc văn bản.'),
});
