import ExcelJS from 'exceljs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { systemContext } from '../../platform/context.ts';
import type { FileAnswer } from '../../platform/http/route.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { createPortLog } from './backends/contract.testing.ts';
import { runZmprov } from './backends/zimbra/simulator-zmprov.testing.ts';
import { connectZimbra, withLoopback } from './backends/zimbra/zimbra.testing.ts';
import { startZimbra, type ZimbraSimulator } from './backends/zimbra/zimbra-simulator.testing.ts';
import { closeDoors } from './close-doors.ts';
import { renameMailbox } from './commands/rename-mailbox.ts';
import { saveMailSettings } from './commands/save-settings.ts';
import { saveZimbra } from './commands/save-zimbra.ts';
import { suspendMailbox } from './commands/suspend-mailbox.ts';
import { recordNewMailbox } from './effects/record-new-mailbox.ts';
import { recordRevokedMailbox } from './effects/record-revoked-mailbox.ts';
import { settleMail } from './mail.testing.ts';
import { sweepCommands } from './outbox/run-commands.ts';
import { viewMailbox } from './queries/list-mailboxes.ts';
import { viewZimbra } from './queries/view-zimbra.ts';
import { exportSteps, exportStepsCsv, exportZmprov } from './register/export-steps.ts';
import { adoptMailboxes } from './sweeps/adopt-mailboxes.ts';
import { endRetention } from './sweeps/end-retention.ts';
import { reconcile } from './sweeps/reconcile.ts';

const DOMAIN = 'laichau.gov.vn';
let office: TestOffice;
let simulator: ZimbraSimulator;
const ports = createPortLog();

beforeAll(async () => {
  office = withLoopback(await createTestOffice());
  simulator = await startZimbra([DOMAIN]);
});
afterAll(async () => {
  await simulator.close();
  await office.close();
});
beforeEach(() => {
  simulator.asked.length = 0;
});

interface Place {
  agencyId: string;
  administrator: Subject;
  clerk: Subject;
}

async function placeNamed(name: string): Promise<Place> {
  const agencyId = (await buildAgency(office.db, { name })).id;
  const at = { agencyId, unitId: (await buildUnit(office.db, agencyId)).id };
  const administrator = await buildSubject(office.db, { ...at, roles: ['administrator'] });
  return { agencyId, administrator, clerk: await buildSubject(office.db, { ...at, roles: ['clerk'] }) };
}

async function grant({ agencyId }: Place, address: string, holderName: string): Promise<string> {
  const given = { agencyId, personId: null, kind: 'unit' as const, holderName, unitName: 'Văn phòng', address };
  const paper = { on: '2021-03-22', requestId: null, link: null };
  const { mailboxId } = await office.db
    .transaction()
    .execute((tx) => recordNewMailbox(tx, systemContext(office), { ...given, ...paper }));
  return mailboxId;
}

async function revoke({ agencyId }: Place, address: string): Promise<void> {
  const paper = { on: '2021-03-22', reason: 'resigned', requestId: null, link: null };
  await office.db
    .transaction()
    .execute((tx) => recordRevokedMailbox(tx, systemContext(office), { agencyId, address, ...paper }));
}

const settings = {
  backend: 'zimbra' as const,
  domain: DOMAIN,
  quotaMb: 500,
  retainMonths: 6,
  retainMonthsLeader: 12,
  idleDays: 45,
  quarantineDays: 30,
  validFrom: '2021-03-22',
};
const connection = () => ({
  url: simulator.url,
  adminName: simulator.adminName,
  password: simulator.password,
  cosId: '',
  caPem: simulator.caPem,
});

