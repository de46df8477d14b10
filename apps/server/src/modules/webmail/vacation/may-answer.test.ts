import { expect, test } from 'vitest';
import type { StoredMail } from '../delivery/stored-mail.ts';
import { mayAnswer } from './may-answer.ts';

const OWN = ['mai@tamduong.laichau.gov.vn'];

function mail(returnPath: string, headers: [string, string][] = [], to = OWN[0] ?? ''): StoredMail {
  return {
    rawSha256: '',
    size: 0,
    receivedAt: new Date(0),
    returnPath,
    mail: {
      messageId: '',
      inReplyTo: '',
      references: [],
      from: [],
      replyTo: [],
      to: [{ name: '', address: to }],
      cc: [],
      subject: '',
      text: '',
      html: '',
      attachments: [],
      headers: headers.map(([name, value]) => ({ name, value })),
    },
    attachments: [],
    external: true,
  };
}

test.each<[string, StoredMail, boolean]>([
  ['a person', mail('tua@moit.gov.vn'), true],
  ['Auto-Submitted: no', mail('tua@moit.gov.vn', [['auto-submitted', 'no']]), true],
  ['a bounce', mail(''), false],
  ['a machine', mail('no-reply@moit.gov.vn'), false],
  ['the post office', mail('MAILER-DAEMON@moit.gov.vn'), false],
  ['an owner of a list', mail('owner-tin@moit.gov.vn'), false],
  ['automatic', mail('tua@moit.gov.vn', [['auto-submitted', 'auto-generated']]), false],
  ['a list', mail('tua@moit.gov.vn', [['list-id', '<x>']]), false],
  ['bulk', mail('tua@moit.gov.vn', [['precedence', 'Bulk']]), false],
  ['one who wants none', mail('tua@moit.gov.vn', [['x-auto-response-suppress', 'OOF, DR']]), false],
  ['hidden copy', mail('tua@moit.gov.vn', [], 'khac@moit.gov.vn'), false],
  ['the holder', mail('MAI@tamduong.laichau.gov.vn'), false],
])('%s', (_name, message, answer) => expect(mayAnswer(message, OWN)).toBe(answer));
