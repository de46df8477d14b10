import { foldAccents } from '@congvu/vntext';
import type { LeaveReason } from './definition.ts';
import { LEAVE_REASONS } from './reasons.ts';

/**
 * The reason an office means by its words, when they can be told.
 * @example leaveReasonOf('Đã nghỉ hưu từ 01/3') // 'retired'
 */
export function leaveReasonOf(text: string): LeaveReason | undefined {
  const folded = foldAccents(text);
  return LEAVE_REASONS.find(({ value, words }) => value === text || words.some((word) => folded.includes(word)))?.value;
}
