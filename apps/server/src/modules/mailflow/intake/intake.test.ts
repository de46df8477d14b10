import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { buildMailbox, writeMail } from '../../webmail/webmail.testing.ts';
import { addDomainTo, envelopeOf, type TestDomain, talkTo } from '../mail-world.testing.ts';
import { bringMail, createFlowOffice, type FlowOffice } from '../mailflow.testing.ts';
import type { OpenPort } from './open-port.ts';
import { createSourceLimits, sourceOf } from './source-limits.ts';

const BOX = 'vanthu@tamduong.laichau.gov.vn';
const SENDER = 'vanthu.stttt@laichau.gov.vn';

let here: FlowOffice;
let port: OpenPort;
let province: TestDomain;
let mailboxId: string;

beforeAll(async () => {
  here = await createFlowOffice();
  mailboxId = await buildMailbox(here.office.db, { agencyId: here.agencyId, address: BOX });
  province = addDomainTo(here.world, 'laichau.gov.vn');
  port = await here.open();
});
afterAll(() => here.close());
beforeEach(() => {
  here.world.isDown = false;
});

interface Kept {
  verdict: string;
  role: string;
  subject: string;
  auth: Record<string, string>;
}

async function kept(subject: string, box = mailboxId): Promise<Kept[]> {
  return rawQuery<Kept>(
    here.office.db,
    `select message.verdict, folder.role, message.subject, message.auth from mail_item item
     join mail_message message on message.id = item.message_id
     join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
     where item.mailbox_id = $1 and message.subject = $2`,
    [box, subject],
  );
}

async function signed(subject: string, text?: string): Promise<Buffer> {
  return province.sign(writeMail({ subject, ...(text !== undefined && { text }) }));
}

