import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { localTls } from '../../carriers/mail/mail.testing.ts';
import { startFakeClamd } from '../../files/scan/fake-clamd.testing.ts';
import { buildSubject } from '../../org/org.testing.ts';
import { buildMailbox, writeMail } from '../../webmail/webmail.testing.ts';
import { type Talk, talkTo } from '../mail-world.testing.ts';
import { createFlowOffice, type FlowOffice } from '../mailflow.testing.ts';
import { runQueue } from '../outbound/run-queue.ts';
import type { OpenPort } from './open-port.ts';

const SENDER = 'maivt@tamduong.laichau.gov.vn';
const OTHER = 'huonglt@tamduong.laichau.gov.vn';
const SECRET = 'abcd-efgh-ijkl-mnop';

let here: FlowOffice;
let port: OpenPort;
let otherBox: string;

beforeAll(async () => {
  here = await createFlowOffice();
  const { db } = here.office;
  const at = { agencyId: here.agencyId, unitId: here.unitId, roles: ['specialist' as const] };
  const mai = await buildSubject(db, at);
  const mailboxId = await buildMailbox(db, { agencyId: here.agencyId, address: SENDER, personId: mai.personId });
  otherBox = await buildMailbox(db, { agencyId: here.agencyId, address: OTHER });
  await rawQuery(
    db,
    `insert into mail_secret (agency_id, id, mailbox_id, person_id, label, sha256, created_at)
     values ($1, $2, $3, $4, 'Máy tính', $5, now())`,
    [here.agencyId, newId(), mailboxId, mai.personId, createHash('sha256').update(SECRET.replaceAll('-', '')).digest()],
  );
  port = await here.open({ kind: 'submission' });
});
afterAll(() => here.close());

async function signIn(secret: string, address = SENDER): Promise<{ talk: Talk; reply: string }> {
  const talk = await talkTo(port.port);
  await talk.hear();
  await talk.say('EHLO may-tinh');
  const token = Buffer.from(`\0${address}\0${secret}`).toString('base64');
  return { talk, reply: await talk.say(`AUTH PLAIN ${token}`) };
}

async function usedBytes(): Promise<number> {
  const [row] = await rawQuery<{ used_bytes: number }>(
    here.office.db,
    'select used_bytes from mail_use join mailbox on mailbox.id = mail_use.mailbox_id where mailbox.address_key = $1',
    [SENDER],
  );
  return row?.used_bytes ?? 0;
}

async function submit(talk: Talk, to: string, raw: Buffer): Promise<string> {
  await talk.say(`MAIL FROM:<${SENDER}>`);
  await talk.say(`RCPT TO:<${to}>`);
  await talk.say('DATA');
  talk.write(raw);
  return talk.say('\r\n.');
}

