import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { refusedOfTwo } from '../../platform/testing/one-of-two.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { assignEmails } from './commands/assign-emails.ts';
import { createFolder, removeFolder, renameFolder } from './commands/edit-folders.ts';
import { deleteEmails, moveEmails, restoreEmails, trashEmails } from './commands/move-emails.ts';
import { setKeywords } from './commands/set-keywords.ts';
import {
  deliver,
  exportMessages,
  holdersOf,
  placeMessages,
  recordScan,
  restoreMessages,
  retractMessages,
} from './index.ts';
import { downloadAttachment, downloadRaw } from './queries/download.ts';
import { listBoxes } from './queries/list-boxes.ts';
import { listEmails } from './queries/list-emails.ts';
import { listFolders } from './queries/list-folders.ts';
import { readBody } from './queries/read-body.ts';
import { viewEmail } from './queries/view-email.ts';
import { buildMailbox, deliverTo, storeRaw, type WrittenMail, writeMail } from './webmail.testing.ts';

let office: TestOffice;
let mai: Subject;
let huong: Subject;
let stranger: Subject;
let abroad: Subject;
let own: string;
let shared: string;
let agencyId: string;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db, { name: 'UBND huyện Tam Đường' });
  const unit = await buildUnit(office.db, agency.id);
  const at = { agencyId: agency.id, unitId: unit.id, roles: ['specialist' as const] };
  agencyId = agency.id;
  mai = await buildSubject(office.db, { ...at, fullName: 'Vàng Thị Mai' });
  huong = await buildSubject(office.db, { ...at, fullName: 'Lò Thị Hương', roles: ['clerk'] });
  stranger = await buildSubject(office.db, { ...at, fullName: 'Tẩn A Sài', roles: ['administrator'] });
  const other = await buildAgency(office.db, { name: 'UBND xã Khác' });
  const foreign = await buildUnit(office.db, other.id);
  abroad = await buildSubject(office.db, { agencyId: other.id, unitId: foreign.id, roles: ['clerk'] });
  own = await buildMailbox(office.db, { agencyId, address: 'maivt@tamduong.laichau.gov.vn', personId: mai.personId });
  shared = await buildMailbox(office.db, {
    agencyId,
    address: 'vanthu@tamduong.laichau.gov.vn',
    members: [mai.personId, huong.personId],
    name: 'Văn thư UBND huyện',
  });
});
afterAll(() => office.close());

const PAGE = { limit: 50, collapseThreads: true };

async function arrive(mailboxId: string, given: WrittenMail = {}, placement: 'inbox' | 'quarantine' = 'inbox') {
  office.clock.advance(1_000);
  const message = await storeRaw(office, writeMail(given));
  return deliverTo(office, message, { mailboxId, agencyId }, placement);
}

const find = async (q: string): Promise<string[]> =>
  (await listEmails(office.as(mai), own, { ...PAGE, q })).items.map(({ id }) => id);

const folderId = async (mailboxId: string, role: string): Promise<string> =>
  (await listFolders(office.as(mai), mailboxId)).items.find((folder) => folder.role === role)?.id ?? '';

