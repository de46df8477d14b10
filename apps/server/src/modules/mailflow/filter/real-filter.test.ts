import { authenticate } from 'mailauth';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { placeMessages, restoreMessages, retractMessages } from '#modules/webmail';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { localTls } from '../../carriers/mail/mail.testing.ts';
import { startFakeClamd } from '../../files/scan/fake-clamd.testing.ts';
import { introduce, openDovecotBox, secretOf } from '../../mail/backends/postfix/dovecot-office.testing.ts';
import { openImap, readInbox, send } from '../../mail/backends/postfix/mail-clients.testing.ts';
import { type MailServer, startMailServer, whyNotHere } from '../../mail/backends/postfix/mail-server.testing.ts';
import { settleMail } from '../../mail/mail.testing.ts';
import { buildSubject } from '../../org/org.testing.ts';
import { sendAnswer, setVacation, writeMail } from '../../webmail/webmail.testing.ts';
import { tendAntivirus } from '../antivirus/scan-again.ts';
import { addDomain } from '../commands/save-domain.ts';
import { makeKeys, useKeys } from '../commands/turn-keys.ts';
import { createGate } from '../intake/gate.ts';
import { createMailMemory } from '../intake/read-data.ts';
import { addDomainTo, QUIET_PORTS, type TestDomain } from '../mail-world.testing.ts';
import { mailContext } from '../mailflow.flow.ts';
import { createFlowOffice, type FlowOffice, type OutsideServer, startOutside } from '../mailflow.testing.ts';
import { queueOut } from '../outbound/queue-out.ts';
import { runQueue } from '../outbound/run-queue.ts';
import { forgetPassages } from './forget-passages.ts';
import { type OpenFilter, openFilter } from './open-filter.ts';
import { tendCopies } from './tend-copies.ts';

const missing = whyNotHere();
if (missing !== undefined) {
  process.stderr.write(`Bộ lọc sau Postfix: ${missing}: các ca chạy trên máy chủ thư thật được để ngoài.\n`);
}

const LU = 'lug.namot@laichau.gov.vn';
const THU = 'thulthi.namot@laichau.gov.vn';
const OUTSIDE = 'dan@ngoai.example';
/** Where mail of the outside domain comes from; the record names it and nothing else. */
const CLIENT = '127.0.0.9';

