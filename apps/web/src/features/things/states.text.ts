import type { AccountRegisterState, MailboxView } from '@congvu/contracts';
import type { Tone } from '../../shared/ui/marks.tsx';

export interface ThingState {
  label: string;
  tone: Tone;
}

/** States of what a person is given and gives back: accounts and mailboxes. */
export const GIVEN_STATES: Record<AccountRegisterState | MailboxView['state'], ThingState> = {
  requested: { label: 'Đang đề nghị cấp', tone: 'neutral' },
  active: { label: 'Đang dùng', tone: 'green' },
  suspended: { label: 'Tạm ngừng', tone: 'amber' },
  revoke_requested: { label: 'Đang đề nghị thu hồi', tone: 'neutral' },
  revoked: { label: 'Đã thu hồi', tone: 'plain' },
};
