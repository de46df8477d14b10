import type { CustodyLine, MailboxView, RegisterImport, TokenView } from '@congvu/contracts';
import { id } from '../../shared/testing/ids.ts';

export function mailbox(part: Partial<MailboxView> = {}): MailboxView {
  return {
    id: id(200),
    address: 'tuala.binhlu@laichau.gov.vn',
    kind: 'person',
    holderName: 'Lý A Tủa',
    personId: null,
    unitName: '',
    agencyId: id(1),
    agencyName: 'UBND xã Bình Lư',
    aliases: [],
    quotaMb: 2048,
    usedBytes: 0,
    quotaLevel: 'ok',
    state: 'active',
    stateLabel: 'Đang dùng',
    suspendedReason: null,
    lastSignInAt: null,
    lastSentAt: null,
    lastReceivedAt: null,
    idleDays: null,
    forwardingTo: null,
    successorTo: null,
    openedOn: '2019-06-15',
    closedOn: null,
    retainUntil: null,
    shutAt: null,
    hasArchive: false,
    deletion: null,
    deletedAt: null,
    backend: 'manual',
    hosted: false,
    memberCount: 0,
    problem: null,
    pendingStep: { id: id(210), text: 'Tạo hộp thư trên hệ thống thư của tỉnh.', since: '2021-03-19T03:00:00Z' },
    abilities: { 'mail.do_step': true },
    ...part,
  };
}

export function custody(part: Partial<CustodyLine> = {}): CustodyLine {
  return {
    id: id(310),
    fromName: 'Hoàng Thị Lan',
    toName: 'Lò Văn Sơn',
    at: '2021-03-19T03:00:00Z',
    place: '',
    permission: '',
    minutes: 'BB 02 ngày 19/3/2021',
    givenBy: { name: 'Hoàng Thị Lan', at: '2021-03-19T03:00:00Z' },
    takenBy: null,
    state: 'waiting',
    stateLabel: 'Chờ người nhận xác nhận',
    abilities: { 'certificates.confirm_custody': true },
    ...part,
  };
}

export function token(part: Partial<TokenView> = {}): TokenView {
  return {
    id: id(300),
    serial: '4F-2081',
    model: 'VGCA',
    agencyId: id(1),
    agencyName: 'UBND xã Bình Lư',
    certificates: [],
    holderName: 'Lò Văn Sơn',
    custodianName: 'Hoàng Thị Lan',
    place: '',
    ofOrganisation: false,
    state: 'in_use',
    stateLabel: 'Đang sử dụng',
    custody: [],
    abilities: { 'certificates.hand_over_token': true, 'to.locked': true, 'to.broken': true },
    ...part,
  };
}

export const COLLEAGUES = {
  units: [
    {
      unitId: id(50),
      name: 'Văn phòng',
      people: [{ positionId: id(60), personId: id(70), fullName: 'Lò Văn Sơn', title: 'Chủ tịch', isHead: true }],
    },
  ],
};

export function imported(part: Partial<RegisterImport> = {}): RegisterImport {
  return {
    id: id(400),
    fileName: 'tai-khoan.xlsx',
    fresh: 1,
    updated: 0,
    same: 0,
    wrong: 1,
    ignoredColumns: ['Ghi chú'],
    rows: [
      {
        row: 3,
        text: 'Ai Đó, x.y',
        effect: 'error',
        effectLabel: 'Có lỗi',
        problems: [{ column: 'H', label: 'Ngày cấp', message: 'Không phải là ngày có thật.', severity: 'error' }],
      },
      { row: 2, text: 'Sùng A Dế, desa.khunha', effect: 'new', effectLabel: 'Thêm mới', problems: [] },
    ],
    ...part,
  };
}
