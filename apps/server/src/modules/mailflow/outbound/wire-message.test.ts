import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bareLineEnd, headerFields, isWireAddress, wireMessage } from './wire-message.ts';

const HEAD = 'From: a@b.vn\r\nTo: c@d.vn\r\nDate: Mon, 22 Mar 2021 08:00:00 +0700\r\n';
const mail = (head: string, body = 'than thu\r\n') => Buffer.from(`${head}\r\n${body}`, 'latin1');

describe('what goes on the wire', () => {
  test('is the mail itself, without what is for the sender alone', () => {
    const wire = wireMessage(mail(`${HEAD}Bcc: bi-mat@d.vn,\r\n khac@d.vn\r\nSubject: x\r\n`)).toString();
    expect(wire).toBe(`${HEAD}Subject: x\r\n\r\nthan thu\r\n`);
  });

  test.each([
    ['two authors', `${HEAD}From: e@f.vn\r\n`],
    ['no date', 'From: a@b.vn\r\n'],
    ['no author', 'To: a@b.vn\r\nDate: x\r\n'],
    ['a line that is no field', `${HEAD}abc\r\n`],
    ['a line feed alone in a field', `${HEAD}Subject: x\nBcc: e@f.vn\r\n`],
    ['a carriage return alone in a field', `${HEAD}Subject: x\rBcc: e@f.vn\r\n`],
    ['a null', `${HEAD}Subject: \0\r\n`],
    ['a line without end', `${HEAD}Subject: ${'x'.repeat(1_000)}\r\n`],
  ])('refuses %s', (_name, head) => {
    expect(() => wireMessage(mail(head))).toThrow(expect.objectContaining({ code: 'mailflow.bad_message' }));
  });

  test('refuses the end of a mail hidden in its text', () => {
    expect(() => wireMessage(mail(HEAD, 'x\n.\r\nMAIL FROM:<>\r\n'))).toThrow(
      expect.objectContaining({ code: 'mailflow.bad_message' }),
    );
  });

  test('folded lines belong to their field', () => {
    expect(headerFields(mail(`${HEAD}Subject: x\r\n\tBcc: y@z.vn\r\n`)).map(({ name }) => name)).toEqual([
      'from',
      'to',
      'date',
      'subject',
    ]);
  });
});

test('every CR and LF that stands alone is found, and none that does not', () => {
  const piece = fc.constantFrom('\r\n', '\r', '\n', 'a', '.');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      expect(bareLineEnd(Buffer.from(text))).toBe(/(?<!\r)\n|\r(?!\n)/.test(text));
    }),
  );
});

test.each([
  ['vanthu@tinh.gov.vn', true],
  ['a+b@x.vn', true],
  ['a@x.vn>\r\nRCPT TO:<b@x.vn', false],
  ['a b@x.vn', false],
  ['a@x.vn\r', false],
  ['"a"@x.vn', false],
  ['@x.vn', false],
  ['a@', false],
  ['thư@x.vn', false],
])('%j may stand in a command: %s', (address, expected) => {
  expect(isWireAddress(address)).toBe(expected);
});
