import type { DraftContent, DraftView, FormatReport } from '@congvu/contracts';

export const DRAFT_ID = '01900000-0000-7000-8000-000000000d01';
export const SIGNER_ID = '01900000-0000-7000-8000-000000000501';

export function content(part: Partial<DraftContent> = {}): DraftContent {
  return {
    documentType: 'official_letter',
    abstract: 'V/v rà soát hộp thư công vụ',
    urgency: 'normal',
    signerPositionId: SIGNER_ID,
    addressees: [{ kind: 'group', group: 'communes', label: 'UBND các xã, thị trấn' }],
    recipients: [{ kind: 'line', label: 'Lưu: VT' }],
    blocks: [
      { id: 'b1', kind: 'basis', runs: [{ text: 'Căn cứ Công văn số 313/STTTT-BCVTCNTT ngày 12/3/2021;' }] },
      { id: 'b2', kind: 'paragraph', runs: [{ text: 'Đề nghị các đơn vị rà soát phần mền diệt vi-rút.' }] },
    ],
    typistMark: '',
    ...part,
  };
}

export function draftView(part: Partial<DraftView> = {}): DraftView {
  return {
    id: DRAFT_ID,
    state: 'draft',
    stateLabel: 'Dự thảo',
    version: 3,
    savedAt: '2021-03-19T08:42:00Z',
    savedBy: 'Hoàng Minh Tuấn',
    content: content(),
    symbol: 'UBND-VHTT',
    head: { governing: [], agency: ['Ủy ban nhân dân', 'huyện Tam Đường'], place: 'Tam Đường' },
    typeName: 'Công văn',
    draftingUnitName: 'Phòng Văn hóa và Thông tin',
    drafterName: 'Hoàng Minh Tuấn',
    signer: {
      positionId: SIGNER_ID,
      fullName: 'Vũ Xuân Thịnh',
      title: 'Phó Chủ tịch',
      blockLines: ['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH'],
      capacity: 'KT',
      basis: '',
    },
    signerProblem: null,
    receiverCount: 2,
    receivers: [],
    attachments: [],
    related: [],
    comments: [],
    steps: [
      { key: 'draft', label: 'Dự thảo', state: 'now', at: null, by: null },
      { key: 'content', label: 'Duyệt nội dung', state: 'waiting', at: null, by: null },
    ],
    returned: null,
    movements: [],
    abilities: { 'drafting.edit': true, 'drafting.submit': true, 'drafting.comment': true },
    ...part,
  };
}

export function report(part: Partial<FormatReport> = {}): FormatReport {
  return {
    version: 3,
    passed: 27,
    errors: 1,
    warnings: 0,
    findings: [
      {
        no: 1,
        code: 'spelling',
        severity: 'error',
        title: 'Sai chính tả',
        found: 'phần mền',
        expected: 'phần mềm',
        clause: 'Từ điển chính tả của cơ quan',
        blockId: 'b2',
        place: 'blocks.1',
        canFix: true,
      },
    ],
    ...part,
  };
}

export const OPTIONS = {
  types: [{ code: 'official_letter', name: 'Công văn', symbol: '' }],
  signers: [draftView().signer],
  groups: [
    {
      group: 'communes',
      label: 'UBND các xã, thị trấn',
      agencies: [
        { agencyId: '01900000-0000-7000-8000-0000000000a1', name: 'UBND xã Bình Lư' },
        { agencyId: '01900000-0000-7000-8000-0000000000a2', name: 'UBND xã Khun Há' },
      ],
    },
  ],
};
