import type { BatchState } from '@congvu/contracts';
import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';
import { SENT_STATES } from './rosters.states.ts';

export interface BatchFacts {
  /** The guiding office that puts it together. */
  agencyId: string;
  state: BatchState;
  destinationAgencyId: string;
  /** The destination works in this installation: its own people receive the roster and record results. */
  destinationHosted: boolean;
  hasLetter: boolean;
}

export type BatchAction =
  | 'requests.roster_read'
  | 'requests.roster_export'
  | 'requests.roster_change'
  | 'requests.roster_letter'
  | 'requests.roster_cancel'
  | 'requests.roster_acknowledge'
  | 'requests.roster_record'
  | 'requests.roster_archive';

const ONLY_FOCAL = 'Chỉ cán bộ đầu mối của đơn vị tổng hợp được làm việc này.';

function isOffice(subject: Subject, batch: BatchFacts): boolean {
  return subject.agencyId === batch.agencyId;
}

function isDestination(subject: Subject, batch: BatchFacts): boolean {
  return subject.agencyId === batch.destinationAgencyId && SENT_STATES.includes(batch.state);
}

function asOffice(subject: Subject, batch: BatchFacts, then: Decision): Decision {
  return isOffice(subject, batch) && hasRole(subject, 'focal') ? then : no(ONLY_FOCAL);
}

/** Lines may change until the letter is on its way; a letter that was given up opens them again. */
export function isOpen(batch: Pick<BatchFacts, 'state' | 'hasLetter'>): boolean {
  return batch.state === 'collecting' || (batch.state === 'letter_drafted' && !batch.hasLetter);
}

function whenOpen(batch: BatchFacts): Decision {
  return isOpen(batch)
    ? YES
    : no('Đợt đã có công văn hoặc đã gửi; muốn đổi danh sách thì hủy dự thảo công văn trước khi trình ký.');
}

/** Where the roster went, when it is an office of this installation; otherwise who sent it writes down what came back. */
function asRecorder(subject: Subject, batch: BatchFacts, states: readonly BatchState[]): Decision {
  const isRecorder = batch.destinationHosted ? isDestination(subject, batch) : isOffice(subject, batch);
  if (!isRecorder || !hasRole(subject, 'focal')) {
    return no(
      batch.destinationHosted
        ? 'Cán bộ đầu mối của cơ quan nhận danh sách ghi việc tiếp nhận và kết quả.'
        : 'Chỉ cán bộ đầu mối của đơn vị tổng hợp ghi kết quả nhận về.',
    );
  }
  return states.includes(batch.state) ? YES : no('Đợt không ở bước tiếp nhận, ghi kết quả.');
}

export const batchPolicies = definePolicies<BatchFacts, BatchAction>({
  'requests.roster_read': (subject, batch) =>
    (isOffice(subject, batch) && hasRole(subject, 'focal', 'leader', 'clerk', 'auditor')) ||
    (isDestination(subject, batch) && hasRole(subject, 'focal', 'leader', 'clerk', 'auditor'))
      ? YES
      : no('Danh sách tổng hợp chỉ mở cho đầu mối, lãnh đạo, văn thư của đơn vị tổng hợp và nơi nhận.'),
  // Numbers of papers in full: only who works on them and who answers for them.
  'requests.roster_export': (subject, batch) =>
    (isOffice(subject, batch) || isDestination(subject, batch)) && hasRole(subject, 'focal', 'leader')
      ? YES
      : no('Danh sách có dữ liệu cá nhân nên chỉ cán bộ đầu mối và lãnh đạo tải về được.'),
  'requests.roster_change': (subject, batch) => asOffice(subject, batch, whenOpen(batch)),
  'requests.roster_letter': (subject, batch) => asOffice(subject, batch, whenOpen(batch)),
  'requests.roster_cancel': (subject, batch) => asOffice(subject, batch, whenOpen(batch)),
  'requests.roster_acknowledge': (subject, batch) => asRecorder(subject, batch, ['sent']),
  'requests.roster_record': (subject, batch) => asRecorder(subject, batch, ['sent', 'acknowledged', 'partly_resulted']),
  'requests.roster_archive': (subject, batch) =>
    asOffice(subject, batch, batch.state === 'resulted' ? YES : no('Chỉ lưu được đợt đã có đủ kết quả.')),
});

export const rosterDeskPolicies = definePolicies<Record<never, never>, 'requests.roster_list' | 'requests.roster_open'>(
  {
    'requests.roster_list': (subject) =>
      hasRole(subject, 'focal', 'leader', 'clerk', 'auditor')
        ? YES
        : no('Trang tổng hợp dành cho đầu mối, lãnh đạo và văn thư.'),
    'requests.roster_open': (subject) => (hasRole(subject, 'focal') ? YES : no(ONLY_FOCAL)),
  },
);
