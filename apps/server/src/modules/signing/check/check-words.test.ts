import { expect, test } from 'vitest';
import { adviseOn, withFieldWords } from './check-words.ts';

type Signature = Parameters<typeof adviseOn>[1][number];

const GOOD: Signature = { kind: 'signature', verdict: 'valid', provenAt: '2021-03-22T01:00:00Z', reasons: [] };
const bad = (verdict: Signature['verdict'], ...codes: string[]): Signature => ({
  ...GOOD,
  verdict,
  reasons: codes.map((code) => ({ code })),
});

test.each<[string, Parameters<typeof adviseOn>, RegExp]>([
  ['valid and proven', ['valid', [GOOD]], /^Tiếp nhận, vào sổ như thường lệ\.$/],
  ['valid, time only claimed', ['valid', [{ ...GOOD, provenAt: null }]], /tự khai\.$/],
  ['a key for trying out', ['valid', [{ ...GOOD, reasons: [{ code: 'DEMO_SIGNATURE' }] }]], /^Chữ ký thử nghiệm/],
  ['a timestamp is nobody who claims', ['valid', [GOOD, { ...GOOD, kind: 'timestamp', provenAt: null }]], /lệ\.$/],
  ['unsigned', ['unsigned', []], /^Chỉ dùng để biết, tham khảo/],
  ['changed', ['invalid', [GOOD, bad('invalid', 'CHANGED_AFTER_SIGNING')]], /^Không vào sổ/],
  [
    'changed and no chain',
    ['invalid', [bad('invalid', 'NO_CERTIFICATE_CHAIN_FOUND', 'CHANGED_AFTER_SIGNING')]],
    /^Không vào sổ/,
  ],
  ['revoked', ['invalid', [bad('invalid', 'REVOKED')]], /thu hồi/],
  ['unknown authority', ['indeterminate', [bad('indeterminate', 'NO_CERTIFICATE_CHAIN_FOUND')]], /danh sách tin cậy/],
  ['no list yet', ['indeterminate', [bad('indeterminate', 'TRY_LATER')]], /CRL/],
  ['the one in doubt speaks', ['indeterminate', [GOOD, bad('indeterminate', 'TRY_LATER')]], /CRL/],
  ['a reason nobody has words for', ['invalid', [bad('invalid', 'X')]], /^Không tiếp nhận/],
  ['cannot be read', ['indeterminate', []], /^Chưa kết luận được/],
])('%s', (_, [verdict, signatures], wanted) => {
  expect(adviseOn(verdict, signatures)).toMatch(wanted);
});

test.each([
  ['Điền So: 365.', 'Điền số: 365.'],
  ['Điền Thang: 3.', 'Điền tháng: 3.'],
  ['Trường DauCoQuan đã khóa.', 'Trường dấu cơ quan đã khóa.'],
  ['Ký vào chỗ ký DauCoQuan.', 'Ký vào chỗ ký dấu cơ quan.'],
  ['Điền Soạn: x.', 'Điền Soạn: x.'],
])('%s → %s', (text, said) => {
  expect(withFieldWords(text)).toBe(said);
});