describe('connection', () => {
  let place: Place;
  beforeAll(async () => {
    place = await placeNamed('UBND xã Kết Nối');
  });

  test('kept once Zimbra answers; the password is nowhere to be read', async () => {
    const as = office.as(place.administrator);
    await expect(saveMailSettings(as, settings)).rejects.toMatchObject({ code: 'mail.zimbra_needed' });
    await expect(saveZimbra(office.as(place.clerk), connection())).rejects.toMatchObject({ status: 403 });
    const saved = await saveZimbra(as, { ...connection(), cosId: 'cos-xa' });
    expect(saved.connection).toMatchObject({ url: simulator.url, cosId: 'cos-xa', own: true });
    const kept = await rawQuery(
      office.db,
      `select detail::text from audit_leaf where action = 'mail.save_zimbra' union all select mail_zimbra::text from mail_zimbra`,
      [],
    );
    const sealed = await rawQuery<{ password: Buffer }>(office.db, 'select password from mail_zimbra', []);
    expect(sealed).toHaveLength(1);
    const bytes = sealed.map(({ password }) => password.toString('utf8')).join();
    for (const text of [JSON.stringify(kept), bytes, JSON.stringify(await viewZimbra(as))]) {
      expect(text).not.toContain('quản trị> &');
      expect(text).not.toContain('bí mật');
    }
    await saveMailSettings(as, settings);
  });

  test('a kept password goes to no other place', async () => {
    const as = office.as(place.administrator);
    const { password: _typed, ...rest } = connection();
    await saveZimbra(as, rest);
    for (const change of [{ url: 'https://localhost:7071' }, { adminName: 'khac@laichau.gov.vn' }, { caPem: '' }]) {
      await expect(saveZimbra(as, { ...rest, ...change })).rejects.toMatchObject({ code: 'mail.zimbra_password' });
    }
    expect(simulator.asked.filter((name) => name === 'AuthRequest').length).toBeLessThanOrEqual(1);
  });

  test.each([
    [{ url: 'http://localhost:7071' }, 'mail.zimbra_address'],
    [{ url: 'https://a:b@localhost:7071' }, 'mail.zimbra_address'],
    [{ url: 'https://localhost:7071/service/admin/soap' }, 'mail.zimbra_address'],
    [{ caPem: 'không phải chứng thư' }, 'mail.zimbra_trust'],
    [{ password: 'sai' }, 'mail.zimbra_refused'],
    [{ cosId: 'không có' }, 'mail.zimbra_refused'],
    [{ caPem: '' }, 'mail.zimbra_refused'],
    // This computer's other doors are not tried out by way of an address.
    [{ url: 'https://169.254.169.254' }, 'mail.zimbra_refused'],
  ])('%o: %s, and nothing is kept', async (wrong, code) => {
    const before = await viewZimbra(office.as(place.administrator));
    const saved = saveZimbra(office.as(place.administrator), { ...connection(), ...wrong });
    await expect(saved).rejects.toMatchObject({ code });
    expect(await viewZimbra(office.as(place.administrator))).toEqual(before);
  });
});

test('a mailbox lives at Zimbra from Mẫu 10 to the archive, told by the outbox; last use is read back', async () => {
  const place = await placeNamed('UBND xã Trọn Đời');
  await settleMail(office, place.agencyId, { backend: 'zimbra' });
  await connectZimbra(office, place.agencyId, simulator);
  const id = await grant(place, 'vanthu.tron', 'Văn thư');
  await sweepCommands(office, ports);
  const account = simulator.directory.byName(`vanthu.tron@${DOMAIN}`);
  if (account === undefined) {
    throw new Error('not created');
  }
  account.attributes.set('zimbraLastLogonTimestamp', ['20210321070000Z']);
  account.messages.push({ folder: 'Inbox', name: '1', raw: 'a: b\r\n\r\nthư', at: office.clock.now(), unread: true });
  await reconcile(office, ports);
  const { mailbox } = await viewMailbox(office.as(place.administrator), id);
  expect(mailbox).toMatchObject({
    backend: 'zimbra',
    hosted: false,
    problem: null,
    lastSignInAt: '2021-03-21T07:00:00.000Z',
  });
  const isOpen = simulator.directory.signIn(account.name);
  await revoke(place, 'vanthu.tron');
  await sweepCommands(office, ports);
  expect([isOpen(), simulator.directory.deliver(account.name)]).toEqual([false, '550']);
  const now = office.clock.now();
  office.clock.set('2022-06-01T01:00:00Z');
  await endRetention(office, ports);
  await sweepCommands(office, ports);
  office.clock.set(now.toISOString());
  expect(account.attributes.get('zimbraAccountStatus')).toEqual(['closed']);
  const closed = await viewMailbox(office.as(place.administrator), id);
  expect(closed.mailbox).toMatchObject({ hasArchive: true, problem: null });
});

