import type { CheckedChange, CheckedSignature, PageMark, SignatureCheck } from '@congvu/contracts';

export const CHECK_ID = '01900000-0000-7000-8000-000000000077';

export function place(page: number, y: number, x = 60, width = 200, height = 20): PageMark {
  return { page, x, y, width, height };
}

export function change(part: Partial<CheckedChange> = {}): CheckedChange {
  return {
    kind: 'annotation',
    kindLabel: 'Chú thích trên trang',
    permitted: false,
    object: 79,
    page: 1,
    mark: place(1, 320),
    text: 'Trang 1: thêm hình dán.',
    ...part,
  };
}

export function signature(part: Partial<CheckedSignature> = {}): CheckedSignature {
  return {
    field: 'KyNguoi1',
    revision: 1,
    kind: 'signature',
    verdict: 'valid',
    verdictLabel: 'Hợp lệ',
    integrity: 'whole',
    integrityLabel: 'Nguyên vẹn',
    signer: 'Vũ Xuân Thịnh',
    organisation: 'UBND huyện Tam Đường',
    issuer: 'Nơi cấp thử',
    serial: '4F2081',
    claimedAt: '2021-03-22T02:58:00Z',
    provenAt: '2021-03-22T02:58:00Z',
    level: 'T',
    levelLabel: 'Có dấu thời gian chứng minh lúc ký',
    path: ['Vũ Xuân Thịnh', 'Nơi cấp thử', 'Gốc thử'],
    revocation: 'Còn hiệu lực.',
    algorithm: 'RSA 2048, SHA-256',
    mark: place(1, 500, 300, 120, 60),
    reasons: [],
    changes: [],
    revisionUrl: `/api/signing/checks/${CHECK_ID}/revisions/1.pdf`,
    ...part,
  };
}

export const SEAL_PLACE = place(1, 480, 260, 100, 100);

export function seal(part: Partial<CheckedSignature> = {}): CheckedSignature {
  return signature({
    field: 'DauCoQuan',
    revision: 2,
    signer: 'UBND huyện Tam Đường',
    mark: SEAL_PLACE,
    revisionUrl: `/api/signing/checks/${CHECK_ID}/revisions/2.pdf`,
    ...part,
  });
}

export const SEAL_ADDED = change({
  kind: 'signature_added',
  kindLabel: 'Thêm chữ ký',
  permitted: true,
  object: 57,
  mark: SEAL_PLACE,
  text: 'Ký vào chỗ ký DauCoQuan.',
});

export function check(part: Partial<SignatureCheck> = {}): SignatureCheck {
  return {
    id: CHECK_ID,
    fileName: 'CV 367 gia hạn.pdf',
    size: 482_000,
    sha256: 'ab'.repeat(32),
    checkedAt: '2021-03-29T07:21:00Z',
    verdict: 'valid',
    sentence: 'Đủ hai chữ ký, nguyên vẹn từ lúc ký.',
    advice: 'Tiếp nhận, vào sổ như thường lệ.',
    intact: true,
    signatures: [signature({ integrity: 'extended_as_permitted', changes: [SEAL_ADDED] }), seal()],
    reportUrl: `/api/signing/checks/${CHECK_ID}/report.pdf`,
    ...part,
  };
}

/** The deadline moved after the seal: both signatures tell of it. */
export function forged(): SignatureCheck {
  const moved = [
    change({ object: 81, mark: place(2, 90), page: 2, text: 'Trang 2: thêm chữ che.' }),
    change(),
    change({
      kind: 'trailer',
      kindLabel: 'Phần kết tệp',
      object: null,
      page: null,
      mark: null,
      text: 'Ghi thêm ở cuối.',
    }),
  ];
  const both = { verdict: 'invalid', verdictLabel: 'Không hợp lệ', integrity: 'changed_after_signing' } as const;
  return check({
    verdict: 'invalid',
    sentence: 'Văn bản đã bị thay đổi sau khi Vũ Xuân Thịnh ký.',
    advice: 'Trả lại nơi gửi.',
    intact: false,
    signatures: [signature({ ...both, changes: [...moved, SEAL_ADDED] }), seal({ ...both, changes: moved })],
  });
}
