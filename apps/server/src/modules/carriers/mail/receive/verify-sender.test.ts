import { describe, expect, test } from 'vitest';
import { createDomain, fixtureNames } from '../mail.testing.ts';
import { verifySender } from './verify-sender.ts';

const ours = createDomain('so.laichau.gov.vn');
const open = createDomain('khong-dmarc.gov.vn', undefined);
const stranger = createDomain('ke-la.example');
const names = fixtureNames([ours, open, stranger]);

function mail(from: string, extra = ''): Buffer {
  return Buffer.from(
    `From: ${from}\r\nTo: vanthu@thu.gov.vn\r\nSubject: Van ban\r\nDate: Tue, 16 Mar 2021 08:00:00 +0700\r\n${extra}MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nNoi dung\r\n`,
  );
}

const OURS = 'Van thu <vanthu@so.laichau.gov.vn>';

describe('the sender of a mail', () => {
  test('is proven by the signature of its own domain', async () => {
    expect(await verifySender(await ours.sign(mail(OURS)), names)).toEqual({
      proven: true,
      address: 'vanthu@so.laichau.gov.vn',
    });
  });

  test('without a policy of the domain, only by its very own signature', async () => {
    const raw = mail('vanthu@khong-dmarc.gov.vn');
    expect(await verifySender(await open.sign(raw), names)).toMatchObject({ proven: true });
    expect(await verifySender(await stranger.sign(raw), names)).toMatchObject({ code: 'carriers.mail_not_aligned' });
  });

  test.each<[string, () => Promise<Buffer>, string]>([
    ['no signature', async () => mail(OURS), 'carriers.mail_unsigned'],
    ['the signature of somebody else', async () => stranger.sign(mail(OURS)), 'carriers.mail_not_aligned'],
    [
      'a body changed after signing',
      async () =>
        Buffer.from((await ours.sign(mail(OURS))).toString('latin1').replace('Noi dung', 'Noi Dung'), 'latin1'),
      'carriers.mail_unsigned',
    ],
    [
      'a From changed after signing',
      async () =>
        Buffer.from((await ours.sign(mail(OURS))).toString('latin1').replace('vanthu@so', 'giamdoc@so'), 'latin1'),
      'carriers.mail_unsigned',
    ],
    [
      'something added behind a signature over the first part',
      async () => Buffer.concat([await ours.sign(mail(OURS), { maxBodyLength: 10 }), Buffer.from('them vao\r\n')]),
      'carriers.mail_unsigned',
    ],
    [
      'two authors in two headers',
      async () => Buffer.concat([Buffer.from('From: vanthu@ke-la.example\r\n'), await ours.sign(mail(OURS))]),
      'carriers.mail_not_aligned',
    ],
    ['a domain nobody has', async () => mail('vanthu@khong-co.gov.vn'), 'carriers.mail_unsigned'],
  ])('%s proves nothing', async (_name, raw, code) => {
    expect(await verifySender(await raw(), names)).toMatchObject({ proven: false, code });
  });

  test('is not judged while the name service is silent', async () => {
    const raw = await ours.sign(mail(OURS));
    names.isDown = true;
    expect(await verifySender(raw, names)).toEqual({ proven: 'later' });
    names.isDown = false;
    expect(await verifySender(raw, names)).toMatchObject({ proven: true });
  });
});
