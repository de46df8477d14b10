import { readMail } from '@congvu/mailguard';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertFile, storeBytes } from '#modules/files';
import type { Subject } from '../../../platform/authorise.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { trashEmails } from '../commands/move-emails.ts';
import { createDraft } from '../compose/create-draft.ts';
import { bringDraftBack, discardDraft } from '../compose/discard-draft.ts';
import { attachDocument, removeFile } from '../compose/draft-files.ts';
import { setLimits } from '../compose/limits.ts';
import { listContacts } from '../compose/list-contacts.ts';
import { saveDraft } from '../compose/save-draft.ts';
import { listDrafts, viewDraft } from '../compose/view-draft.ts';
import type { OutgoingMail, WebmailPorts } from '../ports.ts';
import { listEmails } from '../queries/list-emails.ts';
import { viewEmail } from '../queries/view-email.ts';
import { viewStatistics } from '../queries/view-statistics.ts';
import { sweepBins } from '../sweep-bins.ts';
import { sendAnswer } from '../vacation/send-answer.ts';
import { setVacation } from '../vacation/set-vacation.ts';
import { buildMailbox, deliverTo, storeRaw, type WrittenMail, writeMail } from '../webmail.testing.ts';
import { openLink } from './file-links.ts';
import { numberSymbolsIn } from './free-mail.ts';
import { recordDelivery } from './record-delivery.ts';
import { release, releaseOverdue } from './release.ts';
import { sendDraft } from './send-draft.ts';
import { undoSend } from './undo-send.ts';

let office: TestOffice;
let mai: Subject;
let head: Subject;
let agencyId: string;
let own: string;
let shared: string;
let documentFile: { id: string; sha256: string };
const queued: OutgoingMail[] = [];
const OWN = 'maivt@tamduong.laichau.gov.vn';
const SHARED = 'vanthu@tamduong.laichau.gov.vn';
const DOCUMENT = newId();

/** The modules around, as this test needs them. */
const ports: WebmailPorts = {
  queueOut: async (_tx, _context, mail) => void queued.push(mail),
  documentFiles: async (_context, id) => (id === DOCUMENT ? [{ fileId: documentFile.id, name: 'vb.pdf' }] : undefined),
  issuedDocuments: async (_db, _agencyId, { sha256s, numberSymbols }) => {
    const bySymbol = numberSymbols.includes('313/STTTT-BCVTCNTT');
    const byFile = sha256s.includes(documentFile.sha256);
    return byFile || bySymbol ? [{ numberSymbol: '313/STTTT-BCVTCNTT', by: byFile ? 'file' : 'symbol' }] : [];
  },
  guardTexts: async () => undefined,
  guardFile: async () => undefined,
};

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db, { name: 'UBND huyện Tam Đường' });
  const unit = await buildUnit(office.db, agency.id, { name: 'Văn phòng' });
  agencyId = agency.id;
  const at = { agencyId, unitId: unit.id };
  mai = await buildSubject(office.db, { ...at, fullName: 'Vàng Thị Mai', title: 'Chuyên viên', roles: ['specialist'] });
  head = await buildSubject(office.db, { ...at, fullName: 'Sùng A Vua', title: 'Chủ tịch', roles: ['leader'] });
  own = await buildMailbox(office.db, { agencyId, address: OWN, personId: mai.personId, name: 'Vàng Thị Mai' });
  shared = await buildMailbox(office.db, {
    agencyId,
    address: SHARED,
    members: [mai.personId, head.personId],
    name: 'Văn thư UBND huyện',
  });
  const blob = await storeBytes(office, Buffer.from('%PDF-1.7 quyết định'), 'vb.pdf', 'application/pdf');
  documentFile = await office.db.transaction().execute((tx) => insertFile(tx, office, agencyId, blob));
});
afterAll(() => office.close());

const TO = { name: 'Sở TTTT', address: 'vanthu.stttt@laichau.gov.vn' };

interface Wanted {
  box?: string;
  to?: { name: string; address: string }[];
  cc?: { name: string; address: string }[];
  bcc?: { name: string; address: string }[];
  subject?: string;
  from?: string;
}

async function write(given: Wanted = {}, subject = mai): Promise<{ mailboxId: string; id: string }> {
  const mailboxId = given.box ?? own;
  const context = office.as(subject);
  const { id } = await createDraft(context, ports, mailboxId, { kind: 'new', to: [], subject: '' });
  const { content } = await viewDraft(context, { mailboxId, id });
  const { to = [TO], cc = [], bcc = [], subject: title = 'Báo cáo tuần', from = content.fromAddress } = given;
  const next = { ...content, fromAddress: from, to, cc, bcc, subject: title };
  await saveDraft(context, { mailboxId, id }, { version: 1, content: next });
  return { mailboxId, id };
}

