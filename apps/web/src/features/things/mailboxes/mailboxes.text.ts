import type { MailBackendName, MailboxView } from '@congvu/contracts';

export const MAILBOX_KINDS: Record<MailboxView['kind'], string> = {
  unit: 'Thư của cơ quan, đơn vị',
  person: 'Thư cá nhân',
  role: 'Thư theo chức danh',
};

export const MAILBOX_BACKENDS: Record<MailBackendName, string> = {
  manual: 'Hệ thống thư khác, làm bằng tay',
  embedded: 'Công Vụ',
  postfix: 'Máy chủ Postfix, Dovecot',
  zimbra: 'Zimbra',
};