describe('a mail from another server', () => {
  test('is in the box, judged, when 250 is said', async () => {
    const reply = await bringMail(port.port, SENDER, [BOX], await signed('Giấy mời họp'));
    expect(reply).toMatch(/^250 2\.6\.0/);
    expect(await kept('Giấy mời họp')).toEqual([
      {
        verdict: 'ordinary',
        role: 'inbox',
        subject: 'Giấy mời họp',
        auth: { spf: 'pass', dkim: 'pass', dmarc: 'pass', arc: 'none' },
      },
    ]);
    const [log] = await rawQuery(
      here.office.db,
      'select source, client_ip, mail_from, recipients from mailflow_intake order by id desc limit 1',
      [],
    );
    expect(log).toEqual({ source: 'smtp', client_ip: '127.0.0.1', mail_from: SENDER, recipients: 1 });
  });

  test('with one changed byte has a broken signature and, by the policy of its domain, lies in quarantine', async () => {
    const raw = await signed('Thư bị sửa', 'Chuyen khoan 100 dong');
    const changed = Buffer.from(raw.toString('latin1').replace('100 dong', '900 dong'), 'latin1');
    here.world.records.set('TXT laichau.gov.vn', [['v=spf1 -all']]);
    await bringMail(port.port, SENDER, [BOX], changed);
    here.world.records.set('TXT laichau.gov.vn', [['v=spf1 ip4:127.0.0.1 -all']]);
    expect(await kept('Thư bị sửa')).toMatchObject([
      { role: 'quarantine', auth: { dkim: expect.not.stringMatching('pass'), dmarc: 'fail' } },
    ]);
  });

  test('signed with Ed25519 alone is proven as well', async () => {
    const modern = addDomainTo(here.world, 'hien-dai.vn', { algorithm: 'ed25519', spf: 'v=spf1 -all' });
    await bringMail(
      port.port,
      'a@hien-dai.vn',
      [BOX],
      await modern.sign(writeMail({ from: 'a@hien-dai.vn', subject: 'Ed' })),
    );
    expect(await kept('Ed')).toMatchObject([{ auth: { spf: 'fail', dkim: 'pass', dmarc: 'pass' } }]);
  });

  test('twice is one copy, and both times 250: its sender did not hear the first', async () => {
    const raw = await signed('Gửi lại vì không nghe trả lời');
    const [first, second] = [
      await bringMail(port.port, SENDER, [BOX], raw),
      await bringMail(port.port, SENDER, [BOX], raw),
    ];
    expect([first.slice(0, 3), second.slice(0, 3)]).toEqual(['250', '250']);
    expect(await kept('Gửi lại vì không nghe trả lời')).toHaveLength(1);
  });

  test('cut off in its middle leaves nothing behind and comes again whole', async () => {
    const raw = await signed('Đứt giữa chừng');
    const talk = await talkTo(port.port);
    await envelopeOf(talk, SENDER, [BOX]);
    await talk.say('DATA');
    talk.write(raw.subarray(0, raw.length - 20));
    talk.cut();
    await talk.closed;
    expect(await kept('Đứt giữa chừng')).toEqual([]);
    expect(await bringMail(port.port, SENDER, [BOX], raw)).toMatch(/^250/);
    expect(await kept('Đứt giữa chừng')).toHaveLength(1);
  });

  test('is asked for again while the name service is silent: no verdict is made of that', async () => {
    here.world.isDown = true;
    const raw = await signed('DNS im lặng');
    expect(await bringMail(port.port, SENDER, [BOX], raw)).toMatch(/^451 4\.4\.3/);
    expect(await kept('DNS im lặng')).toEqual([]);
    here.world.isDown = false;
    expect(await bringMail(port.port, SENDER, [BOX], raw)).toMatch(/^250/);
    expect(await kept('DNS im lặng')).toMatchObject([{ role: 'inbox' }]);
  });

  test('in our own name, not from us, is a certain forgery', async () => {
    addDomainTo(here.world, 'tamduong.laichau.gov.vn', { spf: 'v=spf1 -all' });
    const forged = writeMail({ from: `Chủ tịch <${BOX}>`, subject: 'Giả mạo lãnh đạo' });
    expect(await bringMail(port.port, BOX, [BOX], forged)).toMatch(/^250/);
    expect(await kept('Giả mạo lãnh đạo')).toMatchObject([{ role: 'quarantine', verdict: 'phishing' }]);
    // Negative control: the same mail with the signature of our domain.
    const real = addDomainTo(here.world, 'tamduong.laichau.gov.vn', { spf: 'v=spf1 -all' });
    await bringMail(port.port, BOX, [BOX], await real.sign(writeMail({ from: `Chủ tịch <${BOX}>`, subject: 'Thật' })));
    expect(await kept('Thật')).toMatchObject([{ auth: { dmarc: 'pass' } }]);
  });

  test('with a program is kept back for its file, and not called forged', async () => {
    const bring = async (subject: string, file: { name: string; text: string }) => {
      await bringMail(port.port, SENDER, [BOX], await province.sign(writeMail({ subject, file })));
      return kept(subject);
    };
    const program = await bring('Bộ cài máy in', { name: 'cai-dat.exe', text: 'MZ' });
    expect(program).toMatchObject([{ role: 'quarantine', verdict: 'suspicious' }]);
    // Negative controls: a file of an allowed kind, and a name that hides a program.
    const plain = await bring('Bảng kê máy in', { name: 'bang-ke.csv', text: 'a,b' });
    expect(plain).toMatchObject([{ role: 'inbox', verdict: 'ordinary' }]);
    const hidden = await bring('Công văn máy in', { name: 'cong-van.pdf.exe', text: 'MZ' });
    expect(hidden).toMatchObject([{ role: 'quarantine', verdict: 'phishing' }]);
  });

  test('with results in our name loses those, and keeps those of others', async () => {
    const raw = Buffer.concat([
      Buffer.from(
        'Authentication-Results: mail.tamduong.laichau.gov.vn; dmarc=pass\r\nAuthentication-Results: khac.vn; spf=pass\r\n',
      ),
      await signed('Kết quả giả'),
    ]);
    await bringMail(port.port, SENDER, [BOX], raw);
    const [row] = await rawQuery<{ raw_sha256: string }>(
      here.office.db,
      "select raw_sha256 from mail_message where subject = 'Kết quả giả'",
      [],
    );
    const stored = (await here.office.blobs.readBytes(row?.raw_sha256 ?? '')).toString('latin1');
    expect(stored).not.toContain('mail.tamduong.laichau.gov.vn; dmarc');
    expect(stored).toContain('khac.vn; spf=pass');
  });
});

