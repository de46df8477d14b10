import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Subject } from '../../../../platform/authorise.ts';
import { systemContext } from '../../../../platform/context.ts';
import { newId } from '../../../../platform/ids.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { createIdentityRig, type IdentityRig, PASSWORD } from '../../../identity/identity.testing.ts';
import { makeAppPassword, revokeAppPassword } from '../../commands/app-passwords.ts';
import { resumeMailbox, suspendMailbox } from '../../commands/suspend-mailbox.ts';
import { recordNewMailbox } from '../../effects/record-new-mailbox.ts';
import { recordRevokedMailbox } from '../../effects/record-revoked-mailbox.ts';
import { settleMail } from '../../mail.testing.ts';
import { runCommands } from '../../outbox/run-commands.ts';
import { endRetention } from '../../sweeps/end-retention.ts';
import { readPostfixUse } from '../../sweeps/read-postfix-use.ts';
import { reconcile } from '../../sweeps/reconcile.ts';
import { createPortLog, mailBackendContract } from '../contract.testing.ts';
import { introduce } from './dovecot-office.testing.ts';
import { openImap, readInbox, send, signIn } from './mail-clients.testing.ts';
import { type MailServer, startMailServer, whyNotHere } from './mail-server.testing.ts';
import { createPostfixBackend } from './postfix.ts';

const missing = whyNotHere();
if (missing !== undefined) {
  process.stderr.write(`Postfix, Dovecot: ${missing}: các ca chạy trên máy chủ thư thật được để ngoài.\n`);
}

const OUTSIDE = 'dan@ngoai.example';
const LU = 'lug.namot@laichau.gov.vn';
const THU = 'thulthi.namot@laichau.gov.vn';

/** Eight-bit bytes that are no UTF-8, a line that looks like the separator of an mbox, a dot alone. */
const RAW = Buffer.from(
  `From: ${OUTSIDE}\r\nTo: ${LU}\r\nSubject: Xin so lieu\r\nDate: Thu, 26 Nov 2026 08:00:00 +0700\r\nMessage-ID: <mot@ngoai.example>\r\n\r\nK\xEDnh g\xEDi\r\nFrom day tro di\r\n.\r\n>From xa\r\nhet\r\n`,
  'latin1',
);

function mailTo(to: string, subject: string): string {
  return `From: ${OUTSIDE}\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\nnoi dung\r\n`;
}

