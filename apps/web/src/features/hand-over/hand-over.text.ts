import type { HandOverItem, HandOverReason, HandOverView } from '@congvu/contracts';
import type { z } from 'zod';
import type { Tone } from '../../shared/ui/marks.tsx';

export type Item = z.infer<typeof HandOverItem>;

export const REASONS: readonly { value: HandOverReason; label: string }[] = [
  { value: 'transferred', label: 'Chuyển sang cơ quan nhà nước khác' },
  { value: 'transferred_party', label: 'Chuyển sang cơ quan Đảng, đoàn thể' },
  { value: 'retired', label: 'Nghỉ hưu' },
  { value: 'resigned', label: 'Thôi việc' },
  { value: 'dismissed', label: 'Buộc thôi việc' },
  { value: 'died', label: 'Từ trần' },
];

/** In the order one works through them: first what others wait for, last what shuts the door. */
export const GROUPS: readonly { key: Item['group']; label: string; sentence: string }[] = [
  { key: 'tasks', label: 'Công việc đang làm', sentence: 'Giao lại cho người khác, hạn giữ nguyên.' },
  { key: 'drafts', label: 'Dự thảo chưa phát hành', sentence: 'Chuyển cho người tiếp tục soạn hoặc hủy.' },
  { key: 'requests', label: 'Đề nghị đang lập', sentence: 'Giao lập tiếp hoặc thủ trưởng rút; đã gửi đi thì đi tiếp.' },
  {
    key: 'certificates',
    label: 'Chứng thư số',
    sentence: 'Thu hồi (Mẫu 04), hoặc mang theo khi nơi đến còn dùng được.',
  },
  { key: 'tokens', label: 'Thiết bị lưu khóa', sentence: 'Nộp lại văn thư, hai bên xác nhận trong nhật ký.' },
  { key: 'seals', label: 'Con dấu', sentence: 'Giao người giữ dấu mới, có văn bản cho phép và biên bản.' },
  { key: 'account', label: 'Tài khoản hệ thống văn bản', sentence: 'Thu hồi (Mẫu số 07) để không tốn phí.' },
  { key: 'mailbox', label: 'Thư công vụ', sentence: 'Thu hồi (Mẫu số 09) sau khi chuyển thư cần thiết.' },
];

export const ITEM_TONES: Record<Item['state'], Tone> = {
  open: 'blue',
  prepared: 'neutral',
  done: 'green',
  kept: 'plain',
};

export const HAND_OVER_TONES: Record<HandOverView['state'], Tone> = {
  open: 'blue',
  finished: 'green',
  cancelled: 'plain',
};
