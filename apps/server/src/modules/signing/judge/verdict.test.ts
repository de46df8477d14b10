import type { SignatureReport } from '@congvu/pades';
import { expect, test } from 'vitest';
import { presentVerdict } from './verdict.ts';

const GOOD: SignatureReport = {
  field: 'KyNguoi1',
  kind: 'signature',
  revision: 2,
  revisionEnd: 10,
  place: null,
  verdict: 'valid',
  integrity: 'whole',
  signer: 'Vũ Xuân Thử',
  organisation: null,
  issuer: 'CA',
  serial: '01',
  claimedAt: null,
  provenAt: null,
  level: 'B',
  path: ['Vũ Xuân Thử', 'CA', 'Gốc'],
  revocation: [],
  revocationText: '',
  algorithm: '',
  weak: false,
  reasons: [],
  changes: [],
};
const STAMP: SignatureReport = { ...GOOD, field: 'DTS', kind: 'timestamp', level: 'timestamp', signer: 'TSA' };
const doubt = { code: 'TRY_LATER', text: 'Chưa có căn cứ.' } as const;
const hash = { code: 'HASH_FAILURE', text: 'Nội dung không còn đúng.' } as const;

const judge = (signatures: SignatureReport[], demo: string[] = []) =>
  presentVerdict({ kind: 'report', report: { signatures, intact: true } }, new Set(demo));

test.each<[string, SignatureReport[], string, RegExp]>([
  ['one whole', [GOOD], 'valid', /^Một chữ ký, nguyên vẹn từ lúc ký\.$/],
  ['a timestamp is not counted', [GOOD, STAMP], 'valid', /^Một chữ ký/],
  ['a timestamp nobody knows leaves the verdict', [GOOD, { ...STAMP, verdict: 'indeterminate' }], 'valid', /^Một/],
  [
    'a timestamp over other bytes spoils it',
    [GOOD, { ...STAMP, verdict: 'invalid', integrity: 'broken', reasons: [hash] }],
    'invalid',
    /dấu thời gian của tài liệu\. Nội dung/,
  ],
  ['only a timestamp', [STAMP], 'unsigned', /chỉ có dấu thời gian/],
  ['none', [], 'unsigned', /không có chữ ký số/],
  [
    'in doubt',
    [GOOD, { ...GOOD, verdict: 'indeterminate', reasons: [doubt] }],
    'indeterminate',
    /^Chưa đủ căn cứ: chữ ký của Vũ Xuân Thử\./,
  ],
  [
    'invalid outweighs doubt',
    [
      { ...GOOD, verdict: 'indeterminate', reasons: [doubt] },
      { ...GOOD, verdict: 'invalid', integrity: 'broken', reasons: [hash] },
    ],
    'invalid',
    /^Không hợp lệ: chữ ký của/,
  ],
  [
    'changed',
    [{ ...GOOD, verdict: 'invalid', integrity: 'changed_after_signing' }],
    'invalid',
    /đã bị thay đổi sau khi Vũ Xuân Thử ký/,
  ],
])('%s', (_, signatures, verdict, sentence) => {
  const view = judge(signatures);
  expect(view.verdict).toBe(verdict);
  expect(view.sentence).toMatch(sentence);
  expect(view.signers).toHaveLength(signatures.filter(({ kind }) => kind === 'signature').length);
});

test.each<[string, Parameters<typeof presentVerdict>[0], RegExp]>([
  ['a file that takes too long', { kind: 'limit' }, /Không mở tệp này/],
  ['no PDF', { kind: 'unreadable', code: 'pades.not_pdf', message: 'Không phải PDF.' }, /Không phải PDF\. Đề nghị/],
  ['a fault of ours', { kind: 'fault', message: 'x' }, /báo quản trị/],
])('%s leaves the verdict open', (_, answer, sentence) => {
  expect(presentVerdict(answer, new Set())).toMatchObject({ verdict: 'indeterminate', signers: [] });
  expect(presentVerdict(answer, new Set()).sentence).toMatch(sentence);
});

test('a key for trying out is found by its anchor, however many authorities stand between', () => {
  expect(judge([GOOD], ['Gốc']).sentence).toMatch(/^CHỮ KÝ THỬ NGHIỆM\. /);
  expect(judge([{ ...GOOD, path: [] }], ['CA']).sentence).toMatch(/^CHỮ KÝ THỬ NGHIỆM\. /);
  expect(judge([GOOD], ['Khác']).sentence).not.toMatch(/THỬ NGHIỆM/);
});
