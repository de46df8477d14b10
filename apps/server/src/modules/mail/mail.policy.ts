import { type Decision, definePolicies, hasRole, no, type Role, type Subject, YES } from '../../platform/authorise.ts';
import type { MailboxRow, MailboxState } from './mail.tables.ts';

/** Who sees the mailboxes of the agency; the others see their own. */
const KEEPERS: Role[] = ['clerk', 'leader', 'unit_head', 'focal', 'administrator', 'auditor'];

export function seesAgency(subject: Subject): boolean {
  return hasRole(subject, ...KEEPERS);
}

/** The guiding office looks after the agencies below, too. */
export function seesBelow(subject: Subject): boolean {
  return hasRole(subject, 'leader', 'focal', 'administrator', 'auditor');
}

export interface MailboxFactsForPolicy {
  agencyId: string;
  state: MailboxState;
  kind: MailboxRow['kind'];
  hasStep: boolean;
  hasProblem: boolean;
  hasArchive: boolean;
  /** Who asked that it be deleted. */
  deletionAskedBy: string | null;
  deleted: boolean;
  own: boolean;
}

export type MailboxAction =
  | 'mail.read'
  | 'mail.do_step'
  | 'mail.suspend'
  | 'mail.resume'
  | 'mail.rename'
  | 'mail.set_quota'
  | 'mail.change_members'
  | 'mail.name_successor'
  | 'mail.tell_again'
  | 'mail.download_archive'
  | 'mail.ask_deletion'
  | 'mail.approve_deletion'
  | 'mail.decline_deletion';

const BY_KEEPER = 'Đầu mối hướng dẫn hoặc quản trị làm việc này.';

function keeperWhen(subject: Subject, isSo: boolean, reason: string): Decision {
  if (!hasRole(subject, 'focal', 'administrator')) {
    return no(BY_KEEPER);
  }
  return isSo ? YES : no(reason);
}

function decidesDeletion(subject: Subject, agencyId: string): boolean {
  return hasRole(subject, 'administrator') || (hasRole(subject, 'leader') && subject.agencyId === agencyId);
}

const OPEN: readonly MailboxState[] = ['active', 'suspended', 'revoke_requested'];

