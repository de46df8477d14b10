import { type FormCode, MemberState, type MyCampaign } from '@congvu/contracts';
import { FORMS } from '@congvu/forms';
import { formatNumber } from '../../shared/text/dates.ts';
import type { Tone } from '../../shared/ui/marks.tsx';

/** Done first: how the slips of the tray stand, and what each is called under them. */
export const SLIPS: readonly { state: MemberState; word: string }[] = [
  { state: 'consolidated', word: 'đã tổng hợp' },
  { state: 'nil', word: 'không phát sinh' },
  { state: 'submitted', word: 'đã gửi' },
  { state: 'returned', word: 'trả lại' },
  { state: 'preparing', word: 'đang lập' },
  { state: 'not_opened', word: 'chưa mở' },
];

export const MEMBER_TONES: Record<MemberState, Tone> = {
  consolidated: 'green',
  nil: 'green',
  submitted: 'blue',
  returned: 'amber',
  preparing: 'neutral',
  not_opened: 'plain',
};

export const STATE_CHOICES: { value: MemberState | ''; label: string }[] = [
  { value: '', label: 'Mọi trạng thái' },
  ...SLIPS.map(({ state, word }) => ({ value: state, label: `${word.charAt(0).toUpperCase()}${word.slice(1)}` })),
];

export const MINE_TONES: Record<MyCampaign['tone'], Tone> = {
  neutral: 'neutral',
  amber: 'amber',
  red: 'red',
  green: 'green',
};

export function readMemberState(text: string | null): MemberState | undefined {
  const parsed = MemberState.safeParse(text);
  return parsed.success ? parsed.data : undefined;
}

/** "06", as the heads of the columns say it. */
export function numberOf(form: FormCode): string {
  return form.slice(1);
}

const FORM_BY_CODE = new Map(FORMS.map((form) => [form.code, form]));

function small(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

export function formName(code: FormCode): string {
  const form = FORM_BY_CODE.get(code);
  return form === undefined ? code : `${form.label}, ${small(form.shortTitle)}`;
}

export function formLabel(code: FormCode): string {
  return FORM_BY_CODE.get(code)?.label ?? code;
}

/** "Còn 3 ngày làm việc", "Hôm nay là ngày cuối", "Quá 2 ngày làm việc". */
export function leftPhrase(days: number): string {
  if (days < 0) {
    return `Quá ${formatNumber(-days)} ngày làm việc`;
  }
  return days === 0 ? 'Hôm nay là ngày cuối' : `Còn ${formatNumber(days)} ngày làm việc`;
}
