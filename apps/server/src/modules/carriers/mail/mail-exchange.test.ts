import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { buildAgency } from '../../org/org.testing.ts';
import {
  createDomain,
  createMailOffice,
  fixtureNames,
  knowAgency,
  letterOf,
  localTls,
  type MailOffice,
  packageOf,
  parcelOf,
  startFakeSmtp,
  statusOf,
} from './mail.testing.ts';
import { receiveMail } from './receive/receive-mail.ts';
import { mailCarrier } from './send/mail-carrier.ts';

const DISTRICT = { code: 'H35.9', name: 'UBND huyện Thử', email: 'vanthu@thu.laichau.gov.vn' };
const OFFICE = { code: 'H35.1', name: 'Văn phòng UBND tỉnh', email: 'vanthu@vpubnd.laichau.gov.vn' };

const domain = createDomain('thu.laichau.gov.vn');
const answering = createDomain('vpubnd.laichau.gov.vn');
const names = fixtureNames([domain, answering]);

let a: MailOffice;
let b: MailOffice;

beforeAll(async () => {
  a = await createMailOffice(DISTRICT.name, DISTRICT.code, DISTRICT.email);
  b = await createMailOffice(OFFICE.name, OFFICE.code, OFFICE.email);
  await knowAgency(a.office, OFFICE);
  await knowAgency(b.office, DISTRICT);
});
afterAll(async () => {
  await Promise.all([a.close(), b.close()]);
});
beforeEach(() => {
  a.smtp.mails.length = 0;
  a.smtp.refuse = undefined;
});

const PDF = Buffer.from('%PDF-1.7\nnội dung văn bản\n%%EOF');

async function read(office: MailOffice): Promise<void> {
  await rawQuery(office.office.db, 'update carriers_connection set next_list_at = null', []);
  await receiveMail(office.office, office.ports, names);
}

