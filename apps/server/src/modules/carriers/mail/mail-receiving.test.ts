import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { dismissMailItem } from './commands/dismiss-item.ts';
import { importPackage } from './commands/import-package.ts';
import {
  createDomain,
  createMailOffice,
  fixtureNames,
  knowAgency,
  letterOf,
  type MailOffice,
  packageOf,
} from './mail.testing.ts';
import { listMailItems } from './queries/list-items.ts';
import { receiveMail } from './receive/receive-mail.ts';
import { receiverTag } from './send/compose-mail.ts';

const SENDER = { code: 'H35.9', name: 'UBND huyện Thử', email: 'vanthu@thu.laichau.gov.vn' };
const US = { code: 'H35.1', name: 'Văn phòng UBND tỉnh', email: 'vanthu@vpubnd.laichau.gov.vn' };

/** Whom the mail that came back was for. */
const RETURNED = 'H35.7';

const domain = createDomain('thu.laichau.gov.vn');
const stranger = createDomain('ke-la.example');
const free = createDomain('gmail.com');
const names = fixtureNames([domain, stranger, free]);

let b: MailOffice;
let letter: Buffer;

beforeAll(async () => {
  b = await createMailOffice(US.name, US.code, US.email);
  await knowAgency(b.office, SENDER);
  letter = await packageOf(letterOf(SENDER, [US]), [{ name: 'a.pdf', content: Buffer.from('%PDF-1.7 x') }]);
});
afterAll(() => b.close());
beforeEach(async () => {
  b.handed.length = 0;
  b.imap.mails.length = 0;
  b.imap.uidValidity += 1;
  names.isDown = false;
  await rawQuery(b.office.db, 'delete from carriers_mail_item', []);
});

async function read(): Promise<void> {
  await rawQuery(b.office.db, 'update carriers_connection set next_list_at = null, resting_until = null', []);
  await receiveMail(b.office, b.ports, names);
}

/** A mail as some server of mail would have written it. */
function mailWith(files: { name: string; bytes: Buffer; type?: string }[], from = SENDER.email): Buffer {
  const lines = [
    `From: Van thu <${from}>`,
    `To: ${US.email}`,
    'Subject: Gui van ban',
    'Date: Tue, 16 Mar 2021 08:00:00 +0700',
    `Message-ID: <${Math.random()}@thu>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="ranh-gioi"',
    '',
    '--ranh-gioi',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Kinh gui.',
    ...files.flatMap(({ name, bytes, type = 'application/octet-stream' }) => [
      '--ranh-gioi',
      `Content-Type: ${type}; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      'Content-Transfer-Encoding: base64',
      '',
      ...(bytes.toString('base64').match(/.{1,76}/g) ?? []),
    ]),
    '--ranh-gioi--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

const packed = (bytes = letter) => [{ name: '123-UBND.edxml', bytes }];

async function items() {
  const { items: rows } = await listMailItems(b.office.as(b.clerk), { limit: 50 });
  return rows.map(({ kind, state, code, from }) => ({ kind, state, code, from }));
}

