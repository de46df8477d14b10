import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { sealSecret } from '../secrets.ts';
import { DOVECOT, type Dovecot, startDovecot } from './dovecot.testing.ts';
import {
  createDomain,
  createMailOffice,
  fixtureNames,
  knowAgency,
  letterOf,
  type MailOffice,
  PASSWORD,
  packageOf,
  parcelOf,
} from './mail.testing.ts';
import { receiveMail } from './receive/receive-mail.ts';
import { mailCarrier } from './send/mail-carrier.ts';

if ('missing' in DOVECOT) {
  process.stderr.write(`Dovecot ${DOVECOT.missing}: ca đọc hộp thư từ máy chủ IMAP thật được để ngoài.\n`);
}

const DISTRICT = { code: 'H35.9', name: 'UBND huyện Thử', email: 'vanthu@thu.laichau.gov.vn' };
const OFFICE = { code: 'H35.1', name: 'Văn phòng UBND tỉnh', email: 'vanthu@vpubnd.laichau.gov.vn' };
const domain = createDomain('thu.laichau.gov.vn');
const names = fixtureNames([domain]);

describe.runIf('path' in DOVECOT)('a mailbox on Dovecot', () => {
  let a: MailOffice;
  let b: MailOffice;
  let server: Dovecot;

  beforeAll(async () => {
    a = await createMailOffice(DISTRICT.name, DISTRICT.code, DISTRICT.email);
    b = await createMailOffice(OFFICE.name, OFFICE.code, OFFICE.email);
    await knowAgency(a.office, OFFICE);
    await knowAgency(b.office, DISTRICT);
    server = await startDovecot(b.tls, PASSWORD);
    await b.change({ imapPort: server.ports.imaps });
    // Seven days back from the present of the mailbox, not of the story.
    b.office.clock.set(new Date());
  });
  afterAll(async () => {
    await server.stop();
    await Promise.all([a.close(), b.close()]);
  });

  async function read(): Promise<void> {
    await rawQuery(b.office.db, 'update carriers_connection set next_list_at = null, resting_until = null', []);
    await receiveMail(b.office, b.ports, names);
  }

  async function send(name: string): Promise<Buffer> {
    const files = [{ name, content: Buffer.from(`%PDF-1.7 ${name}`) }];
    const parcel = await parcelOf(a, OFFICE.code, await packageOf(letterOf(DISTRICT, [OFFICE]), files));
    await mailCarrier.send(a.system(), [parcel]);
    return domain.sign(a.smtp.mails.at(-1)?.raw ?? Buffer.alloc(0));
  }

  test('an empty one, an ordinary mail and a package: taken once, marked as seen, also over STARTTLS', async () => {
    await read();
    server.add(Buffer.from('From: ai@do.vn\r\nSubject: chao\r\n\r\nXin chao\r\n'));
    server.add(await send('một.pdf'));
    await read();
    await read();
    expect(b.handed).toMatchObject([{ senderCode: DISTRICT.code, receiverCode: OFFICE.code }]);
    const seen = server.files().map((file) => /:2,.*S/.test(file));
    expect(seen.filter(Boolean)).toHaveLength(1);

    await b.change({ imapPort: server.ports.imap, imapSecurity: 'starttls' });
    server.add(await send('hai.pdf'));
    await read();
    expect(b.handed).toHaveLength(2);
    expect(new Set(b.handed.map(({ sha256 }) => sha256)).size).toBe(2);
  });

  test('a wrong password is told as such, and the mailbox rests', async () => {
    const wrong = sealSecret(b.office.config, b.connectionId, { password: 'sai' });
    await rawQuery(b.office.db, 'update carriers_connection set secret = $1', [wrong]);
    await read();
    const [row] = await rawQuery<{ error_code: string; resting_until: Date | null }>(
      b.office.db,
      'select error_code, resting_until from carriers_connection',
      [],
    );
    expect(row?.error_code).toBe('carriers.mail_bad_credentials');
    expect(row?.resting_until).not.toBeNull();
  });
});