describe.runIf(missing === undefined)('Postfix and Dovecot of Debian', () => {
  let rig: IdentityRig;
  let server: MailServer;
  let administrator: Subject;
  let lu: Subject;
  let luBox: string;
  let thuBox: string;
  const ports = createPortLog();
  const secrets = new Map<string, { id: string; secret: string }>();

  async function grant(holder: Subject, name: string, address: string): Promise<string> {
    const { office } = rig;
    const { mailboxId } = await office.db.transaction().execute((tx) =>
      recordNewMailbox(tx, systemContext(office), {
        ...{
          agencyId: rig.agencyId,
          personId: holder.personId,
          kind: 'person',
          holderName: name,
          unitName: '',
          address,
        },
        ...{ on: '2026-01-05', requestId: null, link: null },
      }),
    );
    const made = await makeAppPassword(office.as(holder, newId()), mailboxId, { label: 'Máy bàn', password: PASSWORD });
    secrets.set(address, made);
    await runCommands(office, ports, mailboxId);
    return mailboxId;
  }

  const secretOf = (address: string): string => secrets.get(address)?.secret ?? '';
  const inbox = (address: string) => readInbox(server, address, secretOf(address));
  const arrives = (address: string, subject: string) =>
    expect.poll(async () => (await inbox(address)).filter((raw) => raw.includes(`Subject: ${subject}`)).length).toBe(1);

  beforeAll(async () => {
    rig = await createIdentityRig();
    const { office } = rig;
    // The mail servers have a clock of their own.
    office.clock.set(new Date());
    server = await startMailServer(office);
    introduce(office, server);
    administrator = await rig.newUser({ roles: ['administrator'] });
    lu = await rig.newUser({ fullName: 'Giàng A Lử' });
    const thu = await rig.newUser({ fullName: 'Lò Thị Thu' });
    await settleMail(office, rig.agencyId, { backend: 'postfix' });
    expect(await send(server, { from: OUTSIDE, to: LU, text: RAW })).toBe(550);
    luBox = await grant(lu, 'Giàng A Lử', LU);
    thuBox = await grant(thu, 'Lò Thị Thu', THU);
  });
  afterAll(async () => {
    await server?.close();
    await rig?.office.close();
  });

  test('Mẫu 10 granted: receives at the next command, is read by IMAP with the device password, dashes or none', async () => {
    expect(await send(server, { from: OUTSIDE, to: LU, text: RAW })).toBe(250);
    await expect.poll(async () => (await inbox(LU)).length).toBe(1);
    const [raw] = await inbox(LU);
    expect(raw?.slice(raw.indexOf('From: '))).toBe(RAW.toString('latin1'));
    const shown = secretOf(LU);
    const tried = await Promise.all([
      signIn(server, LU.toUpperCase(), shown.replaceAll('-', '')),
      signIn(server, LU, `${shown.slice(0, -1)}${shown.endsWith('0') ? '1' : '0'}`),
      signIn(server, THU, shown),
      signIn(server, LU, ''),
      signIn(server, `${LU}*congvu`, shown),
      signIn(server, "x' or '1'='1", "x' or '1'='1"),
    ]);
    expect(tried).toEqual([true, false, false, false, false, false]);
    const { rows } = await rig.office.database.pool.query('select state from mail_command');
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['done']));
    expect(server.log()).not.toContain(shown);
  });

  test('nobody sends in the name of another, nor without signing in; own mail goes out', async () => {
    const login = { user: LU, pass: secretOf(LU) };
    expect(await send(server, { from: LU, to: THU, text: mailTo(THU, 'chinh chu'), login })).toBe(250);
    await arrives(THU, 'chinh chu');
    expect(await send(server, { from: THU, to: LU, text: mailTo(LU, 'mao danh'), login })).toBe(553);
    expect(await send(server, { from: OUTSIDE, to: LU, text: mailTo(LU, 'mao danh'), login })).toBe(553);
    expect(await send(server, { from: THU, to: LU, text: mailTo(LU, 'mao danh') })).toBe(553);
    expect(await send(server, { from: OUTSIDE, to: 'ai@noi.example', text: mailTo(LU, 'chuyen ho') })).toBe(554);
    expect((await inbox(LU)).some((raw) => raw.includes('mao danh'))).toBe(false);
  });

  test('a full mailbox is refused when the recipient is named, also under an old address', async () => {
    await rawQuery(
      rig.office.db,
      "update mailbox set quota_mb = 1, aliases = '{thu.cu@laichau.gov.vn}' where id = $1",
      [thuBox],
    );
    const text = mailTo(THU, 'vua du');
    for (const to of [THU, 'thu.cu@laichau.gov.vn', 'thulthi.namot+viec@laichau.gov.vn']) {
      expect(await send(server, { from: OUTSIDE, to, text, size: 2_000_000 })).toBe(552);
    }
    expect(await send(server, { from: OUTSIDE, to: 'thu.cu@laichau.gov.vn', text, size: 1_000 })).toBe(250);
    await arrives(THU, 'vua du');
  });

  test('what runs programs is not taken', async () => {
    const text = `From: ${OUTSIDE}\r\nTo: ${LU}\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name="bao-cao.pdf.exe"\r\n\r\nMZ\r\n`;
    expect(await send(server, { from: OUTSIDE, to: LU, text })).toBe(550);
  });

  test('how full, and when last used, is read back', async () => {
    await readPostfixUse(rig.office);
    const [row] = await rawQuery<{ used_bytes: number; last_sign_in_at: Date | null }>(
      rig.office.db,
      'select used_bytes, last_sign_in_at from mailbox join mail_use on mailbox_id = id where id = $1',
      [luBox],
    );
    expect(row?.used_bytes).toBeGreaterThanOrEqual(RAW.length);
    const since = rig.office.clock.now().getTime() - 60_000;
    expect(row?.last_sign_in_at?.getTime()).toBeGreaterThan(since);
    const backend = createPostfixBackend(rig.office, ports);
    expect(await backend.usage(luBox)).toMatchObject({ bytes: row?.used_bytes, lastSignInAt: expect.any(Date) });
  });

  test('a mail is taken out of every mailbox by its Message-ID and put back; another name takes nothing', async () => {
    const backend = createPostfixBackend(rig.office, ports);
    const move = (act: 'retract' | 'restore', fingerprint: string) =>
      backend[act]({ commandId: newId(), agencyId: rig.agencyId }, { fingerprint, reason: 'giả mạo' });
    const has = async () => (await inbox(LU)).some((raw) => raw.includes('<mot@ngoai.example>'));
    const count = (await inbox(LU)).length;
    for (const other of ['<ot@ngoai.example>', '@', '', '<>', 'f'.repeat(64)]) {
      expect(await move('retract', other)).toEqual({ copies: 0 });
    }
    expect(await move('retract', '<mot@ngoai.example>')).toEqual({ copies: 1 });
    expect([await has(), (await inbox(LU)).length]).toEqual([false, count - 1]);
    expect(await move('retract', '<mot@ngoai.example>')).toEqual({ copies: 0 });
    expect(await move('restore', '<mot@ngoai.example>')).toEqual({ copies: 1 });
    expect([await has(), (await inbox(LU)).length]).toEqual([true, count]);
  });

  test('locked: what is open ends, no way in, letters still arrive; opened again', async () => {
    const { office } = rig;
    const open = await openImap(server, LU, secretOf(LU));
    expect(open.usable).toBe(true);
    await suspendMailbox(office.as(administrator), luBox, { reason: 'Nghi lộ mật khẩu' });
    const login = { user: LU, pass: secretOf(LU) };
    const refused = Promise.all([
      signIn(server, LU, secretOf(LU)),
      send(server, { from: LU, to: THU, text: mailTo(THU, 'bi khoa'), login }),
    ]);
    await runCommands(office, ports, luBox);
    await vi.waitFor(() => expect(open.usable).toBe(false), { timeout: 60_000 });
    expect(ports.kicked).toContain(luBox);
    expect(await send(server, { from: OUTSIDE, to: LU, text: mailTo(LU, 'luc khoa') })).toBe(250);
    expect(await refused).toEqual([false, 535]);
    await resumeMailbox(office.as(administrator), luBox);
    await arrives(LU, 'luc khoa');
  });

  test('a device password that is taken back opens nothing; the others do', async () => {
    const { office } = rig;
    const made = await makeAppPassword(office.as(lu, newId()), luBox, { label: 'Điện thoại', password: PASSWORD });
    expect(await signIn(server, LU, made.secret)).toBe(true);
    await revokeAppPassword(office.as(lu), { mailboxId: luBox, passwordId: made.id });
    const tried = [signIn(server, LU, made.secret), signIn(server, LU, secretOf(LU))];
    expect(await Promise.all(tried)).toEqual([false, true]);
  });

  test('the role of the mail servers reads its views and nothing else', async () => {
    const url = new URL(rig.office.database.url);
    url.username = server.role;
    url.password = /password '(\S+)'/.exec(readFileSync(join(server.out, 'role.sql'), 'utf8'))?.[1] ?? '';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    expect((await client.query('select address from v_mail_recipient')).rowCount).toBe(2);
    for (const sql of [
      'select 1 from mailbox',
      'select 1 from mail_secret',
      'select 1 from identity_user',
      'update mailbox set quota_mb = 1',
      'delete from v_mail_recipient',
      'create table x (a int)',
    ]) {
      await expect(client.query(sql)).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|25006)$/) });
    }
    await client.end();
    for (const file of ['role.sql', 'congvu.env', 'postfix/congvu-domains.cf', 'dovecot/congvu-secrets.conf']) {
      expect(statSync(join(server.out, file)).mode & 0o777).toBe(0o640);
    }
  });

  test('Mẫu 09 granted: forwarded to the successor while kept, then exported and shut', async () => {
    const { office } = rig;
    const today = office.clock.now().toISOString().slice(0, 10);
    await rawQuery(office.db, 'update mailbox set successor_to = $2 where id = $1', [luBox, THU]);
    const paper = { agencyId: rig.agencyId, address: LU, on: today, reason: 'retired', requestId: null, link: null };
    await office.db.transaction().execute((tx) => recordRevokedMailbox(tx, systemContext(office), paper));
    const refused = signIn(server, LU, secretOf(LU));
    await runCommands(office, ports, luBox);
    expect(await send(server, { from: OUTSIDE, to: LU, text: mailTo(LU, 'gui nguoi cu') })).toBe(250);
    await arrives(THU, 'gui nguoi cu');
    // The successor of 1 MB is full for this one.
    expect(await send(server, { from: OUTSIDE, to: LU, text: mailTo(LU, 'to'), size: 2_000_000 })).toBe(552);
    expect(await refused).toBe(false);
    await reconcile(office, ports);
    expect(await rawQuery(office.db, 'select text from mail_drift where settled_at is null', [])).toEqual([]);

    office.clock.advance(400 * 86_400_000);
    await endRetention(office, ports);
    const [file] = await rawQuery<{ sha256: string }>(
      office.db,
      'select sha256 from file join mailbox on export_file_id = file.id where mailbox.id = $1',
      [luBox],
    );
    const mbox = (await office.blobs.readBytes(file?.sha256 ?? '')).toString('latin1');
    expect(mbox.match(/^From MAILER-DAEMON /gm)).toHaveLength(2);
    expect(mbox).toContain('K\xEDnh g\xEDi\n>From day tro di\n.\n>>From xa\nhet\n\n');
    expect(await send(server, { from: OUTSIDE, to: LU, text: mailTo(LU, 'da dong') })).toBe(550);
  });
});

describe.runIf(missing === undefined)('the contract', () => {
  mailBackendContract('postfix', async (office, ports) => {
    const server = await startMailServer(office, { postfix: false });
    introduce(office, server);
    return {
      backend: createPostfixBackend(office, ports),
      cut: async () => {
        await server.stopDovecot();
        return server.startDovecot;
      },
      close: server.close,
    };
  });
});
