import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildMime } from './build-mime.ts';

const INPUT = {
  from: { name: 'Văn thư', address: 'vanthu@tamduong.laichau.gov.vn' },
  to: [{ name: '', address: 'ai@khac.vn' }],
  cc: [],
  subject: 'Giấy mời',
  messageId: 'a@tamduong.laichau.gov.vn',
  date: new Date('2021-03-22T01:00:00Z'),
  files: [],
};

const OTHER_LINE_END = /(?<!\r)\n|\r(?!\n)/;

test('every line ends as SMTP wants it, however the text was written', async () => {
  const lines = fc.array(fc.constantFrom('Kính gửi', 'Dear', '.', ' ', '\n', '\r\n', '\r', '<br>', 'x'.repeat(1_200)), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(lines, async (parts) => {
      const raw = (await buildMime({ ...INPUT, html: `<p>${parts.join('')}</p>` })).toString('latin1');
      expect(raw).not.toMatch(OTHER_LINE_END);
    }),
  );
});
