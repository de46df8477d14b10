import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type FakeClamd, startFakeClamd } from '../../files/scan/fake-clamd.testing.ts';
import { buildSubject } from '../../org/org.testing.ts';
import { buildMailbox, writeMail } from '../../webmail/webmail.testing.ts';
import { addDomain } from '../commands/save-domain.ts';
import { addDomainTo, type TestDomain } from '../mail-world.testing.ts';
import { bringMail, createFlowOffice, type FlowOffice } from '../mailflow.testing.ts';
import { tendAntivirus } from './scan-again.ts';

const BOX = 'vanthu@tamduong.laichau.gov.vn';
const SENDER = 'vanthu.stttt@laichau.gov.vn';
const MINUTE = 60_000;

let here: FlowOffice;
let clamd: FakeClamd;
let province: TestDomain;
let administrator: Subject;
let port: number;

beforeAll(async () => {
  here = await createFlowOffice();
  clamd = await startFakeClamd();
  here.office.config.clamd = clamd.address;
  province = addDomainTo(here.world, 'laichau.gov.vn');
  await buildMailbox(here.office.db, { agencyId: here.agencyId, address: BOX });
  administrator = await buildSubject(here.office.db, {
    agencyId: here.agencyId,
    unitId: here.unitId,
    roles: ['administrator'],
  });
  await addDomain(here.office.as(administrator), {
    domain: 'tamduong.laichau.gov.vn',
    parked: false,
    dmarcPolicy: 'none',
    stsMode: 'none',
    mxHosts: [],
    senderIps: [],
    reportAddress: '',
  });
  port = (await here.open()).port;
});
afterAll(async () => {
  await clamd.close();
  await here.close();
});

let made = 0;
/** A mail with one attachment that nobody has seen before. */
async function arrive(subject: string, content: string): Promise<string> {
  made += 1;
  const raw = await province.sign(writeMail({ subject, file: { name: 'Bao cao.txt', text: `${content} ${made}` } }));
  return bringMail(port, SENDER, [BOX], raw);
}

interface Found {
  av: string;
  role: string;
}

async function found(subject: string): Promise<Found | undefined> {
  const [row] = await rawQuery<Found>(
    here.office.db,
    `select file.av, folder.role from mail_message message join mail_attachment file on file.message_id = message.id
     join mail_item item on item.message_id = message.id
     join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
     where message.subject = $1`,
    [subject],
  );
  return row;
}

async function alarms(): Promise<number> {
  const [row] = await rawQuery<{ notices: number }>(
    here.office.db,
    "select count(*)::int as notices from notification where kind = 'mailflow.antivirus_silent' and person_id = $1",
    [administrator.personId],
  );
  return row?.notices ?? 0;
}

test('what is clean is in the inbox, malware in quarantine, and both are accepted', async () => {
  expect(await arrive('Sạch', 'bao cao')).toMatch(/^250/);
  expect(await found('Sạch')).toEqual({ av: 'clean', role: 'inbox' });
  expect(await arrive('Nhiễm', 'EVIL')).toMatch(/^250/);
  expect(await found('Nhiễm')).toEqual({ av: 'infected', role: 'quarantine' });
});

test.each([
  ['says something else', () => Object.assign(clamd, { lie: 'stream: OKAY\0' })],
  ['says nothing at all', () => Object.assign(clamd, { lie: '' })],
  ['is full', () => Object.assign(clamd, { lie: 'INSTREAM size limit exceeded. ERROR\0' })],
])(
  'an antivirus that %s lets nothing through and loses nothing: the attachment waits, then is judged',
  async (name, act) => {
    act();
    expect(await arrive(`Chờ: ${name}`, 'EVIL')).toMatch(/^250/);
    expect(await found(`Chờ: ${name}`)).toEqual({ av: 'pending', role: 'inbox' });
    clamd.lie = undefined;
    // It rests: whoever brings mail now does not wait for it.
    const { asked } = clamd;
    expect(await arrive(`Nghỉ: ${name}`, 'EVIL')).toMatch(/^250/);
    expect(clamd.asked).toBe(asked);
    expect(await found(`Nghỉ: ${name}`)).toEqual({ av: 'pending', role: 'inbox' });
    await tendAntivirus(here.flow);
    expect(await found(`Chờ: ${name}`)).toEqual({ av: 'infected', role: 'quarantine' });
    expect(await found(`Nghỉ: ${name}`)).toEqual({ av: 'infected', role: 'quarantine' });
  },
);