test('somebody knows the password: forwards and filters that were set at Zimbra end, and what is open with them', async () => {
  const place = await placeNamed('UBND xã Lộ Mật Khẩu');
  await settleMail(office, place.agencyId, { backend: 'zimbra' });
  await connectZimbra(office, place.agencyId, simulator);
  const id = await grant(place, 'lo.matkhau', 'Người Lộ');
  await rawQuery(office.db, 'update mailbox set person_id = $2 where id = $1', [id, place.clerk.personId]);
  await sweepCommands(office, ports);
  const account = simulator.directory.byName(`lo.matkhau@${DOMAIN}`);
  account?.attributes
    .set('zimbraPrefMailForwardingAddress', ['ke@gmail.com'])
    .set('zimbraMailSieveScript', ['redirect']);
  const isOpen = simulator.directory.signIn(`lo.matkhau@${DOMAIN}`);
  const holder = { personId: place.clerk.personId, agencyId: place.agencyId };
  await office.db.transaction().execute((tx) => closeDoors(tx, systemContext(office), holder));
  await sweepCommands(office, ports);
  expect([isOpen(), simulator.directory.deliver(`lo.matkhau@${DOMAIN}`)]).toEqual([false, 'here']);
  expect(account?.attributes.has('zimbraMailSieveScript')).toBe(false);
});

test('mailboxes kept by hand so far are found again at Zimbra, not made twice', async () => {
  const place = await placeNamed('UBND xã Có Sẵn');
  const id = await grant(place, 'cosan.cosan', 'Người Có Sẵn');
  const there = simulator.directory.create(`cosan.cosan@${DOMAIN}`, new Map(), 'cũ');
  await connectZimbra(office, place.agencyId, simulator);
  await settleMail(office, place.agencyId, { backend: 'zimbra' });
  await adoptMailboxes(office);
  await sweepCommands(office, ports);
  expect((await viewMailbox(office.as(place.administrator), id)).mailbox).toMatchObject({
    backend: 'zimbra',
    problem: null,
  });
  expect(there.attributes.get('zimbraForeignPrincipal')).toEqual([`congvu:${id}`]);
  const [row] = await rawQuery<{ backend_id: string }>(office.db, 'select backend_id from mailbox where id = $1', [id]);
  expect(row?.backend_id).toBe(there.id);
});