const send = (draft: { mailboxId: string; id: string }, subject = mai, more = {}) =>
  sendDraft(office.as(subject), ports, draft, { version: 2, ...more });

async function leaves(submissionId: string): Promise<void> {
  office.clock.advance(11_000);
  await release(office, ports, { agencyId, submissionId });
}

async function arrive(given: WrittenMail, mailboxId = own) {
  office.clock.advance(1_000);
  return deliverTo(office, await storeRaw(office, writeMail({ to: OWN, ...given })), { mailboxId, agencyId });
}

const lastMail = async () => readMail(await office.blobs.readBytes(queued.at(-1)?.rawSha256 ?? ''));

test('a mail waits ten seconds, leaves once, is kept as sent, and each receiver has a state', async () => {
  const draft = await write({
    cc: [{ name: '', address: 'b@laichau.gov.vn' }],
    bcc: [{ name: 'Kín', address: 'kin@laichau.gov.vn' }],
  });
  const { id, undoStatus } = await send(draft);
  expect(undoStatus).toBe('pending');
  await release(office, ports, { agencyId, submissionId: id });
  expect(queued).toHaveLength(0);
  await leaves(id);
  await Promise.all([release(office, ports, { agencyId, submissionId: id }), releaseOverdue(office, ports)]);
  expect(queued).toHaveLength(1);
  expect(queued[0]).toMatchObject({
    from: OWN,
    mailboxId: own,
    recipients: expect.arrayContaining(['kin@laichau.gov.vn']),
  });
  const raw = await office.blobs.readBytes(queued[0]?.rawSha256 ?? '');
  expect(raw.toString()).not.toContain('kin@laichau.gov.vn');
  const { items } = await listEmails(office.as(mai), own, { limit: 50, collapseThreads: true });
  const view = await viewEmail(office.as(mai), { mailboxId: own, id: items[0]?.id ?? '' });
  expect(view.bcc).toEqual([{ name: 'Kín', address: 'kin@laichau.gov.vn' }]);
  const told = (state: 'delivered' | 'failed') =>
    office.db
      .transaction()
      .execute((tx) =>
        recordDelivery(tx, office.as(mai), { submissionId: id, recipient: TO.address, state, reply: '550 no' }),
      );
  await told('failed');
  await told('delivered');
  const after = await viewEmail(office.as(mai), { mailboxId: own, id: view.id });
  expect(after.submission?.recipients.find(({ address }) => address === TO.address)).toMatchObject({ state: 'failed' });
  expect(after.delivery).toBe('1 nơi không nhận');
  const { items: people } = await listContacts(office.as(mai), own, { q: 'stttt', limit: 10 });
  expect(people).toMatchObject([{ address: TO.address, source: 'seen' }]);
});

test('taken back in time it is a draft again; too late it is not', async () => {
  const draft = await write();
  const { id } = await send(draft);
  await expect(send(draft)).rejects.toMatchObject({ status: 403 });
  await undoSend(office.as(mai), { mailboxId: own, id });
  const before = queued.length;
  await leaves(id);
  expect(queued).toHaveLength(before);
  const again = await send(draft);
  await leaves(again.id);
  await expect(undoSend(office.as(mai), { mailboxId: own, id: again.id })).rejects.toMatchObject({
    code: 'webmail.too_late',
  });
  expect(queued).toHaveLength(before + 1);
});

