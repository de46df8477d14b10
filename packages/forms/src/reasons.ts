import type { LeaveReason } from './definition.ts';

/** Reasons to revoke a certificate, by Decree 68/2024 Art. 17 (quoted from excerpts; texts as the office would write them). */
export const REVOKE_REASONS = [
  { value: 'expired', label: 'Chứng thư số hết hạn', subjects: ['person', 'organisation', 'device'] },
  { value: 'key_exposed', label: 'Khóa bí mật bị lộ hoặc nghi bị lộ', subjects: ['person', 'organisation', 'device'] },
  {
    value: 'device_lost',
    label: 'Thiết bị lưu khóa bí mật bị thất lạc',
    subjects: ['person', 'organisation', 'device'],
  },
  { value: 'device_broken', label: 'Thiết bị lưu khóa bí mật bị hỏng', subjects: ['person', 'organisation', 'device'] },
  {
    value: 'post_changed',
    label: 'Thay đổi vị trí công tác, thông tin chứng thư số không còn phù hợp',
    subjects: ['person'],
  },
  { value: 'retired', label: 'Nghỉ hưu', subjects: ['person'] },
  { value: 'resigned', label: 'Thôi việc', subjects: ['person'] },
  { value: 'died', label: 'Đã chết', subjects: ['person'] },
  { value: 'dissolved', label: 'Cơ quan, tổ chức giải thể', subjects: ['organisation'] },
  { value: 'split', label: 'Cơ quan, tổ chức chia, tách', subjects: ['organisation'] },
  { value: 'merged', label: 'Cơ quan, tổ chức sáp nhập, hợp nhất', subjects: ['organisation'] },
  { value: 'device_stopped', label: 'Thiết bị, dịch vụ, phần mềm ngừng hoạt động', subjects: ['device'] },
] as const satisfies readonly { value: string; label: string; subjects: readonly string[] }[];

/** Why an account or a mailbox is no longer needed; `words` are how offices write it, without accents. */
export const LEAVE_REASONS = [
  {
    value: 'transferred',
    label: 'Chuyển công tác',
    words: ['chuyen cong tac', 'chuyen don vi', 'dieu dong', 'luan chuyen'],
  },
  { value: 'retired', label: 'Nghỉ hưu', words: ['nghi huu', 'huu tri', 'nghi che do'] },
  {
    value: 'resigned',
    label: 'Thôi việc',
    words: ['thoi viec', 'nghi viec', 'xin nghi', 'het hop dong', 'cham dut hop dong'],
  },
  { value: 'died', label: 'Đã chết', words: ['da chet', 'tu tran', 'qua doi', 'da mat'] },
  {
    value: 'unused',
    label: 'Không sử dụng',
    words: ['khong su dung', 'khong dung', 'khong con su dung', 'khong co nhu cau'],
  },
  { value: 'duplicate', label: 'Trùng tài khoản', words: ['trung tai khoan', 'trung lap', 'cap trung', 'cap thua'] },
  { value: 'unit_dissolved', label: 'Đơn vị giải thể, sáp nhập', words: ['giai the', 'sap nhap', 'hop nhat'] },
] as const satisfies readonly { value: LeaveReason; label: string; words: readonly string[] }[];
