import type { SigningBatch, SigningItem } from '@congvu/contracts';

export const ONE = '01900000-0000-7000-8000-0000000000e1';
export const TWO = '01900000-0000-7000-8000-0000000000e2';
export const STOPPED = '01900000-0000-7000-8000-0000000000e3';
export const BATCH_ID = '01900000-0000-7000-8000-0000000000b1';

export function item(documentId: string, title: string, part: Partial<SigningItem> = {}): SigningItem {
  return {
    documentId,
    title,
    typeName: 'Công văn',
    pages: 2,
    attachmentCount: 0,
    receiverCount: 26,
    fileUrl: `/api/outgoing/${documentId}/files/x`,
    digest: 'ab'.repeat(32),
    digestToShow: 'abab … abab',
    blockLines: [],
    nextNumber: null,
    checks: [{ ok: true, text: 'Nội dung không đổi từ lúc duyệt' }],
    findings: 0,
    stopped: null,
    state: 'open',
    result: null,
    ...part,
  };
}

export function batch(part: Partial<SigningBatch> = {}): SigningBatch {
  const items = part.items ?? [
    item(ONE, 'Kế hoạch tuyên truyền'),
    item(TWO, 'Quyết định kiện toàn'),
    item(STOPPED, 'Danh sách hộ nghèo', {
      stopped: { code: 'outgoing.content_changed', message: 'Nội dung đã đổi sau khi duyệt' },
    }),
  ];
  return {
    id: BATCH_ID,
    purpose: 'outgoing.sign',
    state: 'open',
    certificate: {
      id: '01900000-0000-7000-8000-0000000000c1',
      kind: 'person',
      subjectName: 'Vũ Xuân Thịnh',
      organisationName: 'UBND huyện Tam Đường',
      issuerName: 'CA THỬ NGHIỆM',
      serial: '01',
      validFrom: '2020-08-14T00:00:00Z',
      validTo: '2023-08-14T00:00:00Z',
      revokedAt: null,
      frozenAt: null,
      keyKind: 'demo_software',
      deviceLabel: 'Khóa thử nghiệm trên máy chủ',
      state: 'usable',
      stateLabel: 'Dùng được',
      pinAttemptsLeft: 5,
      imageUrl: null,
      abilities: {},
    },
    device: { way: 'page', label: 'Khóa thử nghiệm trên máy chủ', verificationCode: null, waitsUntil: null },
    items,
    totalPages: 4,
    afterSigning: 'Chuyển văn thư cấp số.',
    expiresAt: '2021-03-22T05:00:00Z',
    progress: { total: items.filter(({ stopped }) => stopped === null).length, signed: 0, failed: 0, waiting: 2 },
    ...part,
  };
}