test('two clicks at once send once', async () => {
  const draft = await write();
  const results = await Promise.allSettled([send(draft), send(draft)]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('whoever loses the box while a mail waits does not send from it', async () => {
  const draft = await write({ box: shared });
  const { id } = await send(draft);
  await rawQuery(office.db, 'delete from mail_member where mailbox_id = $1 and person_id = $2', [shared, mai.personId]);
  const before = queued.length;
  await leaves(id);
  expect(queued).toHaveLength(before);
  await expect(viewDraft(office.as(mai), draft)).rejects.toMatchObject({ code: 'webmail.box_not_found' });
  await rawQuery(
    office.db,
    "insert into mail_member (agency_id, mailbox_id, person_id, since, added_by) values ($1, $2, $3, now(), 'test')",
    [agencyId, shared, mai.personId],
  );
  expect((await viewDraft(office.as(mai), draft)).abilities['webmail.send_draft']).toBe(true);
});

test('a shared box writes in the name of the unit and says who wrote; no other name is allowed', async () => {
  const { id } = await send(await write({ box: shared }));
  await leaves(id);
  const mail = await lastMail();
  expect(mail.from).toEqual([{ name: 'Văn thư UBND huyện', address: SHARED }]);
  expect(mail.sender).toEqual({ name: 'Vàng Thị Mai', address: OWN });
  const forged = await write({ from: 'chutich@tamduong.laichau.gov.vn' });
  await expect(send(forged)).rejects.toMatchObject({ code: 'webmail.identity_refused' });
});

test('two devices: whoever comes second keeps the text as a draft of its own', async () => {
  const draft = await write();
  const { content } = await viewDraft(office.as(mai), draft);
  const save = (html: string) => saveDraft(office.as(mai), draft, { version: 2, content: { ...content, html } });
  const results = await Promise.allSettled([save('<p>máy</p>'), save('<p>điện thoại</p>')]);
  const lost = results.find((result) => result.status === 'rejected');
  expect(lost?.reason).toMatchObject({ code: 'webmail.version_conflict', status: 409 });
  const { items } = await listDrafts(office.as(mai), own, { limit: 50 });
  const both = items.filter(({ id, copyOf }) => id === draft.id || copyOf === draft.id);
  expect(both.map(({ preview }) => preview).sort()).toEqual(['máy', 'điện thoại'].sort());
});

test('an answer goes to who wrote, quotes it, stays in the conversation and marks the mail', async () => {
  const { itemId } = await arrive({
    from: 'Giàng A Tủa <tua@moit.gov.vn>',
    cc: 'b@laichau.gov.vn',
    subject: 'Fwd: Re: Số liệu',
    text: 'Số liệu <b>tháng 3</b>',
    messageId: 'goc@moit.gov.vn',
  });
  const context = office.as(mai);
  const { id } = await createDraft(context, ports, own, { kind: 'reply_all', sourceId: itemId, to: [], subject: '' });
  const { content, version } = await viewDraft(context, { mailboxId: own, id });
  expect(content).toMatchObject({
    subject: 'Re: Số liệu',
    to: [{ address: 'tua@moit.gov.vn' }],
    cc: [{ address: 'b@laichau.gov.vn' }],
  });
  expect(content.html).toContain('Số liệu &lt;b&gt;tháng 3&lt;/b&gt;');
  const sent = await sendDraft(context, ports, { mailboxId: own, id }, { version });
  await leaves(sent.id);
  expect(await lastMail()).toMatchObject({ inReplyTo: 'goc@moit.gov.vn', references: ['goc@moit.gov.vn'] });
  expect(await viewEmail(context, { mailboxId: own, id: itemId })).toMatchObject({
    keywords: { answered: true },
    threadCount: 2,
  });
});

test('a passing on takes the clean attachments along and leaves the others', async () => {
  const raw = writeMail({ to: OWN, file: { name: 'a.txt', text: 'sạch' } });
  const clean = await deliverTo(office, await storeRaw(office, raw), { mailboxId: own, agencyId });
  const waiting = writeMail({ to: OWN, file: { name: 'b.txt', text: 'chờ' } });
  const message = await storeRaw(office, waiting, { attachments: [{ av: 'pending' }] });
  const pending = await deliverTo(office, message, { mailboxId: own, agencyId });
  const names = async (sourceId: string) => {
    const { id } = await createDraft(office.as(mai), ports, own, { kind: 'forward', sourceId, to: [], subject: '' });
    return (await viewDraft(office.as(mai), { mailboxId: own, id })).attachments.map(({ name }) => name);
  };
  expect(await names(clean.itemId)).toEqual(['a.txt']);
  expect(await names(pending.itemId)).toEqual([]);
});

test('a document does not go to free mail, by its file or its number; ordinary mail goes with a warning', async () => {
  const free = [{ name: '', address: 'ai.do@gmail.com' }];
  const named = await write({ to: free, subject: 'V/v gửi 313/STTTT-BCVTCNTT' });
  await expect(send(named)).rejects.toMatchObject({ code: 'webmail.free_mail_document', status: 422 });
  const withFile = await write({ to: free });
  await attachDocument(office.as(mai), ports, withFile, { documentId: DOCUMENT });
  await expect(send(withFile)).rejects.toMatchObject({ code: 'webmail.free_mail_document' });
  const citizen = { reason: 'Trả lời đơn của công dân', approverPersonId: mai.personId };
  await expect(send(withFile, mai, { citizen })).rejects.toMatchObject({ code: 'webmail.approver_invalid' });
  await send(withFile, mai, { citizen: { ...citizen, approverPersonId: head.personId } });
  const ordinary = await send(await write({ to: free }));
  expect(ordinary.warnings).toHaveLength(1);
  // Negative control: the same document to an official address needs nobody.
  const official = await write();
  await attachDocument(office.as(mai), ports, official, { documentId: DOCUMENT });
  expect((await send(official)).warnings).toEqual([]);
  office.clock.advance(11_000);
  await releaseOverdue(office, ports);
  const { units } = await viewStatistics(office.as(head), { from: '2021-03-01', until: '2021-04-30' });
  expect(units).toMatchObject([{ unitName: 'Văn phòng', freeMail: 1, citizens: 1, refused: 2 }]);
  await expect(viewStatistics(office.as(mai), { from: '2021-03-01', until: '2021-04-30' })).rejects.toMatchObject({
    status: 403,
  });
});

test.each([
  ['Trả lời 313/STTTT-BCVTCNTT', ['313/STTTT-BCVTCNTT']],
  ['12/2021/QĐ-UBND và 7/kh-ubnd', ['12/2021/QĐ-UBND', '7/KH-UBND']],
  ['Họp ngày 22 tháng 3', []],
])('in %j it reads %j', (subject, found) => expect(numberSymbolsIn(subject)).toEqual(found));

test('more receivers than the limit need a right', async () => {
  const many = Array.from({ length: 101 }, (_, at) => ({ name: '', address: `x${at}@laichau.gov.vn` }));
  await expect(send(await write({ to: many }))).rejects.toMatchObject({ code: 'webmail.too_many_recipients' });
  const byHead = await write({ box: shared, to: many }, head);
  expect((await send(byHead, head)).recipients).toHaveLength(101);
});

test('no line end of a field reaches the mail', async () => {
  const context = office.as(mai);
  const draft = await write();
  const { content } = await viewDraft(context, draft);
  for (const bad of [
    { ...content, subject: 'x\r\nBcc: a@b.vn' },
    { ...content, to: [{ name: 'x\nBcc: a@b.vn', address: TO.address }] },
    { ...content, to: [{ name: '', address: 'a@b.vn\r\nBcc: c@d.vn' }] },
  ]) {
    await expect(saveDraft(context, draft, { version: 2, content: bad })).rejects.toMatchObject({
      code: 'webmail.header_invalid',
    });
  }
  // A stranger's subject with an encoded line end, answered by the machine's hand.
  const { itemId } = await arrive({ subject: 'Chào\r\nBcc: a@b.vn' });
  const { id } = await createDraft(context, ports, own, { kind: 'reply', sourceId: itemId, to: [], subject: '' });
  const view = await viewDraft(context, { mailboxId: own, id });
  const sent = await sendDraft(context, ports, { mailboxId: own, id }, { version: view.version });
  await leaves(sent.id);
  expect((await lastMail()).headers.map(({ name }) => name)).not.toContain('bcc');
});

test('what is too large goes as a link that ends', async () => {
  const { binDays, ...limits } = {
    attachmentMb: 1,
    maxRecipients: 100,
    hourlyRecipients: 200,
    undoSeconds: 10,
    linkDays: 2,
    binDays: 30,
  };
  await expect(setLimits(office.as(mai), { ...limits, binDays })).rejects.toMatchObject({ status: 403 });
  await setLimits(office.as({ ...head, roles: ['administrator'] }), { ...limits, binDays });
  const blob = await storeBytes(office, Buffer.alloc(2 * 1024 * 1024, 7), 'ban-do.zip', 'application/zip');
  const file = await office.db.transaction().execute((tx) => insertFile(tx, office, agencyId, blob));
  const draft = await write();
  const large = { ...ports, documentFiles: async () => [{ fileId: file.id, name: file.name }] };
  await attachDocument(office.as(mai), large, draft, { documentId: newId() });
  expect((await viewDraft(office.as(mai), draft)).attachments).toMatchObject([{ asLink: true }]);
  const { id } = await send(draft);
  const token = async () => /mail-links\/([\w-]{32})/.exec((await lastMail()).html)?.[1] ?? '';
  await leaves(id);
  const secret = await token();
  expect((await openLink(office.as(head), secret)).headers['content-disposition']).toMatch(/^attachment/);
  await expect(openLink(office.as(head), 'x'.repeat(32))).rejects.toMatchObject({ status: 404 });
  office.clock.advance(3 * 86_400_000);
  await expect(openLink(office.as(head), secret)).rejects.toMatchObject({ code: 'webmail.link_expired' });
  const rows = await rawQuery(office.db, 'select 1 from mail_file_link where token_hash = $1', [secret]);
  expect(rows).toEqual([]);
});

test('many receivers in an hour: administrators are told, the person is not stopped', async () => {
  const admin = await buildSubject(office.db, { agencyId, unitId: mai.unitId, roles: ['administrator'] });
  const limits = {
    attachmentMb: 20,
    maxRecipients: 100,
    hourlyRecipients: 3,
    undoSeconds: 10,
    linkDays: 30,
    binDays: 30,
  };
  await setLimits(office.as(admin), limits);
  office.clock.advance(7_200_000);
  const to = ['x', 'y', 'z'].map((name) => ({ name: '', address: `${name}@laichau.gov.vn` }));
  const told = async () =>
    (
      await rawQuery(
        office.db,
        "select 1 from notification where person_id = $1 and kind = 'webmail.many_recipients'",
        [admin.personId],
      )
    ).length;
  await send(await write({ to }));
  expect(await told()).toBe(0);
  await send(await write());
  expect(await told()).toBe(1);
});

test('a draft survives: discarded and brought back with its files', async () => {
  const draft = await write();
  await attachDocument(office.as(mai), ports, draft, { documentId: DOCUMENT });
  await discardDraft(office.as(mai), draft);
  await expect(viewDraft(office.as(mai), draft)).rejects.toMatchObject({ code: 'webmail.draft_not_found' });
  await bringDraftBack(office.as(mai), draft);
  expect((await viewDraft(office.as(mai), draft)).attachments).toHaveLength(1);
  await removeFile(office.as(mai), { ...draft, fileId: documentFile.id });
  expect((await viewDraft(office.as(mai), draft)).attachments).toEqual([]);
  await expect(attachDocument(office.as(mai), ports, draft, { documentId: newId() })).rejects.toMatchObject({
    status: 404,
  });
});

async function ordersOfAbsence(): Promise<{ agencyId: string; itemId: string; to: string }[]> {
  const rows = await rawQuery<{ payload: { agencyId: string; itemId: string; to: string } }>(
    office.db,
    `select job.payload from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id
     where task.identifier = 'webmail.answer_absence' order by job.id`,
    [],
  );
  return rows.map((row) => row.payload);
}

test('who is away answers once in seven days, by a machine that says so, and no list', async () => {
  const context = office.as(mai);
  await setVacation(context, own, {
    enabled: true,
    from: null,
    until: null,
    text: 'Tôi đi công tác.',
    delegatePersonId: head.personId,
  });
  await arrive({ from: 'a@moit.gov.vn', messageId: 'hoi@moit.gov.vn' });
  await arrive({ from: 'a@moit.gov.vn' });
  await arrive({ from: 'l@moit.gov.vn', headers: ['List-Id: <l.moit.gov.vn>'] });
  await arrive({ from: 'm@moit.gov.vn', headers: ['Auto-Submitted: auto-replied'] });
  const orders = await ordersOfAbsence();
  expect(orders.map(({ to }) => to)).toEqual(['a@moit.gov.vn']);
  const before = queued.length;
  const [order] = orders;
  if (order !== undefined) {
    await sendAnswer(office, ports, order);
    await sendAnswer(office, ports, order);
  }
  expect(queued).toHaveLength(before + 1);
  expect(queued.at(-1)).toMatchObject({ from: '', recipients: ['a@moit.gov.vn'] });
  const mail = await lastMail();
  expect(mail.headers).toContainEqual(expect.objectContaining({ name: 'auto-submitted', value: 'auto-replied' }));
  expect(mail.inReplyTo).toBe('hoi@moit.gov.vn');
  expect(mail.text).toContain('Sùng A Vua');
  office.clock.advance(8 * 86_400_000);
  await arrive({ from: 'a@moit.gov.vn' });
  expect(await ordersOfAbsence()).toHaveLength(2);
  await expect(
    setVacation(context, shared, { enabled: false, from: null, until: null, text: '', delegatePersonId: null }),
  ).rejects.toMatchObject({ status: 403 });
});

test('the bin is emptied after its days, not before', async () => {
  const { itemId } = await arrive({ subject: 'Vào thùng rác' });

  await trashEmails(office.as(mai), own, [itemId]);
  const left = async () => (await rawQuery(office.db, 'select 1 from mail_item where id = $1', [itemId])).length;
  office.clock.advance(29 * 86_400_000);
  await sweepBins(office);
  expect(await left()).toBe(1);
  office.clock.advance(2 * 86_400_000);
  await sweepBins(office);
  expect(await left()).toBe(0);
});
