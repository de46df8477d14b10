import type { TokenView } from '@congvu/contracts';
import type { ThingState } from '../states.text.ts';

export const TOKEN_STATES: Record<TokenView['state'], ThingState> = {
  received: { label: 'Chưa bàn giao', tone: 'neutral' },
  handed_over: { label: 'Đang bàn giao', tone: 'blue' },
  in_use: { label: 'Đang sử dụng', tone: 'green' },
  locked: { label: 'Bị khóa mật khẩu', tone: 'amber' },
  lost: { label: 'Đã báo mất', tone: 'red' },
  found: { label: 'Đã tìm lại được', tone: 'neutral' },
  written_off: { label: 'Đã ghi giảm', tone: 'plain' },
  broken: { label: 'Hỏng', tone: 'amber' },
  returned: { label: 'Đã thu lại', tone: 'neutral' },
};

/** What a person records of a device; each with the sentence of its button. */
export const TOKEN_ACTS = [
  { state: 'locked', label: 'Bị khóa do nhập sai mật khẩu' },
  { state: 'in_use', label: 'Dùng lại được' },
  { state: 'broken', label: 'Hỏng' },
  { state: 'returned', label: 'Đã thu lại' },
  { state: 'found', label: 'Đã tìm lại được' },
  { state: 'written_off', label: 'Ghi giảm' },
] as const;
