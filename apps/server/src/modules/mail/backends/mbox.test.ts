import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mboxEntry } from './mbox.ts';

/** What a reader of mboxrd does: messages start at `From ` after a blank line, one `>` in front of `From ` is taken off. */
function read(mbox: string): string[] {
  const messages: string[][] = [];
  for (const line of mbox.split('\n')) {
    if (line.startsWith('From ')) {
      messages.push([]);
    } else {
      messages.at(-1)?.push(line.replace(/^>(>*From )/, '$1'));
    }
  }
  return messages.map((lines) => lines.join('\n'));
}

const WORDS = ['From ', '>From ', '>>From nobody', 'x', '', '\n', '\r\n', '\n\n', 'Subject: thư', ' From a'];
const texts = fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map((parts) => parts.join(''));

test('messages come back as they were, whatever stands in them', () => {
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1, maxLength: 5 }), (raws) => {
      const mbox = raws
        .map((raw) =>
          mboxEntry({ raw: Buffer.from(raw), receivedAt: new Date('2021-03-22T01:00:00Z'), folder: 'Đến', flags: [] }),
        )
        .join('');
      const found = read(mbox).map((text) => text.replace(/^Status: O\nX-CongVu-Folder: [^\n]*\n/, ''));
      const wanted = raws.map((raw) => {
        const lines = raw.replaceAll('\r\n', '\n');
        return `${lines}${lines === '' || lines.endsWith('\n') ? '\n' : '\n\n'}`;
      });
      // The last of them ends where the file ends; a reader keeps the blank line of each.
      expect(found.join('|').replace(/\n+\|/g, '|').trimEnd()).toBe(wanted.join('|').replace(/\n+\|/g, '|').trimEnd());
      expect(found).toHaveLength(raws.length);
    }),
  );
});

test('flags stand where mail programs read them', () => {
  const entry = mboxEntry({
    raw: Buffer.from('a: b\r\n\r\nc'),
    receivedAt: new Date('2021-03-02T01:02:03Z'),
    folder: 'Đã gửi',
    flags: ['\\Seen', '\\Flagged', '\\Answered'],
  }).toString();
  expect(entry).toBe(
    'From MAILER-DAEMON Tue Mar  2 01:02:03 2021\nStatus: RO\nX-Status: FA\nX-CongVu-Folder: %C4%90%C3%A3%20g%E1%BB%ADi\na: b\n\nc\n\n',
  );
});