describe('a letter by official mail', () => {
  test('goes out with words, package and page, and arrives byte for byte at the office that knows the sender', async () => {
    const bytes = await packageOf(letterOf(DISTRICT, [OFFICE]), [{ name: 'Công văn.pdf', content: PDF }]);
    const parcel = await parcelOf(a, OFFICE.code, bytes);
    const [outcome] = await mailCarrier.send(a.system(), [parcel]);
    expect(outcome).toEqual({ ok: true, transportId: expect.stringContaining(`<congvu.${parcel.messageId}.`) });
    const [mail] = a.smtp.mails;
    expect(mail).toMatchObject({ to: [OFFICE.email], isSecure: true });
    const text = mail?.raw.toString('latin1') ?? '';
    expect(text).toContain('Auto-Submitted: auto-generated');
    expect(text).toMatch(/filename="?123-UBND-VHTT\.[0-9a-f]{8}\.edxml/);
    expect(text).toContain('application/pdf');

    b.imap.add(await domain.sign(mail?.raw ?? Buffer.alloc(0)));
    await read(b);
    expect(b.handed).toEqual([
      {
        agencyId: b.agencyId,
        carrier: 'mail',
        connectionId: b.connectionId,
        messageId: `${DISTRICT.code}/${parcel.sha256}`,
        kind: 'document',
        senderAgencyId: expect.any(String),
        senderCode: DISTRICT.code,
        receiverCode: OFFICE.code,
        sha256: parcel.sha256,
        size: bytes.length,
        content: null,
        priority: 0,
      },
    ]);
    expect(await b.office.blobs.readBytes(parcel.sha256)).toEqual(bytes);
    expect(b.imap.mails[0]?.flags.has('\\Seen')).toBe(true);
    const [row] = await rawQuery(
      b.office.db,
      'select sent_count, received_count, failures from carriers_connection',
      [],
    );
    expect(row).toEqual({ sent_count: 0, received_count: 1, failures: 0 });
  });

  test('its status goes back the same way', async () => {
    const bytes = await packageOf(statusOf(OFFICE, DISTRICT.code));
    const parcel = await parcelOf(b, DISTRICT.code, bytes, 'status');
    expect(await mailCarrier.send(b.system(), [parcel])).toMatchObject([{ ok: true }]);
    a.imap.add(await answering.sign(b.smtp.mails.at(-1)?.raw ?? Buffer.alloc(0)));
    await read(a);
    expect(a.handed).toMatchObject([
      { kind: 'status', senderCode: OFFICE.code, receiverCode: DISTRICT.code, content: bytes },
    ]);
  });

  test('every attempt has the same Message-ID', async () => {
    const parcel = await parcelOf(a, OFFICE.code, await packageOf(letterOf(DISTRICT, [OFFICE])));
    await mailCarrier.send(a.system(), [parcel]);
    await mailCarrier.send(a.system(), [{ ...parcel, inDoubt: true }]);
    const ids = a.smtp.mails.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw.toString('latin1'))?.[1]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test('the page is left out when it does not fit, the letter is refused when the package does not', async () => {
    await a.change({ maxMailMb: 1 });
    const beside = await packageOf(letterOf(DISTRICT, [OFFICE]), [{ name: 'vừa.pdf', content: bigPdf(400_000) }]);
    const alone = await packageOf(letterOf(DISTRICT, [OFFICE]), [{ name: 'to.pdf', content: bigPdf(900_000) }]);
    const outcomes = await mailCarrier.send(a.system(), [
      await parcelOf(a, OFFICE.code, beside),
      await parcelOf(a, OFFICE.code, alone),
    ]);
    expect(outcomes).toMatchObject([{ ok: true }, { ok: false, final: true, code: 'carriers.mail_too_large' }]);
    expect(a.smtp.mails).toHaveLength(1);
    expect(a.smtp.mails[0]?.raw.toString('latin1')).not.toContain('application/pdf');
    await a.change({ maxMailMb: 25 });
  });

  /** Bytes that do not shrink: they travel in a ZIP. */
  function bigPdf(size: number): Buffer {
    const noise = Buffer.alloc(size);
    for (let at = 0, state = 1; at < size; at += 1) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      noise[at] = state >> 16;
    }
    return Buffer.concat([Buffer.from('%PDF-1.7\n'), noise]);
  }
});

describe('who is not written to', () => {
  test('nobody, out of the mailbox of an agency that is not the sender', async () => {
    const parcel = await parcelOf(a, OFFICE.code, await packageOf(letterOf(DISTRICT, [OFFICE])));
    const stranger = await buildAgency(a.office.db, { name: 'UBND xã Lạ' });
    const [refused, sent] = await mailCarrier.send(a.system(), [
      { ...parcel, outboxId: newId(), senderAgencyId: stranger.id },
      parcel,
    ]);
    expect(refused).toMatchObject({ ok: false, final: true, code: 'carriers.not_served' });
    expect(sent).toMatchObject({ ok: true });
    expect(a.smtp.mails).toHaveLength(1);
  });

  test.each([
    ['H35.khong.co', 'carriers.mail_no_address'],
    ['H35.2', 'carriers.mail_free'],
    ['H35.3', 'carriers.mail_free'],
  ])('%s: %s', async (code, expected) => {
    if (code !== 'H35.khong.co') {
      const email = code === 'H35.2' ? 'xabanbo@gmail.com' : 'xa@gmai1.com';
      await knowAgency(a.office, { name: `Xã ${code}`, code, email });
    }
    const parcel = await parcelOf(a, code, await packageOf(letterOf(DISTRICT, [{ code, name: 'x' }])));
    expect(await mailCarrier.send(a.system(), [parcel])).toMatchObject([{ ok: false, final: true, code: expected }]);
    expect(a.smtp.mails).toEqual([]);
  });

  test('a refusal of one receiver is final for it alone; a later one is tried again', async () => {
    await knowAgency(a.office, { name: 'Sở Nội vụ', code: 'H35.5', email: 'vanthu@snv.laichau.gov.vn' });
    a.smtp.refuse = (recipient) =>
      recipient === OFFICE.email
        ? { code: 550, message: '5.1.1 no such mailbox' }
        : { code: 451, message: '4.7.1 greylisted' };
    const bytes = await packageOf(letterOf(DISTRICT, [OFFICE]));
    const outcomes = await mailCarrier.send(a.system(), [
      await parcelOf(a, OFFICE.code, bytes),
      await parcelOf(a, 'H35.5', bytes),
    ]);
    expect(outcomes).toMatchObject([
      { ok: false, final: true, code: 'carriers.mail_refused', reason: expect.stringContaining('no such mailbox') },
      { ok: false, final: false, code: 'carriers.mail_refused' },
    ]);
  });
});

describe('the line to the mail server', () => {
  test('a wrong password, an untrusted certificate and a closed port are troubles of the way, nothing is used up', async () => {
    const parcel = await parcelOf(a, OFFICE.code, await packageOf(letterOf(DISTRICT, [OFFICE])));
    const { settings } = (
      await rawQuery<{ settings: Record<string, unknown> }>(a.office.db, 'select settings from carriers_connection', [])
    )[0] ?? { settings: {} };
    // It would take the password in the clear: it is not told one.
    const open = await startFakeSmtp(localTls(), a.address, {
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
    });
    const tries: [Record<string, unknown>, string][] = [
      [{ username: 'nguoi.khac' }, 'carriers.mail_bad_credentials'],
      [{ ca: '' }, 'carriers.mail_unreachable'],
      [{ smtpPort: 9 }, 'carriers.mail_unreachable'],
      [{ smtpPort: open.port }, 'carriers.mail_unreachable'],
    ];
    for (const [changed, code] of tries) {
      await a.change(changed);
      expect(await mailCarrier.send(a.system(), [parcel, parcel])).toMatchObject([
        { ok: false, final: false, code, untried: true },
        { ok: false, final: false, code, untried: true },
      ]);
      await a.change({ ...settings, username: '' });
    }
    expect([...a.smtp.mails, ...open.mails]).toEqual([]);
    await open.close();
    expect(await mailCarrier.send(a.system(), [parcel])).toMatchObject([{ ok: true }]);
  });
});