describe('whom it is for', () => {
  test('is settled before a byte of the mail comes', async () => {
    const full = await buildMailbox(here.office.db, {
      agencyId: here.agencyId,
      address: 'day@tamduong.laichau.gov.vn',
    });
    await rawQuery(here.office.db, 'update mailbox set quota_mb = 1 where id = $1', [full]);
    await rawQuery(
      here.office.db,
      'insert into mail_use (agency_id, mailbox_id, used_bytes) values ($1, $2, 2000000) on conflict (mailbox_id) do update set used_bytes = 2000000',
      [here.agencyId, full],
    );
    const gone = await buildMailbox(here.office.db, {
      agencyId: here.agencyId,
      address: 'nghi@tamduong.laichau.gov.vn',
    });
    await rawQuery(here.office.db, "update mailbox set state = 'revoked' where id = $1", [gone]);
    const talk = await talkTo(port.port);
    expect(await envelopeOf(talk, SENDER, ['day@tamduong.laichau.gov.vn'])).toMatch(/^552 5\.2\.2/);
    expect(await talk.say('RCPT TO:<khong-co@tamduong.laichau.gov.vn>')).toMatch(/^550 5\.1\.1/);
    expect(await talk.say('RCPT TO:<nghi@tamduong.laichau.gov.vn>')).toMatch(/^550 5\.1\.6/);
    expect(await talk.say('RCPT TO:<ai@gmail.com>')).toMatch(/^554 5\.7\.1/);
    expect(await talk.say(`RCPT TO:<${BOX}>`)).toMatch(/^250/);
    talk.cut();
  });

  test('a closed mailbox sends on to its successor, once, and keeps what is dangerous to itself', async () => {
    const old = await buildMailbox(here.office.db, { agencyId: here.agencyId, address: 'cu@tamduong.laichau.gov.vn' });
    await rawQuery(here.office.db, "update mailbox set state = 'revoked', forwarding_to = $2 where id = $1", [
      old,
      BOX,
    ]);
    const raw = await signed('Gửi người đã nghỉ');
    await bringMail(port.port, SENDER, ['cu@tamduong.laichau.gov.vn'], raw);
    await bringMail(port.port, SENDER, ['cu@tamduong.laichau.gov.vn'], raw);
    const queued = await rawQuery(
      here.office.db,
      'select kind, mail_from, recipient from mailflow_outbound where mailbox_id = $1',
      [old],
    );
    expect(queued).toEqual([{ kind: 'forward', mail_from: 'cu@tamduong.laichau.gov.vn', recipient: BOX }]);
    const forged = writeMail({ from: BOX, subject: 'Giả gửi người đã nghỉ' });
    await bringMail(port.port, BOX, ['cu@tamduong.laichau.gov.vn'], forged);
    expect(await kept('Giả gửi người đã nghỉ', old)).toMatchObject([{ role: 'quarantine' }]);
  });
});

