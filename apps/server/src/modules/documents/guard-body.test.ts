import { describe, expect, test } from 'vitest';
import { textsOfBody } from './guard-body.ts';
import { findStateSecret } from './state-secret.ts';

function marksIn(body: unknown): string[] {
  return findStateSecret(textsOfBody(body)).map(({ code }) => code);
}

describe('a body', () => {
  test.each<[string, unknown]>([
    ['a note', { note: 'TỐI MẬT' }],
    ['deep in lists', { parts: [{ directive: { text: 'Độ mật: Mật' } }] }],
    ['a mail as HTML', { html: '<p>Kính gửi</p><div>TUYỆT <b>MẬT</b></div><p>Kế hoạch</p>' }],
    ['runs of one paragraph', { runs: [{ text: 'TỐI', bold: true }, { text: ' MẬT' }] }],
    ['a name of a file', { attachments: [{ fileName: 'KH_05_MAT.pdf' }] }],
    ['behind bytes', { picture: 'A'.repeat(400), note: 'MẬT' }],
  ])('with a mark as %s is marked', (_how, body) => {
    expect(marksIn(body).length).toBeGreaterThan(0);
  });

  test.each<[string, unknown]>([
    ['everyday words', { subject: 'Đổi mật khẩu', note: 'bảo mật', ids: ['1', '2'], count: 3, none: null }],
    ['a password', { password: 'MẬT', newPassword: 'TỐI MẬT', pin: 'MẬT' }],
    ['nothing', {}],
  ])('with %s passes', (_how, body) => {
    expect(marksIn(body)).toEqual([]);
  });

  test('of a hundred thousand lines or one endless tag is read in one pass', () => {
    expect(
      marksIn({ html: '<'.repeat(200_000), lines: Array.from({ length: 30_000 }, (_, index) => `dòng ${index}`) }),
    ).toEqual([]);
  });
});
