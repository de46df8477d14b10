import type { CampaignMember, CampaignView, MemberState, MyCampaign } from '@congvu/contracts';

export const CAMPAIGN = '01900000-0000-7000-8000-00000000c001';

export function agencyId(number: number): string {
  return `01900000-0000-7000-8000-0000000${String(10_000 + number)}`;
}

export function member(number: number, state: MemberState, part: Partial<CampaignMember> = {}): CampaignMember {
  const name = `UBND xã Số ${number}`;
  return {
    agencyId: agencyId(number),
    agencyName: name,
    shortName: name,
    group: 'communes',
    headName: 'Tẩn A Páo',
    headTitle: 'Chủ tịch',
    counts: { M06: state === 'submitted' ? 2 : null, M07: state === 'submitted' ? 0 : null },
    state,
    stateLabel: state === 'submitted' ? 'Đã gửi' : state === 'preparing' ? 'Đang lập' : 'Chưa mở',
    late: false,
    overdue: false,
    submittedAt: null,
    reminders: 1,
    lastRemindedAt: null,
    next: state === 'submitted' ? 'accept' : 'remind',
    nextLabel: state === 'submitted' ? 'Tiếp nhận' : 'Nhắc lần 2',
    ...part,
  };
}

export function campaign(items: readonly CampaignMember[], part: Partial<CampaignView> = {}): CampaignView {
  const count = (state: MemberState): number => items.filter((one) => one.state === state).length;
  const done = count('submitted') + count('nil') + count('consolidated');
  return {
    id: CAMPAIGN,
    name: 'Thu danh sách Mẫu số 06 và 07',
    forms: ['M06', 'M07'],
    basisText: 'Công văn 367/UBND-VHTT',
    basisLink: '/van-ban-di/1',
    dueBefore: '2021-04-02',
    lastGoodDay: '2021-04-01',
    dueSentence: 'trước ngày 02/4/2021, ngày cuối là thứ Năm 01/4',
    workingDaysLeft: 3,
    state: 'open',
    stateLabel: 'Đang thu',
    members: items.length,
    done,
    late: 0,
    never: 0,
    openedAt: '2021-03-22T02:00:00.000Z',
    link: `/dot-thu/${CAMPAIGN}`,
    abilities: {
      'campaigns.read': true,
      'campaigns.remind': true,
      'campaigns.edit': true,
      'campaigns.close': true,
      'campaigns.report': 'Báo cáo được lập khi đã qua ngày cuối.',
      'campaigns.export': true,
    },
    groups: [{ key: 'communes', name: 'UBND xã, thị trấn', total: items.length, done }],
    summary: {
      not_opened: count('not_opened'),
      preparing: count('preparing'),
      submitted: count('submitted'),
      returned: count('returned'),
      nil: count('nil'),
      consolidated: count('consolidated'),
    },
    ladder: [
      { on: '2021-03-22', label: 'Mở đợt thu', state: 'done' },
      { on: '2021-04-01', label: 'Ngày cuối', state: 'last_day' },
    ],
    reminderSteps: [-5, -2, 0, 1],
    items: [...items],
    nextCursor: null,
    reportDocumentId: null,
    reportLink: null,
    movements: [],
    ...part,
  };
}

export function mine(part: Partial<MyCampaign> = {}): MyCampaign {
  const form = (code: 'M06' | 'M07', label: string): MyCampaign['forms'][number] => ({
    form: code,
    formLabel: label,
    title: 'Tài khoản hệ thống văn bản',
    requestId: null,
    requestState: null,
    requestStateLabel: 'Chưa lập',
    rows: null,
    nil: false,
    link: null,
  });
  return {
    id: CAMPAIGN,
    name: 'Thu danh sách Mẫu số 06 và 07',
    officeName: 'UBND huyện Tam Đường',
    basisText: 'Công văn 367/UBND-VHTT',
    basisLink: null,
    dueBefore: '2021-04-02',
    lastGoodDay: '2021-04-01',
    dueSentence: 'trước ngày 02/4/2021, ngày cuối là thứ Năm 01/4',
    workingDaysLeft: 3,
    tone: 'neutral',
    state: 'preparing',
    stateLabel: 'Đang lập',
    forms: [form('M06', 'Mẫu số 06'), form('M07', 'Mẫu số 07')],
    abilities: { 'campaigns.mine': true, 'campaigns.answer': true, 'campaigns.nil': true },
    ...part,
  };
}
