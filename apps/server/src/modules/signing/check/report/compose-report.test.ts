import type { CheckedSignature, SignatureCheck } from '@congvu/contracts';
import { expect, test } from 'vitest';
import { composeReport } from './compose-report.ts';

const SIGNATURE: CheckedSignature = {
  field: 'KyNguoi1',
  revision: 2,
  kind: 'signature',
  verdict: 'valid',
  verdictLabel: 'Hợp lệ',
  integrity: 'whole',
  integrityLabel: 'Nguyên vẹn',
  signer: 'Vũ Xuân Thử',
  organisation: '',
  issuer: 'CA thử',
  serial: '01',
  claimedAt: '2021-03-22T01:00:00Z',
  provenAt: null,
  level: 'B',
  levelLabel: 'Chữ ký cơ bản, chưa có dấu thời gian',
  path: ['Vũ Xuân Thử', 'CA thử'],
  revocation: 'Còn hiệu lực.',
  algorithm: 'RSA 2048, SHA-256',
  mark: { page: 3, x: 0, y: 0, width: 1, height: 1 },
  reasons: [],
  changes: [],
  revisionUrl: null,
};

const CHECK: SignatureCheck = {
  id: '0195b7d2-0000-7000-8000-000000000000',
  fileName: 'a.pdf',
  size: 2_621_440,
  sha256: 'ab'.repeat(32),
  checkedAt: '2021-03-22T01:00:00Z',
  verdict: 'invalid',
  sentence: 'Không hợp lệ: văn bản đã bị thay đổi sau khi Vũ Xuân Thử ký.',
  advice: 'Trả lại.',
  intact: false,
  signatures: [SIGNATURE],
  reportUrl: '',
};

const compose = (check: Partial<SignatureCheck> = {}) =>
  composeReport({ ...CHECK, ...check }, { agencyName: 'UBND', by: 'Lò Thị Thử', at: new Date('2021-03-22T01:05:59Z') });
const rows = (signature: Partial<CheckedSignature>) =>
  Object.fromEntries(compose({ signatures: [{ ...SIGNATURE, ...signature }] }).signatures[0]?.rows ?? []);

test('the verdict is said once, times in Vietnam, sizes as people read them', () => {
  const report = compose();
  expect(report).toMatchObject({
    label: 'Không hợp lệ',
    sentence: 'Văn bản đã bị thay đổi sau khi Vũ Xuân Thử ký.',
    printedAt: '08:05 ngày 22/3/2021',
  });
  expect(Object.fromEntries(report.file)).toMatchObject({
    'Dung lượng': '2,5 MB',
    'Kiểm tra lúc': '08:00:00 ngày 22/3/2021',
  });
});

test.each<[string, Partial<CheckedSignature>, Record<string, string | undefined>]>([
  ['claimed', {}, { 'Ký lúc': '08:00:00 ngày 22/3/2021, do người ký tự khai' }],
  [
    'proven',
    { provenAt: '2021-03-22T01:00:03Z' },
    { 'Ký lúc': '08:00:03 ngày 22/3/2021, có dấu thời gian chứng minh' },
  ],
  ['no time at all', { claimedAt: null }, { 'Ký lúc': 'Không ghi' }],
  [
    'a timestamp',
    { kind: 'timestamp', provenAt: '2021-03-22T01:00:03Z' },
    { 'Ký lúc': undefined, 'Thời điểm': '08:00:03 ngày 22/3/2021, có dấu thời gian chứng minh' },
  ],
  ['without a picture', { mark: null }, { 'Trên văn bản': 'Không có hình trên trang' }],
  [
    'empty facts leave no line',
    { organisation: '', revocation: '' },
    { 'Cơ quan, tổ chức': undefined, 'Thu hồi': undefined },
  ],
])('%s', (_, signature, wanted) => {
  const found = rows(signature);
  for (const [label, value] of Object.entries(wanted)) {
    expect(found[label]).toBe(value);
  }
});

test('a long list of changes is cut and says so; the code follows the answer, not the printing', () => {
  const change = { kind: 'object', kindLabel: 'x', permitted: false, object: 1, page: null, mark: null, text: 'x' };
  const changes = Array.from({ length: 45 }, () => change);
  const [signature] = compose({ signatures: [{ ...SIGNATURE, changes }] }).signatures;
  expect(signature?.changes).toHaveLength(40);
  expect(signature?.changesNote).toContain('5');
  expect(compose().code).toBe(compose().code);
  expect(compose({ sha256: 'cd'.repeat(32) }).code).not.toBe(compose().code);
});
