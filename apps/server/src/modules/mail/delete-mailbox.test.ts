import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { systemContext } from '../../platform/context.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildPerson, buildSubject, buildUnit } from '../org/org.testing.ts';
import { createPortLog } from './backends/contract.testing.ts';
import { approveDeletion, askDeletion, declineDeletion } from './commands/delete-mailbox.ts';
import { recordNewMailbox } from './effects/record-new-mailbox.ts';
import { recordRevokedMailbox } from './effects/record-revoked-mailbox.ts';
import { settleMail } from './mail.testing.ts';
import { downloadArchive } from './queries/download-archive.ts';
import { viewMailbox } from './queries/list-mailboxes.ts';
import { findRecipient } from './seams/find-recipient.ts';
import { endRetention } from './sweeps/end-retention.ts';
import { ERASE_JOB, eraseDeleted } from './sweeps/erase-deleted.ts';

let office: TestOffice;
let agencyId: string;
let administrator: Subject;
let second: Subject;
let leader: Subject;
let clerk: Subject;
let stranger: Subject;
const ports = createPortLog();
let serial = 0;
let closed: { id: string; address: string };

const REASON = { reason: 'Hết thời hạn lưu trữ' };

beforeAll(async () => {
  office = await createTestOffice();
  const { db } = office;
  agencyId = (await buildAgency(db, { name: 'UBND xã Nà Một' })).id;
  const at = { agencyId, unitId: (await buildUnit(db, agencyId)).id };
  administrator = await buildSubject(db, { ...at, fullName: 'Quàng Văn Trị', roles: ['administrator'] });
  second = await buildSubject(db, { ...at, fullName: 'Lù Văn Hai', roles: ['administrator'] });
  leader = await buildSubject(db, { ...at, fullName: 'Sùng A Chủ', roles: ['leader'] });
  clerk = await buildSubject(db, { ...at, fullName: 'Lò Thị Thư', roles: ['clerk'] });
  const elsewhere = (await buildAgency(db, { name: 'UBND xã Khác' })).id;
  stranger = await buildSubject(db, {
    agencyId: elsewhere,
    unitId: (await buildUnit(db, elsewhere)).id,
    roles: ['administrator', 'leader'],
  });
  await settleMail(office, agencyId);
});
afterAll(() => office.close());

async function grant(): Promise<{ id: string; address: string }> {
  serial += 1;
  const holderName = `Người Thứ ${serial}`;
  const short = `hop${serial}.namot`;
  const personId = (await buildPerson(office.db, agencyId, holderName)).id;
  const { mailboxId } = await office.db.transaction().execute((tx) =>
    recordNewMailbox(tx, systemContext(office), {
      agencyId,
      personId,
      kind: 'person',
      holderName,
      unitName: '',
      address: short,
      on: '2021-03-22',
      requestId: null,
      link: null,
    }),
  );
  return { id: mailboxId, address: `${short}@laichau.gov.vn` };
}

/** Revoked, kept for its months, exported and shut. */
beforeEach(async () => {
  office.clock.set('2021-03-22T01:00:00Z');
  closed = await grant();
  ports.messages.set(closed.id, [
    { raw: Buffer.from('Subject: thu\r\n\r\nnoi dung'), receivedAt: new Date(), folder: 'Thư đến', flags: [] },
  ]);
  const given = { agencyId, address: closed.address, on: '2021-03-22', reason: 'retired', requestId: null, link: null };
  await office.db.transaction().execute((tx) => recordRevokedMailbox(tx, systemContext(office), given));
  office.clock.set('2021-09-24T01:00:00Z');
  await endRetention(office, ports);
});

const actions = async (id: string): Promise<string[]> => {
  const rows = await rawQuery<{ action: string }>(
    office.db,
    "select action from audit_leaf where object_id = $1 and action like 'mail.%deletion'",
    [id],
  );
  return rows.map(({ action }) => action).sort();
};