test('while it is away mail comes all the same; after five minutes its administrators are told once; then the backlog drains', async () => {
  await tendAntivirus(here.flow);
  here.office.config.clamd = 'tcp://127.0.0.1:1';
  expect(await arrive('Đang tắt, sạch', 'bao cao')).toMatch(/^250/);
  expect(await arrive('Đang tắt, nhiễm', 'EVIL')).toMatch(/^250/);
  await tendAntivirus(here.flow);
  here.office.clock.advance(4 * MINUTE);
  await tendAntivirus(here.flow);
  expect(await alarms()).toBe(0);
  here.office.clock.advance(MINUTE);
  await tendAntivirus(here.flow);
  await tendAntivirus(here.flow);
  expect(await alarms()).toBe(1);
  expect(await found('Đang tắt, sạch')).toEqual({ av: 'pending', role: 'inbox' });
  here.office.config.clamd = clamd.address;
  await tendAntivirus(here.flow);
  expect(await found('Đang tắt, sạch')).toEqual({ av: 'clean', role: 'inbox' });
  expect(await found('Đang tắt, nhiễm')).toEqual({ av: 'infected', role: 'quarantine' });
});

test('new signatures look again at the mails of the last days, and only then', async () => {
  clamd.lie = 'stream: OK\0';
  await arrive('Chưa ai biết', 'EVIL');
  clamd.lie = undefined;
  await tendAntivirus(here.flow);
  const before = clamd.asked;
  here.office.clock.advance(MINUTE);
  await tendAntivirus(here.flow);
  expect(clamd.asked).toBe(before);
  expect(await found('Chưa ai biết')).toEqual({ av: 'clean', role: 'inbox' });
  here.office.clock.advance(MINUTE);
  clamd.version = 'ClamAV 1.4.6/27001/Tue Mar 23 2021';
  await tendAntivirus(here.flow);
  expect(await found('Chưa ai biết')).toEqual({ av: 'infected', role: 'quarantine' });
  expect(await found('Sạch')).toEqual({ av: 'clean', role: 'inbox' });
});

async function clearedJobs(): Promise<string[][]> {
  const rows = await rawQuery<{ payload: { messageIds: string[] } }>(
    here.office.db,
    `select payload from graphile_worker._private_jobs as job
       join graphile_worker._private_tasks as task on task.id = job.task_id
     where task.identifier = 'mailflow.malware_cleared'`,
    [],
  );
  return rows.map(({ payload }) => payload.messageIds);
}

test('malware that newer signatures call clean is none any more, also in mails older than the days that are looked at again; what was let in at first is told of', async () => {
  const waiting = await clearedJobs();
  expect(waiting).toEqual([]);
  here.office.clock.advance(20 * 24 * 60 * MINUTE);
  clamd.lie = 'stream: OK\0';
  clamd.version = 'ClamAV 1.4.6/27002/Wed Mar 24 2021';
  await tendAntivirus(here.flow);
  clamd.lie = undefined;
  // Held since a scan of the past, or at the door: the one comes back by itself, the other waits for the officer.
  expect(await found('Chưa ai biết')).toEqual({ av: 'clean', role: 'quarantine' });
  expect(await found('Nhiễm')).toEqual({ av: 'clean', role: 'quarantine' });
  const [row] = await rawQuery<{ id: string }>(
    here.office.db,
    "select id from mail_message where subject = 'Chưa ai biết'",
    [],
  );
  const told = (await clearedJobs()).flat();
  expect(told).toContain(row?.id);
  const [held] = await rawQuery<{ id: string }>(
    here.office.db,
    "select id from mail_message where subject = 'Nhiễm'",
    [],
  );
  expect(told).not.toContain(held?.id);
});

test('older signatures, silence and anything but a literal OK clear no mail', async () => {
  clamd.lie = 'stream: OK\0';
  await arrive('Vẫn nhiễm', 'EVIL');
  clamd.lie = undefined;
  here.office.clock.advance(MINUTE);
  clamd.version = 'ClamAV 1.4.6/27003/Thu Mar 25 2021';
  await tendAntivirus(here.flow);
  expect(await found('Vẫn nhiễm')).toEqual({ av: 'infected', role: 'quarantine' });
  for (const [no, lie] of ['stream: OKAY\0', '', 'stream: Other.Malware FOUND\0'].entries()) {
    here.office.clock.advance(MINUTE);
    clamd.lie = lie;
    clamd.version = `ClamAV 1.4.6/${27_004 + no}/Fri Mar 26 2021`;
    await tendAntivirus(here.flow);
    expect(await found('Vẫn nhiễm')).toMatchObject({ av: 'infected', role: 'quarantine' });
  }
});
