import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { localTls } from '../../carriers/mail/mail.testing.ts';
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
