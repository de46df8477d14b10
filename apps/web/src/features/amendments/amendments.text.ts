import type { AmendmentBoard, AmendmentView, AskState, ConsentRule } from '@congvu/contracts';
import type { Tone } from '../../shared/ui/marks.tsx';

export const ASK_TONES: Record<AskState, Tone> = {
  planned: 'plain',
  asked: 'amber',
  agreed: 'green',
  rejected: 'red',
  on_paper: 'neutral',
};

export const CONSENT_OPTIONS: { value: ConsentRule; label: string }[] = [
  { value: 'after_registration', label: 'Khi có nơi nhận đã vào sổ' },
  { value: 'always', label: 'Luôn cần' },
  { value: 'never', label: 'Không cần' },
];

/** "3 nơi được hỏi, 2 đồng ý, 1 từ chối, còn 1 bản giấy phải thu" */
export function describeAsked({ asked, agreed, rejected, paperDue }: AmendmentView['counts']): string {
  const parts = [
    asked === 0 ? '' : `${asked} nơi được hỏi`,
    agreed === 0 ? '' : `${agreed} đồng ý`,
    rejected === 0 ? '' : `${rejected} từ chối`,
    paperDue === 0 ? '' : `còn ${paperDue} bản giấy phải thu`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** What asking back does, before it is done: whom it concerns and that it cannot be taken back. */
export function takeBackConsequence(count: number, all: number, waits: boolean): string {
  const whom = count === all ? `cả ${count} nơi đang giữ văn bản` : `${count} trong ${all} nơi đang giữ văn bản`;
  const here =
    count === all
      ? 'Văn bản ở cơ quan mình bị đóng băng: không gửi lại, không trả lời, không dẫn chiếu được nữa.'
      : 'Với các nơi còn lại văn bản vẫn nguyên giá trị.';
  const start = waits
    ? `Có nơi nhận đã vào sổ nên lãnh đạo đồng ý trước; sau đó yêu cầu gửi đến ${whom}.`
    : `Yêu cầu gửi ngay đến ${whom}.`;
  return `${start} Nơi đồng ý hủy tệp và nội dung, không khôi phục được; sổ của họ chỉ còn số đến. ${here}`;
}

/** Whether this choice of receivers waits for a leader under the rule of the agency. */
export function waitsForLeader(board: AmendmentBoard, chosen: readonly string[], isLeader: boolean): boolean {
  if (isLeader || board.consentRule === 'never') {
    return false;
  }
  return (
    board.consentRule === 'always' ||
    board.askable.some((receiver) => receiver.registered && chosen.includes(receiver.dispatchId))
  );
}