describe('mails in the mailbox', () => {
  test('ordinary mail is passed by, a proven package is taken, each once', async () => {
    b.imap.add(await domain.sign(mailWith([{ name: 'anh.jpg', bytes: Buffer.from('x') }])));
    b.imap.add(await domain.sign(mailWith(packed())));
    await read();
    expect(b.handed).toMatchObject([{ senderCode: SENDER.code, receiverCode: US.code }]);
    expect(await items()).toEqual([]);
    await read();
    expect(b.handed).toHaveLength(1);
    b.imap.add(await domain.sign(mailWith([{ name: 'a.EDXML', bytes: letter, type: 'application/xml' }])));
    await read();
    // The same package by another mail has the same name: the inbox knows it.
    expect(new Set(b.handed.map(({ messageId }) => messageId)).size).toBe(1);
    expect(b.handed).toHaveLength(2);
  });

  test.each<[string, () => Promise<Buffer>, string]>([
    ['unsigned', async () => mailWith(packed()), 'carriers.mail_unsigned'],
    ['signed by a stranger', async () => stranger.sign(mailWith(packed())), 'carriers.mail_not_aligned'],
    [
      'of a stranger in the name of an agency',
      async () => stranger.sign(mailWith(packed(), 'vanthu@ke-la.example')),
      'carriers.mail_sender_differs',
    ],
    [
      'of another address of the same domain',
      async () => domain.sign(mailWith(packed(), 'nguyenvana@thu.laichau.gov.vn')),
      'carriers.mail_sender_differs',
    ],
    ['from free mail', async () => free.sign(mailWith(packed(), 'vanthu.thu@gmail.com')), 'carriers.mail_free'],
    [
      'of an agency whose address nobody knows',
      async () => domain.sign(mailWith(packed(await packageOf(letterOf({ code: 'H99.1', name: 'Sở lạ' }, [US]))))),
      'carriers.mail_sender_unknown',
    ],
    [
      'for somebody else',
      async () =>
        domain.sign(mailWith(packed(await packageOf(letterOf(SENDER, [{ code: 'H35.77', name: 'Xã khác' }]))))),
      'carriers.mail_not_ours',
    ],
    ['unreadable', async () => domain.sign(mailWith(packed(Buffer.from('<x/>')))), 'carriers.mail_unreadable'],
    [
      'with a good package and a bad one',
      async () => domain.sign(mailWith([...packed(), ...packed(Buffer.from('<x/>'))])),
      'carriers.mail_unreadable',
    ],
  ])('a package %s stays in the mailbox, and the clerk sees why', async (_name, raw, code) => {
    b.imap.add(await raw());
    await read();
    expect(b.handed).toEqual([]);
    expect(await items()).toMatchObject([{ kind: 'message', state: 'left', code }]);
    expect(b.imap.mails[0]?.flags.size).toBe(0);
  });

  test('any address of the domain speaks for the agency where the administrator says so', async () => {
    await b.change({ senderMatch: 'domain' });
    b.imap.add(await domain.sign(mailWith(packed(), 'nguyenvana@thu.laichau.gov.vn')));
    await read();
    expect(b.handed).toHaveLength(1);
    await b.change({ senderMatch: 'address' });
  });

  test('a mail longer than allowed is not fetched', async () => {
    await b.change({ maxMailMb: 1 });
    b.imap.add(await domain.sign(mailWith([...packed(), { name: 'to.bin', bytes: Buffer.alloc(1_200_000, 1) }])));
    b.imap.asked.length = 0;
    await read();
    expect(await items()).toMatchObject([{ state: 'left', code: 'carriers.mail_too_large' }]);
    expect(b.imap.asked.some((command) => command.includes('BODY.PEEK[]'))).toBe(false);
    await b.change({ maxMailMb: 25 });
  });

  test('while the name service is silent nothing is judged; afterwards it is', async () => {
    names.isDown = true;
    b.imap.add(await domain.sign(mailWith(packed())));
    await read();
    expect(await items()).toMatchObject([{ state: 'waiting', code: 'carriers.mail_dns' }]);
    await read();
    expect(b.handed).toEqual([]);
    names.isDown = false;
    b.office.clock.advance(16 * 60_000);
    await read();
    expect(b.handed).toHaveLength(1);
    expect(await items()).toEqual([]);
  });

  test('a hand-over that fails is made up for at the next look', async () => {
    b.imap.add(await domain.sign(mailWith(packed())));
    const arrived = b.ports.arrived;
    b.ports.arrived = async () => {
      throw new Error('killed before the inbox had it');
    };
    await read();
    expect(b.handed).toEqual([]);
    b.ports.arrived = arrived;
    await read();
    expect(b.handed).toHaveLength(1);
  });

  test("a report that one of our mails did not arrive is told; other reports are nobody's business", async () => {
    const report = (id: string) =>
      Buffer.from(
        [
          'From: MAILER-DAEMON@mail.gov.vn',
          `To: ${US.email}`,
          'Subject: Undelivered Mail Returned to Sender',
          'Date: Tue, 16 Mar 2021 08:00:00 +0700',
          'MIME-Version: 1.0',
          'Content-Type: multipart/report; report-type=delivery-status; boundary="r"',
          '',
          '--r',
          'Content-Type: text/plain',
          '',
          'It did not arrive.',
          '--r',
          'Content-Type: message/delivery-status',
          '',
          'Reporting-MTA: dns; mail.gov.vn',
          '',
          'Final-Recipient: rfc822; vanthu@snv.laichau.gov.vn',
          'Action: failed',
          'Diagnostic-Code: smtp; 550 5.1.1 unknown user',
          '--r',
          'Content-Type: text/rfc822-headers',
          '',
          `Message-ID: ${id}`,
          '--r--',
          '',
        ].join('\r\n'),
      );
    b.imap.add(report('<khac@may.khac>'));
    b.imap.add(report(`<congvu.0190b1c2-0000-7000-8000-000000000001.${receiverTag(RETURNED)}@vpubnd.laichau.gov.vn>`));
    await read();
    expect(await items()).toMatchObject([{ kind: 'bounce', state: 'left', code: 'carriers.mail_bounced' }]);
    expect(b.returned).toMatchObject([
      {
        messageId: '0190b1c2-0000-7000-8000-000000000001',
        connectionId: b.connectionId,
        code: 'carriers.mail_bounced',
      },
    ]);
    expect([b.returned[0]?.isFor('H35.1'), b.returned[0]?.isFor(RETURNED)]).toEqual([false, true]);
    const { items: rows } = await listMailItems(b.office.as(b.clerk), { limit: 50 });
    expect(rows[0]?.reason).toContain('vanthu@snv.laichau.gov.vn');
  });

  test('only the agency that runs the mailbox sees and dismisses what is left', async () => {
    b.imap.add(mailWith(packed()));
    await read();
    const { items: rows } = await listMailItems(b.office.as(b.clerk), { limit: 50 });
    const [item] = rows;
    const other = await buildAgency(b.office.db, { name: 'Sở khác' });
    const unit = await buildUnit(b.office.db, other.id);
    const outsider = await buildSubject(b.office.db, { agencyId: other.id, unitId: unit.id, roles: ['clerk'] });
    expect((await listMailItems(b.office.as(outsider), { limit: 50 })).items).toEqual([]);
    await expect(dismissMailItem(b.office.as(outsider), item?.id ?? '')).rejects.toMatchObject({ status: 404 });
    await dismissMailItem(b.office.as(b.clerk), item?.id ?? '');
    expect(await items()).toEqual([]);
    await expect(dismissMailItem(b.office.as(b.clerk), item?.id ?? '')).rejects.toMatchObject({ status: 404 });
  });
});

