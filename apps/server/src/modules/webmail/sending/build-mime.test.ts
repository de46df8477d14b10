import { readMail } from '@congvu/mailguard';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildMime, type MimeInput } from './build-mime.ts';

const BASE: MimeInput = {
  from: { name: 'Văn thư', address: 'vanthu@tamduong.laichau.gov.vn' },
  to: [{ name: '', address: 'a@laichau.gov.vn' }],
  cc: [],
  subject: 'Báo cáo',
  html: '<p>Kính gửi</p>',
  date: new Date('2021-03-22T01:00:00Z'),
  messageId: 'x@tamduong.laichau.gov.vn',
  files: [],
};

const names = async (input: MimeInput) => {
  const mail = await readMail(await buildMime(input));
  return mail.headers.map(({ name }) => name).sort();
};

/** Whatever a field holds, also what the checks before refuse. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom('\r\n', '\n', '\r', 'Bcc: a@b.vn', ': ', '<', '>', '"', '\0'),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

test('no field begins a header of its own', async () => {
  const usual = await names({ ...BASE, inReplyTo: 'i@x.vn', references: ['i@x.vn'] });
  const allowed = new Set(usual);
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, hostile, async (subject, name, id, file) => {
      const found = await names({
        ...BASE,
        subject,
        from: { ...BASE.from, name },
        to: [{ name, address: 'a@laichau.gov.vn' }],
        inReplyTo: id,
        references: [id],
        files: [{ name: file, mediaType: 'text/plain', content: Buffer.from('x') }],
      });
      expect(found.filter((header) => !allowed.has(header))).toEqual([]);
      expect(new Set(found).size).toBe(found.length);
    }),
    { numRuns: 60 },
  );
});

test('what goes in comes out', async () => {
  const files = [{ name: 'Phụ lục số liệu.csv', mediaType: 'text/csv', content: Buffer.from('a,b') }];
  const mail = await readMail(await buildMime({ ...BASE, files, headers: { 'Auto-Submitted': 'auto-replied' } }));
  expect(mail).toMatchObject({
    subject: 'Báo cáo',
    from: [BASE.from],
    messageId: BASE.messageId,
    text: expect.stringContaining('Kính gửi'),
  });
  expect(mail.attachments).toMatchObject([{ name: 'Phụ lục số liệu.csv', size: 3 }]);
  expect(mail.headers).toContainEqual({ name: 'auto-submitted', value: 'auto-replied' });
});