test('the same raw message twice is one item, also when two deliveries run at once', async () => {
  const message = await storeRaw(office, writeMail({ subject: 'Giấy mời họp' }));
  const box = { mailboxId: own, agencyId };
  const [first, second] = await Promise.all([deliverTo(office, message, box), deliverTo(office, message, box)]);
  const third = await deliverTo(office, message, box);
  expect(second.itemId).toBe(first.itemId);
  expect(third).toMatchObject({ itemId: first.itemId, isNew: false });
  expect([first, second].filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(await find('giay moi hop')).toEqual([first.itemId]);
  const [use] = await rawQuery<{ used_bytes: number }>(
    office.db,
    'select used_bytes from mail_use where mailbox_id = $1',
    [own],
  );
  expect(use?.used_bytes).toBe(message.size);
});

test('boxes of others are 404, whatever is asked; an ex-member loses access at once', async () => {
  const { itemId } = await arrive(shared);
  const asked = { mailboxId: shared, id: itemId };
  for (const subject of [stranger, abroad]) {
    const context = office.as(subject);
    for (const act of [
      () => listFolders(context, shared),
      () => listEmails(context, shared, PAGE),
      () => viewEmail(context, asked),
      () => readBody(context, asked),
      () => downloadRaw(context, asked),
      () => setKeywords(context, shared, { ids: [itemId], seen: true }),
      () => trashEmails(context, shared, [itemId]),
      () => createFolder(context, shared, 'Lén lút'),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'webmail.box_not_found', status: 404 });
    }
    expect((await listBoxes(context)).items).toEqual([]);
  }
  // A mail of one box is not to be had through another one.
  await expect(viewEmail(office.as(mai), { mailboxId: own, id: itemId })).rejects.toMatchObject({
    code: 'webmail.email_not_found',
  });
  expect((await viewEmail(office.as(huong), asked)).id).toBe(itemId);
  await rawQuery(office.db, 'delete from mail_member where mailbox_id = $1 and person_id = $2', [
    shared,
    huong.personId,
  ]);
  await expect(viewEmail(office.as(huong), asked)).rejects.toMatchObject({ status: 404 });
  await rawQuery(
    office.db,
    "insert into mail_member (agency_id, mailbox_id, person_id, since, added_by) values ($1, $2, $3, now(), 'test')",
    [agencyId, shared, huong.personId],
  );
});

test('finds with and without accents in sender, subject, text and names of attachments', async () => {
  const { itemId } = await arrive(own, {
    from: 'Giàng A Tủa <tua@moit.gov.vn>',
    subject: 'Đôn đốc số liệu hộ nghèo',
    text: 'Hạn cuối là thứ Sáu tuần sau, kính đề nghị khẩn trương.',
    file: { name: 'Phụ lục rà soát.txt', text: 'x' },
  });
  for (const words of ['ho ngheo', 'HỘ NGHÈO', 'giang a tua', 'khẩn trương', 'phu luc ra soat', 'tua@moit.gov.vn']) {
    expect(await find(words)).toEqual([itemId]);
  }
  expect(await find('nghèo hộ')).toEqual([]);
  expect(await find("'; drop table mail_item; --")).toEqual([]);
  const { items } = await listEmails(office.as(mai), own, { ...PAGE, from: 'moit.gov.vn' });
  expect(items.map(({ id }) => id)).toEqual([itemId]);
});

test('a conversation is one line, also when its mails come in the wrong order', async () => {
  const reply = await arrive(own, { subject: 'Re: Xin số liệu', messageId: 'b@x.vn', inReplyTo: 'a@x.vn' });
  const start = await arrive(own, { subject: 'Xin số liệu', messageId: 'a@x.vn' });
  const folder = await folderId(own, 'inbox');
  const { items } = await listEmails(office.as(mai), own, { ...PAGE, folderId: folder });
  expect(items[0]).toMatchObject({ id: start.itemId, threadCount: 2 });
  expect(items.map(({ id }) => id)).not.toContain(reply.itemId);
  const all = await listEmails(office.as(mai), own, { ...PAGE, folderId: folder, collapseThreads: false });
  expect(all.items.map(({ id }) => id)).toContain(reply.itemId);
  const { thread } = await viewEmail(office.as(mai), { mailboxId: own, id: start.itemId });
  expect(thread.map(({ id }) => id)).toEqual([reply.itemId]);
});

