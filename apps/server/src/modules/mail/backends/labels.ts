import type { BackendName } from '../mail.tables.ts';

export const BACKEND_LABELS: Record<BackendName, string> = {
  manual: 'Chưa nối hệ thống thư: người quản trị làm trên hệ thống thư công vụ rồi xác nhận tại đây',
  embedded: 'Thư đặt tại Công Vụ: hộp thư mở, khóa ngay khi sổ ghi',
  postfix: 'Máy chủ thư Postfix, Dovecot của cơ quan',
  zimbra: 'Hệ thống thư Zimbra',
};