export const mailboxPolicies = definePolicies<MailboxFactsForPolicy, MailboxAction>({
  'mail.read': (subject, mailbox) => (mailbox.own || seesAgency(subject) ? YES : no('Chỉ xem được hộp thư của mình.')),
  'mail.do_step': (subject, mailbox) => {
    if (!hasRole(subject, 'focal', 'administrator')) {
      return no('Đầu mối hướng dẫn hoặc quản trị xác nhận đã làm trên hệ thống thư.');
    }
    return mailbox.hasStep ? YES : no('Không còn việc nào chờ làm trên hệ thống thư.');
  },
  'mail.suspend': (subject, { state }) =>
    keeperWhen(subject, state === 'active', 'Chỉ tạm ngừng được hộp thư đang dùng.'),
  'mail.resume': (subject, { state }) =>
    keeperWhen(subject, state === 'suspended', 'Chỉ mở lại được hộp thư đang tạm ngừng.'),
  'mail.rename': (subject, { state }) =>
    keeperWhen(subject, OPEN.includes(state), 'Hộp thư chưa cấp hoặc đã thu hồi không đổi địa chỉ được.'),
  'mail.set_quota': (subject, { state }) =>
    keeperWhen(subject, OPEN.includes(state), 'Hộp thư chưa cấp hoặc đã thu hồi không đổi dung lượng được.'),
  'mail.change_members': (subject, { kind, state }) => {
    if (!hasRole(subject, 'leader', 'unit_head', 'focal', 'administrator')) {
      return no('Lãnh đạo, trưởng đơn vị, đầu mối hướng dẫn hoặc quản trị chọn người cùng mở hộp thư đơn vị.');
    }
    if (kind === 'person') {
      return no('Hộp thư cá nhân chỉ một người mở; nhiều người cùng xử lý thì dùng hộp thư đơn vị.');
    }
    return OPEN.includes(state) ? YES : no('Hộp thư chưa cấp hoặc đã thu hồi không thêm, bớt người được.');
  },
  'mail.name_successor': (subject, { state }) => {
    if (!hasRole(subject, 'leader', 'unit_head', 'focal', 'administrator')) {
      return no('Lãnh đạo, trưởng đơn vị, đầu mối hướng dẫn hoặc quản trị chọn người nhận thư thay.');
    }
    return state === 'requested' ? no('Hộp thư chưa được cấp.') : YES;
  },
  'mail.tell_again': (subject, { hasProblem }) =>
    keeperWhen(subject, hasProblem, 'Không còn việc nào hệ thống thư chưa nhận.'),
  // The letters of somebody who left: the head of the very office answers for opening them (spec mail.md §2), no administrator.
  'mail.download_archive': (subject, { agencyId, hasArchive }) => {
    if (!hasRole(subject, 'leader') || subject.agencyId !== agencyId) {
      return no('Chỉ lãnh đạo cơ quan của hộp thư tải được thư lưu trữ.');
    }
    return hasArchive ? YES : no('Hộp thư chưa có bản lưu trữ.');
  },
  'mail.ask_deletion': (subject, mailbox) => {
    if (!hasRole(subject, 'administrator')) {
      return no('Chỉ quản trị đề nghị xóa hộp thư; quản trị khác hoặc lãnh đạo cơ quan duyệt.');
    }
    if (mailbox.deleted || mailbox.deletionAskedBy !== null) {
      return no(mailbox.deleted ? 'Hộp thư đã xóa.' : 'Đã có đề nghị xóa hộp thư này, đang chờ duyệt.');
    }
    return mailbox.hasArchive ? YES : no('Chỉ xóa được hộp thư đã đóng và có bản lưu trữ thư.');
  },
  'mail.approve_deletion': (subject, mailbox) => {
    if (!decidesDeletion(subject, mailbox.agencyId)) {
      return no('Quản trị khác hoặc lãnh đạo cơ quan của hộp thư duyệt xóa.');
    }
    if (mailbox.deletionAskedBy === null || mailbox.deleted) {
      return no('Không có đề nghị xóa nào đang chờ duyệt.');
    }
    return mailbox.deletionAskedBy === subject.personId
      ? no('Người đề nghị không tự duyệt: cần quản trị khác hoặc lãnh đạo cơ quan.')
      : YES;
  },
  'mail.decline_deletion': (subject, mailbox) => {
    if (!decidesDeletion(subject, mailbox.agencyId)) {
      return no('Quản trị hoặc lãnh đạo cơ quan của hộp thư bỏ đề nghị xóa.');
    }
    return mailbox.deletionAskedBy === null || mailbox.deleted ? no('Không có đề nghị xóa nào đang chờ duyệt.') : YES;
  },
});

export const mailPolicies = definePolicies<
  null,
  | 'mail.list'
  | 'mail.import'
  | 'mail.export'
  | 'mail.export_steps'
  | 'mail.view_settings'
  | 'mail.save_settings'
  | 'mail.see_drifts'
>({
  'mail.list': () => YES,
  'mail.import': (subject) =>
    hasRole(subject, 'focal', 'administrator') ? YES : no('Đầu mối hướng dẫn hoặc quản trị nhập sổ thư công vụ.'),
  'mail.export': (subject) => (seesAgency(subject) ? YES : no('Vai đang làm việc không xuất được sổ thư công vụ.')),
  'mail.export_steps': (subject) =>
    hasRole(subject, 'focal', 'administrator')
      ? YES
      : no('Đầu mối hướng dẫn hoặc quản trị lấy danh sách việc làm trên hệ thống thư.'),
  'mail.view_settings': (subject) =>
    hasRole(subject, 'focal', 'administrator') ? YES : no('Đầu mối hướng dẫn hoặc quản trị xem cài đặt thư công vụ.'),
  'mail.save_settings': (subject) =>
    hasRole(subject, 'administrator') ? YES : no('Chỉ quản trị đổi được cài đặt thư công vụ.'),
  'mail.see_drifts': (subject) =>
    hasRole(subject, 'focal', 'administrator') ? YES : no('Đầu mối hướng dẫn hoặc quản trị đối chiếu hệ thống thư.'),
});