describe('lists for whoever runs the Zimbra of the province', () => {
  let place: Place;
  const NAME = `Y K'Brơi "Hai" \\ =cmd|' /C calc'!A0`;
  beforeAll(async () => {
    place = await placeNamed('UBND xã Làm Tay');
    await settleMail(office, place.agencyId, { backend: 'manual', domain: DOMAIN });
  });
  const read = async (answer: FileAnswer): Promise<Buffer> => {
    const parts: Buffer[] = [];
    for await (const part of answer.stream as AsyncIterable<Buffer>) {
      parts.push(Buffer.from(part));
    }
    return Buffer.concat(parts);
  };
  const bytesOf = async (answer: FileAnswer): Promise<Buffer> =>
    Buffer.isBuffer(answer.stream) ? answer.stream : read(answer);

  test('nothing waits: said so; only keepers', async () => {
    await expect(exportZmprov(office.as(place.administrator))).rejects.toMatchObject({ code: 'mail.no_steps' });
    await expect(exportZmprov(office.as(place.clerk))).rejects.toMatchObject({ status: 403 });
    await expect(exportSteps(office.as(place.clerk))).rejects.toMatchObject({ status: 403 });
    await expect(exportStepsCsv(office.as(place.clerk))).rejects.toMatchObject({ status: 403 });
  });

  test('the file does at Zimbra what the register says, whatever stands in a name', async () => {
    const { directory } = simulator;
    const as = () => office.as(place.administrator);
    await grant(place, 'moi.tay', NAME);
    const suspended = await grant(place, 'khoa.tay', 'Người Bị Khóa');
    const moved = await grant(place, 'cu.tay', 'Người Đổi Tên');
    await grant(place, 'nghi.tay', 'Người Nghỉ');
    // The province has made them; what comes now waits.
    await rawQuery(
      office.db,
      "update mail_step set done_at = now() where agency_id = $1 and text not like '%moi.tay%'",
      [place.agencyId],
    );
    for (const name of ['khoa.tay', 'cu.tay', 'nghi.tay']) {
      directory.create(`${name}@${DOMAIN}`, new Map([['zimbraPrefMailForwardingAddress', ['me@gmail.com']]]));
    }
    await suspendMailbox(as(), suspended, { reason: 'Đi học' });
    await renameMailbox(as(), moved, { address: 'giua.tay' });
    await renameMailbox(as(), moved, { address: 'moi2.tay' });
    await revoke(place, 'nghi.tay');
    const file = (await bytesOf(await exportZmprov(as()))).toString('utf8');
    expect(file.split('\n').every((line) => line === '' || /^(ca|ma|ra|aaa) "/.test(line))).toBe(true);
    runZmprov(directory, file);
    const at = (name: string) => directory.byName(`${name}@${DOMAIN}`);
    expect(at('moi.tay')).toMatchObject({ password: undefined });
    expect(at('moi.tay')?.attributes.get('displayName')).toEqual([NAME]);
    expect(at('khoa.tay')?.attributes.get('zimbraAccountStatus')).toEqual(['locked']);
    expect(at('cu.tay')).toMatchObject({
      name: `moi2.tay@${DOMAIN}`,
      aliases: [`cu.tay@${DOMAIN}`, `giua.tay@${DOMAIN}`],
    });
    expect(directory.deliver(`nghi.tay@${DOMAIN}`)).toBe('550');
    expect(at('nghi.tay')?.attributes.has('zimbraPrefMailForwardingAddress')).toBe(false);
  });

  test('the sheet says the same in words; a name is never a formula', async () => {
    await grant(place, 'congthuc.tay', '=HYPERLINK("http://x")');
    const workbook = new ExcelJS.Workbook();
    const bytes = await bytesOf(await exportSteps(office.as(place.administrator)));
    await workbook.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer);
    const rows = workbook.worksheets[0]?.getSheetValues() ?? [];
    const texts = [...(rows as unknown[])].map((row) => (Array.isArray(row) ? [...row].map(String) : []));
    const row = texts.find((cells) => cells.some((cell) => cell === `congthuc.tay@${DOMAIN}`));
    expect(row?.slice(2, 5)).toEqual(['Cấp mới', `congthuc.tay@${DOMAIN}`, `'=HYPERLINK("http://x")`]);
    expect(texts.flat().filter((cell) => cell.startsWith('='))).toEqual([]);
    const csv = (await bytesOf(await exportStepsCsv(office.as(place.administrator)))).toString('utf8');
    expect(csv).toContain(`"Cấp mới","congthuc.tay@${DOMAIN}","'=HYPERLINK(""http://x"")"`);
    const leaves = await rawQuery<{ count: number }>(
      office.db,
      "select count(*) from audit_leaf where action = 'mail.steps_exported' and agency_id = $1",
      [place.agencyId],
    );
    expect(leaves[0]?.count).toBe(3);
  });

  test('a short address without any domain is in no script', async () => {
    const bare = await placeNamed('UBND xã Không Miền');
    await grant(bare, 'a.khongmien', 'A');
    await expect(exportZmprov(office.as(bare.administrator))).rejects.toMatchObject({ code: 'mail.domain_needed' });
    expect((await bytesOf(await exportSteps(office.as(bare.administrator)))).length).toBeGreaterThan(1_000);
  });
});
