import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { buildMailbox, writeMail } from '../../webmail/webmail.testing.ts';
import { addDomainTo, type TestDomain } from '../mail-world.testing.ts';
import { bringMail, createFlowOffice, type FlowOffice } from '../mailflow.testing.ts';
import { createMailMemory, readData } from './read-data.ts';

const BOX = 'vanthu@tamduong.laichau.gov.vn';
const SENDER = 'vanthu.stttt@laichau.gov.vn';

let here: FlowOffice;
let port: number;
let province: TestDomain;

beforeAll(async () => {
  here = await createFlowOffice();
  province = addDomainTo(here.world, 'laichau.gov.vn');
  await buildMailbox(here.office.db, { agencyId: here.agencyId, address: BOX });
  port = (await here.open()).port;
});
afterAll(() => here.close());

async function copies(subject: string): Promise<number> {
  const [row] = await rawQuery<{ copies: number }>(
    here.office.db,
    'select count(*)::int as copies from mail_item item join mail_message message on message.id = item.message_id where message.subject = $1',
    [subject],
  );
  return row?.copies ?? 0;
}

test('died between the bytes and the rows: no 250, nothing half done; the mail comes again and is there once', async () => {
  const raw = await province.sign(writeMail({ subject: 'Đứt giữa tệp và bản ghi' }));
  await rawQuery(
    here.office.db,
    `create function die() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`,
    [],
  );
  await rawQuery(
    here.office.db,
    'create trigger die before insert on mailflow_intake for each row execute function die()',
    [],
  );
  expect(await bringMail(port, SENDER, [BOX], raw)).toMatch(/^451/);
  expect(await copies('Đứt giữa tệp và bản ghi')).toBe(0);
  await rawQuery(here.office.db, 'drop trigger die on mailflow_intake', []);
  expect(await bringMail(port, SENDER, [BOX], raw)).toMatch(/^250/);
  expect(await copies('Đứt giữa tệp và bản ghi')).toBe(1);
});

test('a store that cannot keep the bytes says no 250', async () => {
  const { put } = here.office.blobs;
  const raw = await province.sign(writeMail({ subject: 'Đĩa đầy' }));
  here.office.blobs.put = () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
  expect(await bringMail(port, SENDER, [BOX], raw)).toMatch(/^451 4\.3\.0/);
  here.office.blobs.put = put;
  expect(await copies('Đĩa đầy')).toBe(0);
  expect(await bringMail(port, SENDER, [BOX], raw)).toMatch(/^250/);
});

test('a mail built to break the reader is kept whole, in quarantine, and the next one is read', async () => {
  const parts = Array.from({ length: 10_000 }, () => '--b\r\nContent-Type: text/plain\r\n\r\nx').join('\r\n');
  const bomb = Buffer.from(
    `From: ${SENDER}\r\nTo: ${BOX}\r\nSubject: Bom\r\nDate: Mon, 22 Mar 2021 08:00:00 +0700\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts}\r\n--b--\r\n`,
  );
  expect(await bringMail(port, SENDER, [BOX], bomb)).toMatch(/^250/);
  const [row] = await rawQuery<{ role: string; size: number }>(
    here.office.db,
    `select folder.role, item.size from mail_item item join mail_message message on message.id = item.message_id
     join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
     where message.subject = '(Thư không đọc được)'`,
    [],
  );
  expect(row).toEqual({ role: 'quarantine', size: bomb.length });
  expect(await bringMail(port, SENDER, [BOX], await province.sign(writeMail({ subject: 'Sau bom' })))).toMatch(/^250/);
  expect(await copies('Sau bom')).toBe(1);
});

test('mails that wait for their end do not fill the memory: the next one is asked to come later', async () => {
  const memory = createMailMemory(100);
  async function* wire(text: string) {
    yield Buffer.from(text);
  }
  const first = await readData(wire('x'.repeat(80)), here.office.blobs, memory);
  await expect(readData(wire('x'.repeat(30)), here.office.blobs, memory)).rejects.toMatchObject({ responseCode: 452 });
  memory.release(first.size);
  const second = await readData(wire('x'.repeat(90)), here.office.blobs, memory);
  memory.release(second.size);
  // What was refused holds nothing.
  await expect(readData(wire('a\nb'), here.office.blobs, memory)).rejects.toMatchObject({ responseCode: 550 });
  expect((await readData(wire('x'.repeat(100)), here.office.blobs, memory)).size).toBe(100);
});