describe('a mail program of our own people', () => {
  test('signs in with an app password, and its mail reaches a box of ours', async () => {
    const { talk, reply } = await signIn(SECRET);
    expect(reply).toMatch(/^235/);
    const raw = writeMail({ from: `Mai <${SENDER}>`, to: OTHER, subject: 'Từ chương trình thư' });
    expect(await submit(talk, OTHER, raw)).toMatch(/^250/);
    // The client did not hear the answer and comes again: still one mail.
    expect(await submit(talk, OTHER, raw)).toMatch(/^250/);
    talk.cut();
    await runQueue(here.flow);
    const rows = await rawQuery<{ subject: string }>(
      here.office.db,
      'select message.subject from mail_item item join mail_message message on message.id = item.message_id where item.mailbox_id = $1',
      [otherBox],
    );
    expect(rows).toEqual([{ subject: 'Từ chương trình thư' }]);
  });

  test.each([
    ['a wrong secret', 'sai-mat-khau', SENDER],
    ['the secret of another mailbox', SECRET, OTHER],
  ])('%s opens nothing', async (_name, secret, address) => {
    const { talk, reply } = await signIn(secret, address);
    expect(reply).toMatch(/^535/);
    expect(await talk.say(`MAIL FROM:<${SENDER}>`)).toMatch(/^530/);
    talk.cut();
  });

  test('sends in the name of its own mailbox only, in the envelope and in what people read', async () => {
    const { talk } = await signIn(SECRET);
    expect(await talk.say(`MAIL FROM:<${OTHER}>`)).toMatch(/^553 5\.7\.1/);
    const forged = writeMail({ from: `Lãnh đạo <${OTHER}>`, to: OTHER, subject: 'Mạo danh' });
    expect(await submit(talk, OTHER, forged)).toMatch(/^550 5\.7\.1/);
    const twice = Buffer.concat([Buffer.from(`From: <${OTHER}>\r\n`), writeMail({ from: SENDER, to: OTHER })]);
    expect(await submit(talk, OTHER, twice)).toMatch(/^550 5\.7\.1/);
    talk.cut();
  });

  test('leaves its copy in "Đã gửi", once, with the hidden receiver named there only', async () => {
    const { talk } = await signIn(SECRET);
    const before = await usedBytes();
    const raw = writeMail({ from: `Mai <${SENDER}>`, to: 'ai@ngoai.vn', subject: 'Có bản trong Đã gửi' });
    for (let twice = 0; twice < 2; twice += 1) {
      await talk.say(`MAIL FROM:<${SENDER}>`);
      await talk.say('RCPT TO:<ai@ngoai.vn>');
      await talk.say(`RCPT TO:<${OTHER}>`);
      await talk.say('DATA');
      talk.write(raw);
      expect(await talk.say('\r\n.')).toMatch(/^250/);
    }
    talk.cut();
    const copies = await rawQuery<{ size: number }>(
      here.office.db,
      `select folder.role, item.seen, item.bcc_list, item.size from mail_item item
       join mail_message message on message.id = item.message_id
       join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
       where message.subject = 'Có bản trong Đã gửi' and item.direction = 'out'`,
      [],
    );
    expect(copies).toMatchObject([{ role: 'sent', seen: true, bcc_list: [{ name: '', address: OTHER }] }]);
    // Said twice, counted once.
    expect((await usedBytes()) - before).toBe(copies[0]?.size);
  });

  test('keeps to the rules of the page: no document to free mail, no state secret, no program', async () => {
    const { submission } = here.flow.ports;
    const { issuedDocuments, guardTexts } = submission;
    submission.issuedDocuments = async () => [{ numberSymbol: '12/UBND-VP', by: 'symbol' }];
    const { talk } = await signIn(SECRET);
    const document = writeMail({ from: SENDER, to: 'dan@gmail.com', subject: 'Gửi 12/UBND-VP' });
    expect(await submit(talk, 'dan@gmail.com', document)).toMatch(/^550 5\.7\.1 A document/);
    expect(await submit(talk, 'so@laichau.gov.vn', document)).toMatch(/^250/);
    submission.issuedDocuments = issuedDocuments;
    const ordinary = writeMail({ from: SENDER, to: 'dan@gmail.com', subject: 'Hẹn gặp' });
    expect(await submit(talk, 'dan@gmail.com', ordinary)).toMatch(/^250/);
    const uses = await rawQuery(
      here.office.db,
      'select kind, number_symbol, person_id is not null as who from mail_free_use order by at, kind',
      [],
    );
    expect(uses).toEqual([
      { kind: 'refused', number_symbol: '12/UBND-VP', who: true },
      { kind: 'warned', number_symbol: null, who: true },
    ]);
    submission.guardTexts = async (_context, _door, { texts = [] }) => {
      if (texts.some(({ text }) => text.includes('TỐI MẬT'))) {
        throw new AppError('documents.state_secret', 422, 'Tài liệu mật không gửi qua đây.');
      }
    };
    const secret = writeMail({ from: SENDER, to: OTHER, subject: 'Báo cáo', text: 'TỐI MẬT' });
    expect(await submit(talk, OTHER, secret)).toMatch(/^550 5\.7\.1 State secrets/);
    submission.guardTexts = guardTexts;
    const file = { name: 'hoa-don.exe', text: 'MZ\u0090', type: 'application/octet-stream' };
    const program = writeMail({ from: SENDER, to: OTHER, subject: 'Hóa đơn', file });
    expect(await submit(talk, OTHER, program)).toMatch(/^550 5\.7\.1 An attachment/);
    talk.cut();
    const left = await rawQuery<{ subject: string }>(
      here.office.db,
      "select subject from mail_message where subject in ('Báo cáo', 'Hóa đơn')",
      [],
    );
    expect(left).toEqual([]);
  });

  test('waits with its attachment while the antivirus is silent, is refused with malware, and goes when it is clean', async () => {
    const clamd = await startFakeClamd();
    here.office.config.clamd = clamd.address;
    const { talk } = await signIn(SECRET);
    const queued = () => rawQuery(here.office.db, 'select id from mailflow_outbound', []);
    const before = await queued();
    const mail = (text: string) =>
      writeMail({ from: `Mai <${SENDER}>`, to: OTHER, subject: 'Có tệp', file: { name: 'bao-cao.txt', text } });
    expect(await submit(talk, OTHER, mail('EVIL'))).toMatch(/^550 5\.7\.1/);
    clamd.lie = 'stream: OKAY\0';
    expect(await submit(talk, OTHER, mail('Báo cáo'))).toMatch(/^451 4\.7\.1/);
    expect(await queued()).toEqual(before);
    here.office.config.clamd = undefined;
    expect(await submit(talk, OTHER, mail('Báo cáo'))).toMatch(/^250/);
    talk.cut();
    await clamd.close();
  });

  test('is not asked for a secret in the open', async () => {
    const { config } = here.office;
    config.demo = false;
    await expect(here.open({ kind: 'submission' })).rejects.toMatchObject({ code: 'mailflow.submission_needs_tls' });
    const [certFile, keyFile] = [join(config.dataDir, 'smtp.crt'), join(config.dataDir, 'smtp.key')];
    const tls = localTls();
    writeFileSync(certFile, tls.cert);
    writeFileSync(keyFile, tls.key, { mode: 0o600 });
    config.smtp = { ...config.smtp, certFile, keyFile };
    const real = await here.open({ kind: 'submission' });
    config.demo = true;
    const talk = await talkTo(real.port);
    await talk.hear();
    await talk.say('EHLO may-tinh');
    const token = Buffer.from(`\0${SENDER}\0${SECRET}`).toString('base64');
    expect(await talk.say(`AUTH PLAIN ${token}`)).toMatch(/^538/);
    talk.cut();
  });
});
