import type { BatchView, RequestListItem, RequestView, RosterLineView } from '@congvu/contracts';

export const BATCH = '01900000-0000-7000-8000-00000000b001';

export function id(number: number): string {
  return `01900000-0000-7000-8000-0000000${String(20_000 + number)}`;
}

export function listItem(number: number, part: Partial<RequestListItem> = {}): RequestListItem {
  return {
    id: id(number),
    kind: 'account.revoke',
    form: 'M07',
    formLabel: 'Mẫu số 07',
    title: 'Thu hồi tài khoản hệ thống văn bản',
    subject: '2 tài khoản',
    agencyId: id(100 + number),
    agencyName: `UBND xã Số ${number}`,
    unitName: 'Văn phòng',
    declarantName: null,
    state: 'submitted',
    stateLabel: 'Đã gửi đơn vị đầu mối',
    nil: false,
    urgent: false,
    late: false,
    itemCount: 2,
    doneCount: 0,
    errors: 0,
    warnings: 0,
    returnedReason: null,
    campaignId: null,
    dueBefore: null,
    submittedAt: '2021-03-24T03:00:00.000Z',
    updatedAt: '2021-03-24T03:00:00.000Z',
    link: `/de-nghi/${id(number)}`,
    abilities: { 'requests.accept': true, 'requests.return': true, 'requests.refuse': true },
    ...part,
  };
}

function item(number: number, fullName: string): RequestView['items'][number] {
  return {
    id: id(500 + number),
    no: number,
    part: null,
    values: { fullName, position: 'Công chức', unit: 'UBND xã', account: `u${number}.xa`, reason: 'Nghỉ hưu' },
    state: 'open',
    stateLabel: 'Chờ kết quả',
    reason: '',
    result: '',
    recordedAt: null,
  };
}

export function request(number: number, part: Partial<RequestView> = {}): RequestView {
  return {
    ...listItem(number),
    set: '2021',
    revision: 1,
    version: 2,
    content: { rows: [] },
    findings: [],
    overrides: [],
    prefilled: [],
    consolidatorName: 'UBND huyện Tam Đường',
    declareModes: [],
    approveModes: [],
    signatures: [
      {
        role: 'head',
        mode: 'digital',
        name: 'Tẩn A Páo',
        title: 'Chủ tịch',
        at: '2021-03-24T03:00:00.000Z',
        certificateSerial: '54A1',
      },
    ],
    items: [item(1, 'Sùng A Dế'), item(2, 'Giàng A Lử')],
    moreItems: false,
    pdfUrl: `/api/requests/${id(number)}/print`,
    attachments: [],
    steps: [],
    movements: [],
    returned: null,
    revisions: [],
    batch: null,
    yearlyCost: null,
    ...part,
  };
}

export function line(number: number, part: Partial<RosterLineView> = {}): RosterLineView {
  return {
    id: id(700 + number),
    requestId: id(1),
    agencyId: id(101),
    agencyName: 'UBND xã Bình Lư',
    part: null,
    stt: number,
    originalNo: number,
    values: { fullName: `Người ${number}`, position: 'Công chức', unit: 'UBND xã Bình Lư' },
    late: false,
    state: 'open',
    stateLabel: 'Chờ kết quả',
    reason: '',
    result: '',
    recordedAt: null,
    ...part,
  };
}

export function batch(part: Partial<BatchView> = {}): BatchView {
  return {
    id: BATCH,
    kind: 'account.new',
    form: 'M06',
    formLabel: 'Mẫu số 06',
    name: 'Mẫu số 06, đợt 19/3',
    state: 'collecting',
    stateLabel: 'Đang tổng hợp',
    destinationName: 'Sở Thông tin và Truyền thông',
    campaignId: null,
    lines: 2,
    agencies: 1,
    openFindings: 0,
    granted: 0,
    refused: 0,
    waiting: 2,
    numberSymbol: '',
    sentAt: null,
    answerDueOn: null,
    overdue: false,
    updatedAt: '2021-03-24T03:00:00.000Z',
    link: `/tong-hop/${BATCH}`,
    abilities: {
      'requests.roster_read': true,
      'requests.roster_export': true,
      'requests.roster_change': true,
      'requests.roster_letter': true,
      'requests.roster_cancel': true,
    },
    findings: [],
    totals: [{ agencyId: id(101), agencyName: 'UBND xã Bình Lư', count: 2, late: 0 }],
    items: [],
    nextCursor: null,
    files: [],
    letter: null,
    movements: [],
    ...part,
  };
}

/** What the superior gets: sent, its results to be written. */
export function sentBatch(part: Partial<BatchView> = {}): BatchView {
  return batch({
    state: 'sent',
    stateLabel: 'Đã gửi cấp trên',
    numberSymbol: '412/UBND-VHTT',
    sentAt: '2021-03-24T03:00:00.000Z',
    abilities: {
      'requests.roster_read': true,
      'requests.roster_export': true,
      'requests.roster_record': true,
      'requests.roster_acknowledge': true,
    },
    ...part,
  });
}