test('twenty mails of one conversation to the same boxes at once are one conversation', async () => {
  const messages = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      storeRaw(office, writeMail({ messageId: `n${at}@x.vn`, inReplyTo: at === 0 ? 'g@x.vn' : `n${at - 1}@x.vn` })),
    ),
  );
  const context = office.as(mai);
  const targets = [own, shared].map((mailboxId) => ({
    mailboxId,
    agencyId,
    originalAddress: '',
    placement: 'inbox' as const,
  }));
  const delivered = await Promise.all(
    messages.map((message, at) => {
      const recipients = at % 2 === 0 ? targets : targets.toReversed();
      return office.db.transaction().execute((tx) => deliver(tx, context, { message, recipients }));
    }),
  );
  const items = delivered.flatMap((one) => one.items);
  const rows = await rawQuery<{ threads: number; items: number }>(
    office.db,
    `select count(distinct thread_id)::int as threads, count(*)::int as items from mail_item
     where id = any ($1::uuid[]) group by mailbox_id`,
    [items.map(({ itemId }) => itemId)],
  );
  expect(rows).toEqual([
    { threads: 1, items: 20 },
    { threads: 1, items: 20 },
  ]);
});

test('two conversations that a third mail joins become one', async () => {
  const [left, right] = [await arrive(own, { messageId: 'l@x.vn' }), await arrive(own, { messageId: 'r@x.vn' })];
  await arrive(own, { messageId: 'j@x.vn', inReplyTo: 'l@x.vn', headers: ['References: <l@x.vn> <r@x.vn>'] });
  for (const { itemId } of [left, right]) {
    expect(await viewEmail(office.as(mai), { mailboxId: own, id: itemId })).toMatchObject({ threadCount: 3 });
  }
});

test('pages by cursor neither repeat nor leave out', async () => {
  const context = office.as(mai);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listEmails(context, own, {
      limit: 2,
      collapseThreads: false,
      ...(cursor !== undefined && { cursor }),
    });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  const [row] = await rawQuery<{ count: number }>(
    office.db,
    'select count(*)::int as count from mail_item where mailbox_id = $1',
    [own],
  );
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(row?.count ?? -1);
});

test('read, flagged, unread: counted and filtered, with a leaf for each act', async () => {
  const context = office.as(mai);
  const { itemId } = await arrive(own, { subject: 'Đếm thư' });
  const unread = async () => (await listFolders(context, own)).items.find(({ role }) => role === 'inbox')?.unread ?? 0;
  const before = await unread();
  expect(await setKeywords(context, own, { ids: [itemId], seen: true, flagged: true })).toMatchObject({ changed: 1 });
  expect(await unread()).toBe(before - 1);
  const { items } = await listEmails(context, own, { ...PAGE, filter: 'flagged' });
  expect(items.map(({ id }) => id)).toEqual([itemId]);
  const leaves = await rawQuery(office.db, "select 1 from audit_leaf where action = 'webmail.keywords_set'", []);
  expect(leaves).toHaveLength(1);
});

test('bin, deletion and their undo; a folder that goes gives its mails back', async () => {
  const context = office.as(mai);
  const { itemId } = await arrive(own);
  const folder = await createFolder(context, own, 'Hộ nghèo');
  await expect(createFolder(context, own, ' ho NGHEO ')).rejects.toMatchObject({ code: 'webmail.folder_exists' });
  await moveEmails(context, own, { ids: [itemId], folderId: folder.id });
  await expect(deleteEmails(context, own, [itemId])).rejects.toMatchObject({ code: 'webmail.wrong_state' });
  await trashEmails(context, own, [itemId]);
  await deleteEmails(context, own, [itemId]);
  await expect(viewEmail(context, { mailboxId: own, id: itemId })).rejects.toMatchObject({ status: 404 });
  await restoreEmails(context, own, [itemId]);
  expect((await viewEmail(context, { mailboxId: own, id: itemId })).folderId).toBe(folder.id);
  await renameFolder(context, { mailboxId: own, folderId: folder.id }, 'Giảm nghèo');
  await removeFolder(context, { mailboxId: own, folderId: folder.id });
  expect((await viewEmail(context, { mailboxId: own, id: itemId })).folderId).toBe(await folderId(own, 'inbox'));
  const inbox = await folderId(own, 'inbox');
  await expect(removeFolder(context, { mailboxId: own, folderId: inbox })).rejects.toMatchObject({ status: 403 });
});

