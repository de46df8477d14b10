import type {
  FormDetails,
  IntroductionDetails,
  InvitationDetails,
  LeavePermitDetails,
  MinutesDetails,
  TelegramDetails,
} from '../form-details.ts';
import { dashLine, endWith, tidy } from './rich-text.ts';
import type { Run, SheetBlock } from './sheet.ts';

/** What a form puts before and behind the running text (Annex III part II forms 1.6–1.10). */
export interface FormLines {
  before: SheetBlock[];
  after: SheetBlock[];
}

function line(text: string): SheetBlock {
  return { k: 'par', runs: [{ t: tidy(text) }], indent: true };
}

function field(label: string, value: string, mark = '.'): SheetBlock {
  const runs: Run[] = [{ t: `${label}: ${tidy(value)}` }];
  return { k: 'par', runs: endWith(runs, mark), indent: true };
}

function dashes(items: string[]): SheetBlock[] {
  return items.map((item, index) => line(dashLine(item, index === items.length - 1 ? '.' : ';')));
}

function telegram(details: TelegramDetails): FormLines {
  const from: SheetBlock = {
    k: 'center',
    runs: [{ t: `${tidy(details.from).toLocaleUpperCase('vi')} điện:`, b: true }],
    gap: 'wide',
    sticky: true,
  };
  return { before: [from, ...dashes(details.to)], after: [] };
}

function invitation(details: InvitationDetails): FormLines {
  const before = [
    line(`${tidy(details.inviter)} trân trọng kính mời: ${tidy(details.guests)}`),
    line(`Tới dự: ${tidy(details.event)}`),
    ...(details.chair === undefined ? [] : [field('Chủ trì', details.chair)]),
    field('Thời gian', details.time),
    field('Địa điểm', details.venue),
  ];
  return { before, after: (details.notes ?? []).map(line) };
}

function introduction(details: IntroductionDetails): FormLines {
  const before = [
    line(`${tidy(details.introducer)} trân trọng giới thiệu:`),
    line(`Ông (bà): ${tidy(details.person)}`),
    line(`Chức vụ: ${tidy(details.position)}`),
    line(`Được cử đến: ${tidy(details.sentTo)}`),
    line(`Về việc: ${tidy(details.purpose)}`),
    line('Đề nghị Quý cơ quan tạo điều kiện để ông (bà) có tên ở trên hoàn thành nhiệm vụ.'),
  ];
  return {
    before,
    after: [line(`Giấy này có giá trị đến hết ngày ${tidy(details.validUntil)}.`)],
  };
}

function minutes(details: MinutesDetails): FormLines {
  const before = [
    field('Thời gian bắt đầu', details.startedAt),
    field('Địa điểm', details.venue),
    line('Thành phần tham dự:'),
    ...dashes(details.participants),
    field('Chủ trì (chủ tọa)', details.chair),
    field('Thư ký (người ghi biên bản)', details.secretary),
    line('Nội dung (theo diễn biến cuộc họp/hội nghị/hội thảo):'),
  ];
  return {
    before,
    after: [line(`Cuộc họp kết thúc vào ${tidy(details.endedAt)}.`)],
  };
}

function leavePermit(details: LeavePermitDetails): FormLines {
  const before = [
    line(`Xét Đơn đề nghị nghỉ phép ngày ${tidy(details.applicationOn)} của ông (bà) ${tidy(details.person)}.`),
    line(`Nay cấp cho ông (bà): ${tidy(details.person)}`),
    line(`Chức vụ: ${tidy(details.position)}`),
    line(`Nghỉ ${tidy(details.leaveKind)} ${tidy(details.period)}, tại ${tidy(details.place)}.`),
  ];
  return {
    before,
    after: [line('Số ngày nghỉ phép nêu trên được tính vào thời gian nghỉ theo quy định.')],
  };
}

/** Lines of the printed form the details belong to. */
export function composeForm(details: FormDetails): FormLines {
  switch (details.form) {
    case 'telegram':
      return telegram(details);
    case 'invitation':
      return invitation(details);
    case 'introduction':
      return introduction(details);
    case 'minutes':
      return minutes(details);
    case 'leave_permit':
      return leavePermit(details);
  }
}