describe('a package from a file', () => {
  const upload = (name: string, bytes: Buffer, who = b.clerk) =>
    importPackage(b.office.as(who), b.ports, { name, declaredType: '', stream: Readable.from([bytes]) }, names);

  test('a mail as it came still proves its sender', async () => {
    const answer = await upload('thu.eml', await domain.sign(mailWith(packed())));
    expect(answer).toMatchObject({ outcome: 'inbox', messages: 1 });
    expect(b.handed).toMatchObject([{ senderCode: SENDER.code, connectionId: null }]);
    expect(b.handed[0]?.unproven).toBeUndefined();
  });

  test('a package alone, or an unproven mail, is set aside with the reason', async () => {
    for (const [name, bytes] of [
      ['goi.edxml', letter],
      ['thu.eml', mailWith(packed())],
      ['thu.EML', await stranger.sign(mailWith(packed()))],
    ] as const) {
      expect(await upload(name, bytes)).toMatchObject({ outcome: 'quarantine', messages: 1 });
    }
    expect(b.handed.map(({ unproven }) => typeof unproven)).toEqual(['string', 'string', 'string']);
    const [audit] = await rawQuery<{ count: number }>(
      b.office.db,
      `select count(*) from audit_leaf where action = 'carriers.package_imported'`,
      [],
    );
    expect(audit?.count).toBe(4);
  });

  test.each<[string, string, () => Promise<Buffer>, string]>([
    ['something else', 'a.edxml', async () => Buffer.from('<html/>'), 'carriers.package_unreadable'],
    ['a mail without a package', 'a.eml', async () => mailWith([]), 'carriers.package_unreadable'],
    [
      'a package for somebody else',
      'a.edxml',
      async () => packageOf(letterOf(SENDER, [{ code: 'H35.77', name: 'Xã khác' }])),
      'carriers.package_not_ours',
    ],
  ])('%s is refused', async (_what, name, bytes, code) => {
    await expect(upload(name, await bytes())).rejects.toMatchObject({ code });
    expect(b.handed).toEqual([]);
  });

  test('only a clerk brings files', async () => {
    await expect(upload('goi.edxml', letter, b.administrator)).rejects.toMatchObject({
      code: 'mail_packages.import.forbidden',
    });
  });
});
