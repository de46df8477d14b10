import { hasRole, type Subject } from '../../platform/authorise.ts';
import type { OutgoingFacts } from './outgoing.policy.ts';

export interface OutgoingReading {
  document: OutgoingFacts;
  /** Of the drafting unit. */
  unitName: string;
  /** On what the signer's right rests when it was delegated: one sentence with its term and paper; empty otherwise. */
  delegation: string;
}

const ROLES = [
  ['clerk', 'Văn thư cơ quan: thấy mọi văn bản đi của cơ quan.'],
  ['leader', 'Lãnh đạo cơ quan: thấy mọi văn bản đi của cơ quan.'],
  ['auditor', 'Người kiểm soát: xem lại mọi văn bản đi của cơ quan.'],
] as const;

function ofUnit(subject: Subject, { document, unitName }: OutgoingReading): string[] {
  if (!subject.unitIds.includes(document.unitId)) {
    return [];
  }
  return document.unitId === subject.unitId
    ? [`Thuộc ${unitName}, đơn vị soạn thảo.`]
    : [`Phụ trách ${unitName} (đơn vị dưới quyền), đơn vị soạn thảo.`];
}

function asSigner(subject: Subject, { document, delegation }: OutgoingReading): string[] {
  if (subject.personId !== document.signerPersonId) {
    return [];
  }
  const inThisPost = subject.positionId === document.signerPositionId;
  return [
    inThisPost ? 'Người ký văn bản này.' : 'Người ký văn bản này, ở một chức vụ khác.',
    ...(inThisPost && delegation !== '' ? [delegation] : []),
  ];
}

/**
 * Where the right to read comes from, the widest first; empty for whoever has none. Says yes exactly when `outgoing.read` does
 * (outgoing.grounds.test.ts).
 */
export function groundsToRead(subject: Subject, reading: OutgoingReading): string[] {
  const { document } = reading;
  if (subject.agencyId !== document.agencyId) {
    return [];
  }
  return [
    ...ROLES.filter(([role]) => hasRole(subject, role)).map(([, words]) => words),
    ...(subject.personId === document.drafterPersonId ? ['Người soạn thảo văn bản này.'] : []),
    ...asSigner(subject, reading),
    ...ofUnit(subject, reading),
  ];
}