describe('hostile clients', () => {
  test.each([
    ['a line feed alone', 'x\ny\r\n'],
    ['a carriage return alone', 'x\ry\r\n'],
    ['the end of a mail as others read it', 'x\n.\nMAIL FROM:<a@b.vn>\r\n'],
    ['its half, as others read it', 'x\r\n.\nRCPT TO:<a@b.vn>\r\n'],
  ])('a mail with %s is refused whole, and nothing of it is a command', async (_name, body) => {
    const talk = await talkTo(port.port);
    await envelopeOf(talk, SENDER, [BOX]);
    await talk.say('DATA');
    talk.write(writeMail({ subject: 'Buôn lậu', text: 'x' }));
    talk.write(body);
    expect(await talk.say('.')).toMatch(/^550 5\.5\.2/);
    expect(await talk.say('NOOP')).toMatch(/^250/);
    talk.cut();
    expect(await kept('Buôn lậu')).toEqual([]);
  });

  test('a CR LF cut in two by the network is one', async () => {
    const raw = await signed('Cắt đôi');
    const at = raw.indexOf('\r\n', 200) + 1;
    const talk = await talkTo(port.port);
    await envelopeOf(talk, SENDER, [BOX]);
    await talk.say('DATA');
    talk.write(raw.subarray(0, at));
    await new Promise((resolve) => setImmediate(resolve));
    talk.write(raw.subarray(at));
    expect(await talk.say('\r\n.')).toMatch(/^250/);
    talk.cut();
  });

  test('a mail that announces or brings too much is refused, and whoever goes on is cut off', async () => {
    const talk = await talkTo(port.port);
    await talk.hear();
    await talk.say('EHLO lon.vn');
    expect(await talk.say(`MAIL FROM:<${SENDER}> SIZE=209715200`)).toMatch(/^552/);
    await talk.say(`MAIL FROM:<${SENDER}>`);
    await talk.say(`RCPT TO:<${BOX}>`);
    await talk.say('DATA');
    const line = Buffer.from(`${'x'.repeat(998)}\r\n`.repeat(1_000));
    for (let megabyte = 0; megabyte < 200; megabyte += 1) {
      talk.write(line);
    }
    await talk.closed;
    const [row] = await rawQuery<{ blobs: number }>(
      here.office.db,
      'select count(*)::int as blobs from mailflow_intake where size > 1000000',
      [],
    );
    expect(row?.blobs).toBe(0);
  });

  test('a client that says nothing, or a byte now and then, does not keep its line', async () => {
    const slow = await here.open({ silenceMs: 300, dataMs: 400 });
    const silent = await talkTo(slow.port);
    await silent.hear();
    expect(await silent.hear()).toMatch(/^421/);
    await silent.closed;
    const dripping = await talkTo(slow.port);
    await envelopeOf(dripping, SENDER, [BOX]);
    await dripping.say('DATA');
    const drip = setInterval(() => dripping.write('x'), 20);
    expect(await dripping.hear()).toMatch(/^421 4\.4\.2/);
    await dripping.closed;
    clearInterval(drip);
  });

  test('ten thousand receivers are told to come in parts', async () => {
    const talk = await talkTo(port.port);
    await talk.hear();
    await talk.say('EHLO nhieu.vn');
    await talk.say(`MAIL FROM:<${SENDER}>`);
    const commands = Array.from({ length: 10_000 }, (_, no) => `RCPT TO:<vanthu+${no}@tamduong.laichau.gov.vn>\r\n`);
    talk.write(commands.join(''));
    const replies: string[] = [];
    for (let no = 0; no < 10_000; no += 1) {
      replies.push((await talk.hear()).slice(0, 3));
    }
    expect(replies.filter((code) => code === '250')).toHaveLength(200);
    expect(replies.filter((code) => code === '452')).toHaveLength(9_800);
    talk.cut();
  });

  test('whoever tries names, opens many lines or sends without end is slowed down', async () => {
    const limits = createSourceLimits({ connections: 2, messages: 2, unknown: 2 });
    const strict = await here.open({ limits });
    const names = await talkTo(strict.port);
    await envelopeOf(names, SENDER, ['ai1@tamduong.laichau.gov.vn', 'ai2@tamduong.laichau.gov.vn']);
    expect(await names.say('RCPT TO:<ai3@tamduong.laichau.gov.vn>')).toMatch(/^421 4\.7\.1/);
    await names.closed;
    const first = await talkTo(strict.port);
    await envelopeOf(first, SENDER, []);
    await first.say('RSET');
    expect(await first.say(`MAIL FROM:<${SENDER}>`)).toMatch(/^451 4\.7\.1/);
    const second = await talkTo(strict.port);
    expect(await second.hear()).toMatch(/^220/);
    const third = await talkTo(strict.port);
    expect(await third.hear()).toMatch(/^421 4\.7\.0/);
    first.cut();
    second.cut();
  });

  test('nobody but a relay of ours says whose mail it is', async () => {
    const talk = await talkTo(port.port);
    await talk.hear();
    expect(await talk.say('EHLO x.vn')).not.toContain('XFORWARD');
    expect(await talk.say('XFORWARD ADDR=203.0.113.9')).toMatch(/^550/);
    expect(await talk.say('XCLIENT ADDR=203.0.113.9')).toMatch(/^550/);
    talk.cut();
    here.office.config.smtp = { ...here.office.config.smtp, relays: ['127.0.0.1'] };
    const trusting = await here.open();
    const relay = await talkTo(trusting.port);
    await relay.hear();
    await relay.say('EHLO relay.vn');
    expect(await relay.say('XFORWARD ADDR=203.0.113.9 HELO=la.vn')).toMatch(/^250/);
    await relay.say(`MAIL FROM:<${SENDER}>`);
    await relay.say(`RCPT TO:<${BOX}>`);
    await relay.say('DATA');
    relay.write(writeMail({ subject: 'Qua máy chủ trước' }));
    expect(await relay.say('\r\n.')).toMatch(/^250/);
    relay.cut();
    here.office.config.smtp = { ...here.office.config.smtp, relays: [] };
    // 203.0.113.9 is not in the record of the domain; 127.0.0.1 would have been.
    expect(await kept('Qua máy chủ trước')).toMatchObject([{ auth: { spf: 'fail' } }]);
  });

  test('a neighbourhood of addresses is one source', () => {
    expect(sourceOf('203.0.113.9')).toBe(sourceOf('203.0.113.200'));
    expect(sourceOf('203.0.113.9')).not.toBe(sourceOf('203.0.114.9'));
    expect(sourceOf('2001:db8:1:2:3:4:5:6')).toBe(sourceOf('2001:db8:1:2::9'));
    expect(sourceOf('2001:db8:1:2::9')).not.toBe(sourceOf('2001:db8:1:3::9'));
  });
});
