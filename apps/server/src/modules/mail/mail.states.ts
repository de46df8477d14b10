import type { MailboxRow, MailboxState } from './mail.tables.ts';
import type { BoxEffect } from './ports.ts';

export const MAILBOX_STATE_LABELS: Record<MailboxState, string> = {
  requested: 'Đang đề nghị cấp',
  active: 'Đang dùng',
  suspended: 'Tạm ngừng',
  revoke_requested: 'Đang đề nghị thu hồi',
  revoked: 'Đã thu hồi',
};

/** Which act leads from where to where; any other pair is `mail.wrong_state`. */
export const MAILBOX_TRANSITIONS = {
  grant: { from: ['requested', 'active'], to: 'active' },
  request_revocation: { from: ['active', 'suspended'], to: 'revoke_requested' },
  give_up_revocation: { from: ['revoke_requested'], to: 'active' },
  suspend: { from: ['active'], to: 'suspended' },
  resume: { from: ['suspended'], to: 'active' },
  revoke: { from: ['requested', 'active', 'suspended', 'revoke_requested'], to: 'revoked' },
} as const satisfies Record<string, { from: readonly MailboxState[]; to: MailboxState }>;

export const IN_USE: readonly MailboxState[] = ['active', 'suspended', 'revoke_requested'];

export const KIND_LABELS: Record<MailboxRow['kind'], string> = {
  unit: 'Đơn vị',
  person: 'Cá nhân',
  role: 'Chức danh',
};

/**
 * What the mailbox does by what the register says (spec mail.md §2). A revocation that is only asked for changes nothing: the holder works
 * on until Mẫu 09 is granted, unless the mailbox was suspended before.
 */
export function effectOf(mailbox: Pick<MailboxRow, 'state' | 'suspended_reason' | 'shut_at'>): BoxEffect {
  switch (mailbox.state) {
    case 'requested':
      return 'none';
    case 'active':
      return 'active';
    case 'suspended':
      return 'locked';
    case 'revoke_requested':
      return mailbox.suspended_reason === null ? 'active' : 'locked';
    case 'revoked':
      return mailbox.shut_at === null ? 'retained' : 'closed';
  }
}