describe.runIf(missing === undefined)('Postfix hands every mail over to be judged', () => {
  let here: FlowOffice;
  let server: MailServer;
  let outside: OutsideServer;
  let ngoai: TestDomain;
  let luBox: string;
  let lu: Subject;
  let filters: OpenFilter[] = [];

  const openFilters = async (): Promise<void> => {
    const common = { flow: here.flow, gate: createGate(4), memory: createMailMemory() };
    filters = [
      await openFilter({ ...common, kind: 'outside', port: server.ports.filter }),
      await openFilter({ ...common, kind: 'submitted', port: server.ports['filter-submission'] }),
    ];
  };
  const closeFilters = async (): Promise<void> => {
    await Promise.all(filters.map((filter) => filter.close()));
    filters = [];
  };

  const inbox = (address: string) => readInbox(server, address, secretOf(address));
  const countIn = async (address: string, word: string) =>
    (await inbox(address)).filter((raw) => raw.includes(word)).length;
  const arrives = (address: string, word: string) =>
    vi.waitFor(async () => expect(await countIn(address, word)).toBe(1), { timeout: 60_000, interval: 50 });
  /** Dovecot has a mail a moment before our row says that it was handed over. */
  const noted = () =>
    vi.waitFor(
      async () =>
        expect(await rawQuery(here.office.db, "select 1 from mailflow_passage where state = 'handing'", [])).toEqual(
          [],
        ),
      { timeout: 60_000, interval: 50 },
    );
  const left = (count: number) =>
    vi.waitFor(() => expect(server.queue()).toHaveLength(count), { timeout: 60_000, interval: 50 });
  const logged = (word: string) =>
    vi.waitFor(() => expect(server.log()).toContain(word), { timeout: 60_000, interval: 50 });
  const heldOf = (word: string) =>
    rawQuery<{ id: string; mailbox_id: string; reason: string }>(
      here.office.db,
      `select message.id, item.mailbox_id, message.guard -> 'reasons' -> 0 ->> 'code' as reason from mail_item item
       join mail_message message on message.id = item.message_id
       join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
       where folder.role = 'quarantine' and message.message_id_header like '%' || $1 || '%'`,
      [word],
    );

  async function fromOutside(id: string, given: { to?: string; from?: string; raw?: Buffer; signed?: boolean } = {}) {
    const to = given.to ?? LU;
    const raw =
      given.raw ?? writeMail({ from: given.from ?? OUTSIDE, to, subject: 'Xin số liệu', messageId: `${id}@x` });
    const text = given.signed === false ? raw : await ngoai.sign(raw);
    return send(server, { from: OUTSIDE, to, text, source: CLIENT });
  }

  async function publishKeys(): Promise<void> {
    const administrator = await buildSubject(here.office.db, {
      ...{ agencyId: here.agencyId, unitId: here.unitId, roles: ['administrator' as const] },
    });
    const acting = () => here.office.as(administrator);
    const domain = await addDomain(acting(), {
      ...{ domain: 'laichau.gov.vn', parked: false, dmarcPolicy: 'reject', stsMode: 'none', mxHosts: [] },
      ...{ senderIps: [], reportAddress: '' },
    });
    const { records } = await makeKeys(acting(), domain.id);
    for (const record of records.filter(({ type }) => type === 'TXT')) {
      here.world.records.set(`TXT ${record.name}`, [[record.value]]);
    }
    await useKeys(acting(), here.flow, domain.id);
  }

  beforeAll(async () => {
    here = await createFlowOffice();
    outside = await startOutside(localTls());
    server = await startMailServer(here.office, {
      filter: true,
      // No name service of the world here: one domain elsewhere has a place of its own.
      editMainCf: (text) =>
        `${text.replace('reject_unknown_recipient_domain,', '')}transport_maps = inline:{ { noi.example = smtp:[127.0.0.1]:${outside.port} } }\n`,
    });
    introduce(here.office, server);
    const { office } = here;
    office.config.smtp = {
      ...office.config.smtp,
      name: server.hostname,
      filter: {
        ...office.config.smtp.filter,
        port: server.ports.filter,
        reinject: { host: '127.0.0.1', port: server.ports.reinject },
      },
    };
    await settleMail(office, here.agencyId, { backend: 'postfix' });
    const holder = (): Promise<Subject> =>
      buildSubject(office.db, { agencyId: here.agencyId, unitId: here.unitId, roles: ['specialist'] });
    lu = await holder();
    luBox = await openDovecotBox(office, lu, LU);
    await openDovecotBox(office, await holder(), THU);
    ngoai = addDomainTo(here.world, 'ngoai.example', { spf: `v=spf1 ip4:${CLIENT} -all` });
    await openFilters();
  });
  afterAll(async () => {
    await closeFilters();
    await server?.close();
    await outside?.close();
    await here?.close();
  });
  afterEach(() => {
    here.office.config.clamd = undefined;
    here.world.isDown = false;
  });

  test('an ordinary mail arrives with what was found of its true client, and nothing a stranger wrote in our name', async () => {
    const lies = [
      `Authentication-Results: ${server.hostname}; dmarc=pass`,
      'X-CongVu-Verdict: ordinary',
      'X-CongVu-Id: 1',
    ];
    const raw = writeMail({ from: OUTSIDE, to: LU, subject: 'Thường', messageId: 'thuong@x', headers: lies });
    expect(await fromOutside('thuong', { raw })).toBe(250);
    await arrives(LU, 'thuong@x');
    const [mail = ''] = (await inbox(LU)).filter((one) => one.includes('thuong@x'));
    // Of 127.0.0.1, our own server, the record says fail.
    expect(mail).toMatch(
      /Authentication-Results: mail\.laichau\.gov\.vn;\r\n\tspf=pass smtp\.mailfrom=dan@ngoai\.example;\r\n\tdkim=pass header\.d=ngoai\.example;\r\n\tdmarc=pass/,
    );
    expect(mail.match(/^X-CongVu-Verdict: ordinary; score=0\.\d\d\r$/gm)).toHaveLength(1);
    expect(mail.match(/^X-CongVu-Id: [0-9a-f]{64}\r$/gm)).toHaveLength(1);
    expect(mail.match(/^Authentication-Results:/gm)).toHaveLength(1);
  });

  test('a forged mail of our own domain never reaches Dovecot; the officer lets it through, and it does', async () => {
    expect(await fromOutside('gia-mao', { from: `Chủ tịch <${THU}>` })).toBe(250);
    await vi.waitFor(async () => expect(await heldOf('gia-mao')).toHaveLength(1), { timeout: 60_000, interval: 50 });
    await left(0);
    const [held] = await heldOf('gia-mao');
    expect(held).toMatchObject({ mailbox_id: luBox, reason: 'FORGED_OWN' });
    expect(await countIn(LU, 'gia-mao@x')).toBe(0);
    await tendCopies(here.flow);
    expect(await countIn(LU, 'gia-mao@x')).toBe(0);
    const messageIds = [held?.id ?? ''];
    await here.office.db
      .transaction()
      .execute((tx) => placeMessages(tx, mailContext(here.office), { messageIds, placement: 'inbox', reason: 'thật' }));
    await tendCopies(here.flow);
    await tendCopies(here.flow);
    await arrives(LU, 'gia-mao@x');
  });

  test('malware is held; while the antivirus is silent Postfix keeps the mail, then it goes on', async () => {
    const clamd = await startFakeClamd();
    here.office.config.clamd = clamd.address;
    const evil = writeMail({ from: OUTSIDE, messageId: 'doc@x', file: { name: 'bao-cao.txt', text: 'EVIL' } });
    expect(await fromOutside('doc', { raw: evil })).toBe(250);
    await vi.waitFor(async () => expect(await heldOf('doc@x')).toMatchObject([{ reason: 'BAD_FILE' }]), {
      timeout: 60_000,
    });
    expect(await countIn(LU, 'doc@x')).toBe(0);
    await clamd.close();

    const file = writeMail({ from: OUTSIDE, messageId: 'cho@x', file: { name: 'bao-cao.txt', text: 'Báo cáo' } });
    expect(await fromOutside('cho', { raw: file })).toBe(250);
    await logged('4.7.1 The antivirus does not answer');
    expect(server.queue()).toHaveLength(1);
    expect(await countIn(LU, 'cho@x')).toBe(0);
    const back = await startFakeClamd();
    here.office.config.clamd = back.address;
    server.flush();
    await arrives(LU, 'cho@x');
    await left(0);
    await back.close();
  });

  test('a silent name service, or no filter at all: the mail waits in the queue of Postfix', async () => {
    here.world.isDown = true;
    expect(await fromOutside('khong-ten')).toBe(250);
    await logged('4.4.3 Name service did not answer');
    here.world.isDown = false;
    await closeFilters();
    server.flush();
    await logged('Connection refused');
    expect(await fromOutside('khong-loc')).toBe(250);
    expect(await countIn(LU, 'khong-')).toBe(0);
    const login = { user: LU, pass: secretOf(LU) };
    expect(await send(server, { from: LU, to: THU, login, text: writeMail({ from: LU, to: THU }) })).toBe(451);
    await openFilters();
    server.flush();
    await arrives(LU, 'khong-ten@x');
    await arrives(LU, 'khong-loc@x');
    await left(0);
  });

  test('cut off after Postfix took it back and before it is on record: one copy, not two, not none', async () => {
    const { db } = here.office;
    await rawQuery(db, 'alter table mailflow_intake rename to away', []);
    expect(await fromOutside('dut-day')).toBe(250);
    await arrives(LU, 'dut-day@x');
    await logged('4.3.0 Temporary failure');
    expect(server.queue()).toHaveLength(1);
    await rawQuery(db, 'alter table away rename to mailflow_intake', []);
    server.flush();
    await left(0);
    expect(await countIn(LU, 'dut-day@x')).toBe(1);
    const states = "select distinct state from mailflow_passage where state = 'handing'";
    expect(await rawQuery(db, states, [])).toEqual([]);
  });

  test('what the officer takes back leaves every mailbox, whatever folder it is in, and comes back where it was', async () => {
    for (const to of [LU, THU]) {
      expect(await fromOutside('thu-hoi', { to, raw: writeMail({ from: OUTSIDE, messageId: `thu-hoi-${to}` }) })).toBe(
        250,
      );
      await arrives(to, `thu-hoi-${to}`);
      await noted();
    }
    const reader = await openImap(server, LU, secretOf(LU));
    const lock = await reader.getMailboxLock('INBOX');
    await reader.messageFlagsAdd({ header: { 'message-id': 'thu-hoi' } }, ['\\Flagged', 'viec']);
    await reader.messageMove({ header: { 'message-id': 'thu-hoi' } }, 'Trash');
    lock.release();
    const inFolder = async (folder: string) => {
      const held = await reader.getMailboxLock(folder);
      await reader.noop();
      const found = await reader.fetchAll({ header: { 'message-id': 'thu-hoi' } }, { flags: true, internalDate: true });
      held.release();
      return found.map(({ flags, internalDate }) => ({
        flags: [...(flags ?? [])].filter((flag) => flag !== '\\Recent').sort(),
        internalDate,
      }));
    };
    const before = await inFolder('Trash');
    expect(before).toMatchObject([{ flags: expect.arrayContaining(['\\Flagged', 'viec']) }]);
    const { db } = here.office;
    const rows = await rawQuery<{ id: string }>(
      db,
      "select id from mail_message where message_id_header like '%thu-hoi%'",
      [],
    );
    const named = { messageIds: rows.map(({ id }) => id), reason: 'giả mạo' };
    await db.transaction().execute((tx) => retractMessages(tx, mailContext(here.office), named));
    const kept = await countIn(LU, 'thuong@x');
    await tendCopies(here.flow);
    expect([await inFolder('Trash'), await countIn(THU, 'thu-hoi')]).toEqual([[], 0]);
    // Nobody else's mail went with it.
    expect(await countIn(LU, 'thuong@x')).toBe(kept);
    await db.transaction().execute((tx) => restoreMessages(tx, mailContext(here.office), named));
    await tendCopies(here.flow);
    expect(await inFolder('Trash')).toEqual(before);
    expect(await countIn(THU, 'thu-hoi')).toBe(1);
    await reader.logout();
  });

  test('what turns out later to be malware leaves Dovecot, and what is forgotten here stays there', async () => {
    const { db, clock } = here.office;
    expect(await fromOutside('sau-nay', { to: THU })).toBe(250);
    await arrives(THU, 'sau-nay@x');
    await noted();
    const kept = "select id from mail_message where message_id_header like '%sau-nay%'";
    const place = async (placement: 'inbox' | 'quarantine') => {
      const messageIds = (await rawQuery<{ id: string }>(db, kept, [])).map(({ id }) => id);
      const given = { messageIds, placement, reason: 'mã độc' };
      await db.transaction().execute((tx) => placeMessages(tx, mailContext(here.office), given));
      await tendCopies(here.flow);
      return countIn(THU, 'sau-nay@x');
    };
    expect(await place('quarantine')).toBe(0);
    expect(await place('inbox')).toBe(1);
    await forgetPassages(here.office);
    expect(await rawQuery(db, kept, [])).toHaveLength(1);
    const now = clock.now();
    clock.advance(91 * 86_400_000);
    await forgetPassages(here.office);
    clock.set(now);
    expect(await rawQuery(db, kept, [])).toEqual([]);
    await tendCopies(here.flow);
    expect(await countIn(THU, 'sau-nay@x')).toBe(1);
  });

  test('newer signatures look at what lies on Dovecot: malware leaves every folder, the rest stays; while Dovecot is away nothing is passed over', async () => {
    const { office, flow } = here;
    const clamd = await startFakeClamd();
    const { dovecot } = office.config;
    office.config.clamd = clamd.address;
    try {
      await tendAntivirus(flow);
      clamd.lie = 'stream: OK\0';
      for (const [id, text] of [
        ['quet-lai', 'EVIL quet lai'],
        ['van-sach', 'bao cao'],
      ] as const) {
        const raw = writeMail({ from: OUTSIDE, to: THU, messageId: `${id}@x`, file: { name: 'Bao cao.txt', text } });
        expect(await fromOutside(id, { to: THU, raw })).toBe(250);
        await arrives(THU, `${id}@x`);
        await noted();
      }
      const reader = await openImap(server, THU, secretOf(THU));
      const lock = await reader.getMailboxLock('INBOX');
      await reader.messageMove({ header: { 'message-id': 'quet-lai' } }, 'Trash');
      lock.release();
      const inTrash = async () => {
        const held = await reader.getMailboxLock('Trash');
        await reader.noop();
        const found = await reader.search({ header: { 'message-id': 'quet-lai' } });
        held.release();
        return Array.isArray(found) ? found.length : -1;
      };
      clamd.lie = undefined;
      office.clock.advance(60_000);
      clamd.version = 'ClamAV 1.4.6/27001/Tue Mar 23 2021';
      office.config.dovecot = { ...dovecot, imap: 'imap://127.0.0.1:1' };
      await tendAntivirus(flow);
      await tendCopies(flow);
      expect(await inTrash()).toBe(1);
      office.config.dovecot = dovecot;
      await tendAntivirus(flow);
      await tendCopies(flow);
      expect([await inTrash(), await countIn(THU, 'van-sach@x')]).toEqual([0, 1]);
      const jobs = "select 1 from graphile_worker.jobs where task_identifier = 'mailflow.malware_found'";
      expect(await rawQuery(office.db, jobs, [])).toHaveLength(1);
      const asked = clamd.asked;
      await tendAntivirus(flow);
      expect(clamd.asked).toBe(asked);
      await reader.logout();
    } finally {
      office.config.dovecot = dovecot;
      office.config.clamd = undefined;
      await clamd.close();
    }
  });

  test('mail of our own people: nothing leaves unsigned, then both signatures; rules are said to the program', async () => {
    const login = { user: LU, pass: secretOf(LU) };
    const mail = (to: string, id: string, more: Parameters<typeof writeMail>[0] = {}) => ({
      ...{ from: LU, to, login },
      text: writeMail({ from: LU, to, messageId: `${id}@x`, headers: ['User-Agent: Thu/1'], ...more }),
    });
    expect(await send(server, mail('ai@noi.example', 'chua-khoa'))).toBe(451);
    await publishKeys();
    expect(await send(server, mail('ai@noi.example', 'da-ky'))).toBe(250);
    await vi.waitFor(() => expect(outside.mails).toHaveLength(1), { timeout: 60_000, interval: 50 });
    const sent = outside.mails[0]?.raw ?? Buffer.alloc(0);
    const asked = { resolver: here.world.names, ip: '203.0.113.1', helo: 'x.vn', sender: LU };
    const { dkim, dmarc } = await authenticate(sent, asked);
    expect(dkim.results.map(({ status }) => status.result)).toEqual(['pass', 'pass']);
    expect(dmarc).toMatchObject({ status: { result: 'pass' } });
    expect(sent.toString('latin1')).not.toMatch(/127\.0\.7\.|User-Agent|ESMTPSA/);

    // To our own people it is no forgery of our domain.
    expect(await send(server, mail(THU, 'noi-bo'))).toBe(250);
    await arrives(THU, 'noi-bo@x');
    expect(await send(server, mail(THU, 'mao-danh', { from: THU }))).toBe(550);
    expect(await send(server, mail(THU, 'chay', { file: { name: 'a.js', text: 'x' } }))).toBe(550);
    const { submission } = here.flow.ports;
    here.flow.ports = {
      ...QUIET_PORTS,
      submission: { ...submission, issuedDocuments: async () => [{ numberSymbol: '12/UBND-VP', by: 'symbol' }] },
    };
    expect(await send(server, mail('dan@gmail.com', 'van-ban', { subject: 'Gửi 12/UBND-VP' }))).toBe(550);
    here.flow.ports = QUIET_PORTS;
    expect(await heldOf('noi-bo')).toEqual([]);
    const [use] = await rawQuery<{ sent_at: Date }>(
      here.office.db,
      'select sent_at from mail_use where mailbox_id = $1',
      [luBox],
    );
    expect(use?.sent_at).toEqual(here.office.clock.now());
    expect(outside.mails).toHaveLength(1);
  });

  /** What the worker does with the answers that were ordered; how many there were. */
  async function answerOrdered(): Promise<number> {
    const { office, flow } = here;
    const orders = await rawQuery<{ payload: { agencyId: string; itemId: string; to: string } }>(
      office.db,
      `select payload from graphile_worker._private_jobs as job
         join graphile_worker._private_tasks as task on task.id = job.task_id
       where task.identifier = 'webmail.answer_absence' order by job.id`,
      [],
    );
    for (const { payload } of orders) {
      await sendAnswer(office, { queueOut }, payload);
    }
    await runQueue(flow);
    return orders.length;
  }

  test('whoever is away is answered for by the server: once a sender, signed, through Postfix; lists and machines get nothing', async () => {
    const vacation = { from: null, until: null, text: 'Tôi đi công tác.', delegatePersonId: null };
    await setVacation(here.office.as(lu), luBox, { ...vacation, enabled: true });
    const noi = addDomainTo(here.world, 'noi.example', { spf: `v=spf1 ip4:${CLIENT} -all` });
    const sender = 'ai@noi.example';
    const write = async (id: string, headers: string[] = []) => {
      const text = await noi.sign(writeMail({ from: sender, to: LU, messageId: `${id}@x`, headers }));
      expect(await send(server, { from: sender, to: LU, text, source: CLIENT })).toBe(250);
      await arrives(LU, `${id}@x`);
      await noted();
    };
    outside.mails.length = 0;
    await write('vang-danh-sach', ['List-Id: <tin.noi.example>']);
    await write('vang-may', ['Auto-Submitted: auto-generated']);
    expect(await answerOrdered()).toBe(0);
    await write('vang-mot');
    await write('vang-hai');
    expect(await answerOrdered()).toBe(1);
    await vi.waitFor(() => expect(outside.mails).toHaveLength(1), { timeout: 60_000, interval: 50 });
    const [answer] = outside.mails;
    expect(answer).toMatchObject({ from: '', to: [sender] });
    const raw = answer?.raw ?? Buffer.alloc(0);
    expect(raw.toString('latin1')).toMatch(/^Auto-Submitted: auto-replied\r$/m);
    expect(raw.toString('latin1')).toMatch(/^In-Reply-To: <vang-mot@x>\r$/m);
    const asked = { resolver: here.world.names, ip: '203.0.113.1', helo: 'x.vn', sender: '' };
    const { dkim, dmarc } = await authenticate(raw, asked);
    expect(dkim.results.map(({ status }) => status.result)).toEqual(['pass', 'pass']);
    expect(dmarc).toMatchObject({ status: { result: 'pass' } });

    // A colleague whose mailbox is on the same Dovecot hears of it as well; his own answer does not go back and forth.
    const login = { user: THU, pass: secretOf(THU) };
    const text = writeMail({ from: THU, to: LU, messageId: 'vang-dong-nghiep@x' });
    expect(await send(server, { from: THU, to: LU, login, text })).toBe(250);
    await arrives(LU, 'vang-dong-nghiep@x');
    await noted();
    await answerOrdered();
    await arrives(THU, 'In-Reply-To: <vang-dong-nghiep@x>');
    expect(outside.mails).toHaveLength(1);
    await setVacation(here.office.as(lu), luBox, { ...vacation, enabled: false });
    await write('vang-xong');
    await answerOrdered();
    expect(await countIn(LU, 'auto-replied')).toBe(0);
    expect(outside.mails).toHaveLength(1);
  });
});
