import type { MailboxView } from '@congvu/contracts';

export const MAILBOX_KINDS: Record<MailboxView['kind'], string> = {
  unit: 'Thư của cơ quan, đơn vị',
  person: 'Thư cá nhân',
  role: 'Thư theo chức danh',
};
