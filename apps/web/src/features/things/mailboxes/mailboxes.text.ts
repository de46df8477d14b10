import type { MailboxView } from '@congvu/contracts';
import type { Tone } from '../../../shared/ui/marks.tsx';

export const MAILBOX_STATES: Record<MailboxView['state'], { label: string; tone: Tone }> = {
  requested: { label: 'Đang đề nghị cấp', tone: 'neutral' },
  active: { label: 'Đang dùng', tone: 'green' },
  suspended: { label: 'Tạm ngừng', tone: 'amber' },
  revoke_requested: { label: 'Đang đề nghị thu hồi', tone: 'neutral' },
  revoked: { label: 'Đã thu hồi', tone: 'plain' },
};

export const MAILBOX_KINDS: Record<MailboxView['kind'], string> = {
  unit: 'Thư của cơ quan, đơn vị',
  person: 'Thư cá nhân',
  role: 'Thư theo chức danh',
};