test('two folders that get one name at once: one does', async () => {
  const context = office.as(mai);
  const made = await Promise.all(['Một', 'Hai'].map((name) => createFolder(context, own, name)));
  const refused = await refusedOfTwo(8, async (round) =>
    made.map(({ id }, at) => async () => {
      await renameFolder(context, { mailboxId: own, folderId: id }, `Chung ${round}`);
      return at;
    }),
  );
  expect(refused).toEqual(Array(8).fill(['webmail.folder_exists']));
});

test('one unknown mail among many changes nothing', async () => {
  const context = office.as(mai);
  const { itemId } = await arrive(own);
  await expect(trashEmails(context, own, [itemId, newId()])).rejects.toMatchObject({ code: 'webmail.email_not_found' });
  expect((await viewEmail(context, { mailboxId: own, id: itemId })).folderId).toBe(await folderId(own, 'inbox'));
});

test('in a shared box a mail is taken by one person, and everybody sees who did what', async () => {
  const { itemId } = await arrive(shared);
  const asked = { mailboxId: shared, id: itemId };
  await setKeywords(office.as(huong), shared, { ids: [itemId], seen: true });
  office.clock.advance(1_000);
  await assignEmails(office.as(huong), shared, { ids: [itemId], personId: mai.personId });
  const view = await viewEmail(office.as(mai), asked);
  expect(view.assignee).toMatchObject({ personId: mai.personId, name: 'Vàng Thị Mai' });
  expect(view.history.map(({ who, kind }) => `${who} ${kind}`)).toEqual([
    'Lò Thị Hương opened',
    'Lò Thị Hương assigned',
  ]);
  const mine = await listEmails(office.as(mai), shared, { ...PAGE, filter: 'mine' });
  expect(mine.items.map(({ id }) => id)).toEqual([itemId]);
  await expect(
    assignEmails(office.as(mai), shared, { ids: [itemId], personId: stranger.personId }),
  ).rejects.toMatchObject({ code: 'webmail.not_member' });
  await expect(assignEmails(office.as(mai), own, { ids: [newId()], personId: mai.personId })).rejects.toMatchObject({
    status: 403,
  });
});

test('a shared box is told of as a number, once', async () => {
  await arrive(shared);
  const notices = await rawQuery<{ text: string }>(
    office.db,
    "select text from notification where person_id = $1 and kind = 'webmail.arrived' and read_at is null",
    [mai.personId],
  );
  expect(notices).toHaveLength(1);
});