describe('deleting a closed mailbox', () => {
  test('takes two people; then it is a tombstone, its letters are erased, its archive stays and its address is nobody’s', async () => {
    const { id, address } = closed;
    expect(await askDeletion(office.as(administrator), id, REASON)).toMatchObject({
      deletion: { askedBy: 'Quàng Văn Trị', reason: REASON.reason },
      deletedAt: null,
    });
    await expect(approveDeletion(office.as(administrator), id)).rejects.toMatchObject({
      code: 'mail.approve_deletion.forbidden',
    });
    await eraseDeleted(office, ports, id);
    expect(ports.messages.has(id)).toBe(true);
    expect(await approveDeletion(office.as(leader), id)).toMatchObject({ stateLabel: 'Đã xóa', hasArchive: true });
    const jobs = await rawQuery(office.db, 'select 1 from graphile_worker.jobs where key = $1', [`${ERASE_JOB}:${id}`]);
    expect(jobs).toHaveLength(1);
    await eraseDeleted(office, ports, id);
    expect(ports.messages.has(id)).toBe(false);
    expect(await findRecipient(office.db, address)).toMatchObject({ state: 'refuse' });
    expect(await downloadArchive(office.as(leader), id)).toBeDefined();
    expect(await actions(id)).toEqual(['mail.approve_deletion', 'mail.ask_deletion']);
    const again = { agencyId, kind: 'person' as const, unitName: '', on: '2021-10-01', requestId: null, link: null };
    const person = await buildPerson(office.db, agencyId, 'Người Mới');
    await expect(
      office.db.transaction().execute((tx) =>
        recordNewMailbox(tx, systemContext(office), {
          ...again,
          personId: person.id,
          holderName: 'Người Mới',
          address,
        }),
      ),
    ).rejects.toMatchObject({ code: 'mail.address_taken' });
    await expect(askDeletion(office.as(administrator), id, REASON)).rejects.toMatchObject({ status: 403 });
  });

  test('of two who approve at once one has done it', async () => {
    const { id } = closed;
    await askDeletion(office.as(administrator), id, REASON);
    const results = await Promise.allSettled([
      approveDeletion(office.as(second), id),
      approveDeletion(office.as(leader), id),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await actions(id)).toEqual(['mail.approve_deletion', 'mail.ask_deletion']);
  });

  test('is asked by an administrator of a closed mailbox only, and approved within the office', async () => {
    const { id } = closed;
    const open = await grant();
    await expect(askDeletion(office.as(administrator), open.id, REASON)).rejects.toMatchObject({
      code: 'mail.ask_deletion.forbidden',
    });
    for (const who of [leader, clerk]) {
      await expect(askDeletion(office.as(who), id, REASON)).rejects.toMatchObject({ status: 403 });
    }
    await expect(askDeletion(office.as(stranger), id, REASON)).rejects.toMatchObject({ status: 404 });
    await expect(approveDeletion(office.as(leader), id)).rejects.toMatchObject({ status: 403 });
    await askDeletion(office.as(administrator), id, REASON);
    await expect(askDeletion(office.as(second), id, REASON)).rejects.toMatchObject({ status: 403 });
    await expect(approveDeletion(office.as(clerk), id)).rejects.toMatchObject({ status: 403 });
    await expect(approveDeletion(office.as(stranger), id)).rejects.toMatchObject({ status: 404 });
  });

  test('declined it is as before, and may be asked for again', async () => {
    const { id } = closed;
    await askDeletion(office.as(administrator), id, REASON);
    await expect(declineDeletion(office.as(clerk), id, REASON)).rejects.toMatchObject({ status: 403 });
    expect(await declineDeletion(office.as(leader), id, { reason: 'Còn vụ việc đang xem' })).toMatchObject({
      deletion: null,
      stateLabel: 'Đã đóng',
    });
    await expect(approveDeletion(office.as(leader), id)).rejects.toMatchObject({ status: 403 });
    await askDeletion(office.as(second), id, REASON);
    await approveDeletion(office.as(administrator), id);
  });

  test('not while the archive is not whole, and not where the letters lie elsewhere', async () => {
    const { id } = closed;
    await askDeletion(office.as(administrator), id, REASON);
    const [file] = await rawQuery<{ sha256: string }>(
      office.db,
      'select file.sha256 from mailbox join file on file.id = mailbox.export_file_id where mailbox.id = $1',
      [id],
    );
    const bytes = await office.blobs.readBytes(file?.sha256 ?? '');
    await office.blobs.delete(file?.sha256 ?? '');
    await expect(approveDeletion(office.as(leader), id)).rejects.toMatchObject({ code: 'mail.archive_missing' });
    await office.blobs.put(bytes);
    await rawQuery(office.db, "update mailbox set backend = 'zimbra' where id = $1", [id]);
    await expect(approveDeletion(office.as(leader), id)).rejects.toMatchObject({ code: 'mail.delete_elsewhere' });
    expect((await viewMailbox(office.as(leader), id)).mailbox.deletedAt).toBeNull();
    await rawQuery(office.db, "update mailbox set backend = 'embedded' where id = $1", [id]);
    expect((await approveDeletion(office.as(leader), id)).deletedAt).not.toBeNull();
  });
});