test('what waits for the antivirus is locked, what is infected stays so, and the whole mail with it', async () => {
  const context = office.as(mai);
  const raw = writeMail({ file: { name: 'bảng.txt', text: 'số liệu' } });
  const message = await storeRaw(office, raw, { attachments: [{ av: 'pending' }] });
  const { itemId } = await deliverTo(office, message, { mailboxId: own, agencyId });
  const wanted = { mailboxId: own, id: itemId, no: 0 };
  const { attachments, rawLink } = await viewEmail(context, wanted);
  expect(attachments[0]).toMatchObject({ av: 'pending', link: null });
  expect(rawLink).toBeNull();
  await expect(downloadAttachment(context, wanted)).rejects.toMatchObject({ code: 'webmail.attachment_unscanned' });
  await expect(downloadRaw(context, wanted)).rejects.toMatchObject({ code: 'webmail.attachment_refused' });
  const scan = (av: 'clean' | 'infected') =>
    office.db.transaction().execute((tx) => recordScan(tx, context, { sha256: attachments[0]?.sha256 ?? '', av }));
  await scan('clean');
  const file = await downloadAttachment(context, wanted);
  expect(String(file.stream)).toBe('số liệu');
  expect(file.headers).toMatchObject({
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent('bảng.txt')}`,
    'x-content-type-options': 'nosniff',
    'content-type': 'application/octet-stream',
  });
  expect((await downloadRaw(context, wanted)).stream).toEqual(raw);
  await scan('infected');
  await expect(downloadAttachment(context, wanted)).rejects.toMatchObject({ code: 'webmail.attachment_refused' });
  await expect(downloadAttachment(context, { ...wanted, no: 7 })).rejects.toMatchObject({ status: 404 });
});

test('a mail in quarantine is seen, not moved; released it is in the inbox', async () => {
  const context = office.as(mai);
  const { itemId, messageId } = await arrive(own, { subject: 'Nâng cấp hộp thư' }, 'quarantine');
  const inbox = await folderId(own, 'inbox');
  expect(await find('nâng cấp hộp thư')).toEqual([]);
  expect((await viewEmail(context, { mailboxId: own, id: itemId })).abilities['webmail.reply']).not.toBe(true);
  await expect(moveEmails(context, own, { ids: [itemId], folderId: inbox })).rejects.toMatchObject({
    code: 'webmail.quarantined',
  });
  const moved = await office.db
    .transaction()
    .execute((tx) => placeMessages(tx, context, { messageIds: [messageId], placement: 'inbox', reason: 'thật' }));
  expect(moved).toBe(1);
  expect(await find('nâng cấp hộp thư')).toEqual([itemId]);
});

test('retraction takes every copy out of sight and restoring puts each back as it was', async () => {
  const context = office.as(mai);
  const message = await storeRaw(office, writeMail({ subject: 'Lừa đảo' }));
  const first = await deliverTo(office, message, { mailboxId: own, agencyId });
  await deliverTo(office, message, { mailboxId: shared, agencyId });
  await setKeywords(context, own, { ids: [first.itemId], seen: true });
  const ids = { messageIds: [first.messageId] };
  const act = <T>(
    work: (tx: Parameters<Parameters<ReturnType<typeof office.db.transaction>['execute']>[0]>[0]) => Promise<T>,
  ) => office.db.transaction().execute(work);
  const taken = await act((tx) => retractMessages(tx, context, { ...ids, reason: 'Thư giả mạo' }));
  expect(taken).toMatchObject({ items: 2, mailboxes: 2 });
  expect(await find('lừa đảo')).toEqual([]);
  await expect(viewEmail(context, { mailboxId: own, id: first.itemId })).rejects.toMatchObject({
    code: 'webmail.retracted',
    status: 410,
  });
  expect(await act((tx) => retractMessages(tx, context, { ...ids, reason: 'lần hai' }))).toMatchObject({ items: 0 });
  expect(await holdersOf(office.db, ids.messageIds)).toHaveLength(2);
  await act((tx) => restoreMessages(tx, context, ids));
  expect((await viewEmail(context, { mailboxId: own, id: first.itemId })).keywords.seen).toBe(true);
  await expect(act((tx) => retractMessages(tx, context, { reason: 'x' }))).rejects.toMatchObject({ status: 422 });
});

test('a box is exported with every mail that is in it, byte for byte', async () => {
  const found: { folder: string; size: number }[] = [];
  for await (const { folder, raw } of exportMessages(office, shared)) {
    found.push({ folder, size: raw.length });
  }
  const [row] = await rawQuery<{ count: number; size: number }>(
    office.db,
    'select count(*)::int as count, sum(size)::int as size from mail_item where mailbox_id = $1',
    [shared],
  );
  expect(found).toHaveLength(row?.count ?? -1);
  expect(found.reduce((sum, { size }) => sum + size, 0)).toBe(row?.size);
});

test('the text is read in a thread apart and made safe', async () => {
  const raw = Buffer.from(
    writeMail({ text: '<p>Chào</p><script>alert(1)</script>' }).toString().replace('text/plain', 'text/html'),
  );
  const { itemId } = await deliverTo(office, await storeRaw(office, raw), { mailboxId: own, agencyId });
  const body = await readBody(office.as(mai), { mailboxId: own, id: itemId });
  expect(body.html).toContain('Chào');
  expect(body.html).not.toContain('script');
});
