import { readMail } from '@congvu/mailguard';
import { findProtection, verifyProtection } from '@congvu/pki/smime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CertificateRow, loadTrust } from '#modules/certificates';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildKeys, changeCertificate, readCertificate, TEST_PIN } from '../../certificates/certificates.testing.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { createDraft } from '../compose/create-draft.ts';
import { saveDraft } from '../compose/save-draft.ts';
import { viewDraft } from '../compose/view-draft.ts';
import type { OutgoingMail, WebmailPorts } from '../ports.ts';
import { listEmails } from '../queries/list-emails.ts';
import { viewEmail } from '../queries/view-email.ts';
import { buildMailbox } from '../webmail.testing.ts';
import { release } from './release.ts';
import { sendDraft } from './send-draft.ts';
import { undoSend } from './undo-send.ts';

const OWN = 'maivt@tamduong.laichau.gov.vn';
const SHARED = 'vanthu@tamduong.laichau.gov.vn';

let office: TestOffice;
let mai: Subject;
let clerk: Subject;
let own: string;
let shared: string;
let keys: CertificateRow[];
const queued: OutgoingMail[] = [];
const ports: WebmailPorts = {
  queueOut: async (_tx, _context, mail) => void queued.push(mail),
  documentFiles: async () => undefined,
  issuedDocuments: async () => [],
  guardTexts: async () => undefined,
  guardFile: async () => undefined,
};

beforeAll(async () => {
  office = await createTestOffice();
  const { id: agencyId } = await buildAgency(office.db, { name: 'UBND huyện Tam Đường' });
  const { id: unitId } = await buildUnit(office.db, agencyId);
  const at = { agencyId, unitId };
  mai = await buildSubject(office.db, { ...at, fullName: 'Vàng Thị Mai', roles: ['specialist'] });
  clerk = await buildSubject(office.db, { ...at, fullName: 'Lò Thị Hương', roles: ['clerk'] });
  own = await buildMailbox(office.db, { agencyId, address: OWN, personId: mai.personId, name: 'Vàng Thị Mai' });
  const members = [mai.personId, clerk.personId];
  shared = await buildMailbox(office.db, { agencyId, address: SHARED, members, name: 'Văn thư' });
  keys = await buildKeys(office, [mai, clerk]);
  for (const key of keys) {
    const address = key.kind === 'organisation' ? SHARED : key.person_id === mai.personId ? OWN : '';
    await rawQuery(office.db, 'update certificate_entry set email = $2 where certificate_id = $1', [key.id, address]);
  }
});
afterAll(() => office.close());

async function write(subject: Subject, mailboxId: string): Promise<{ mailboxId: string; id: string }> {
  const context = office.as(subject);
  const { id } = await createDraft(context, ports, mailboxId, { kind: 'new', to: [], subject: '' });
  const { content } = await viewDraft(context, { mailboxId, id });
  const to = [{ name: 'Sở TTTT', address: 'vanthu.stttt@laichau.gov.vn' }];
  const html = '<p>Kính gửi Sở,</p><p>Báo cáo kèm theo.</p>';
  await saveDraft(context, { mailboxId, id }, { version: 1, content: { ...content, to, subject: 'Báo cáo', html } });
  return { mailboxId, id };
}

type With = NonNullable<Parameters<typeof sendDraft>[3]['sign']>;

async function send(subject: Subject, mailboxId: string, sign: With, key?: string) {
  return sendDraft(office.as(subject, key), ports, await write(subject, mailboxId), { version: 2, sign });
}

async function leave(subject: Subject, submissionId: string): Promise<Buffer> {
  office.clock.advance(11_000);
  await release(office, ports, { agencyId: subject.agencyId, submissionId });
  return office.blobs.readBytes(queued.at(-1)?.rawSha256 ?? '');
}

async function judge(raw: Buffer) {
  const found = findProtection(raw);
  if (found.kind !== 'signed') {
    throw new Error(found.kind);
  }
  const from = (await readMail(raw)).from.map(({ address }) => address);
  return verifyProtection(found, { from, trust: await loadTrust(office), at: office.clock.now() });
}

const codeOf = (error: { code?: string }) => error.code;
const refusal = (work: Promise<unknown>) => work.then(() => 'done', codeOf);

test('a person signs the own mail; what leaves is what was signed, and the copy says so', async () => {
  const { id } = await send(mai, own, { kind: 'person', pin: TEST_PIN });
  const raw = await leave(mai, id);
  const said = await judge(raw);
  // The certificate names no address: the register of the office binds it, which is not asked here.
  expect(said).toMatchObject({ signer: 'Vàng Thị Mai', covers: 'all', claimedAt: expect.any(Date) });
  expect(said.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(['NO_ADDRESS']));
  expect(said.reasons.every(({ against }) => against === 'open')).toBe(true);
  const mail = await readMail(raw);
  expect(mail).toMatchObject({ subject: 'Báo cáo', from: [{ address: OWN }] });
  expect(mail.text).toContain('Báo cáo kèm theo.');
  expect(mail.attachments.map(({ name }) => name)).toEqual(['smime.p7s']);
  expect(raw.every((byte) => byte < 0x80)).toBe(true);
  const changed = Buffer.from(raw.toString('latin1').replace(/(base64\r\n\r\n)(.)/, '$1/'), 'latin1');
  expect((await judge(changed)).verdict).toBe('invalid');
  const context = office.as(mai);
  const sent = (
    await rawQuery<{ id: string }>(
      office.db,
      `select folder.id from mail_folder folder where mailbox_id = $1 and role = 'sent'`,
      [own],
    )
  )[0];
  const [line] = (await listEmails(context, own, { folderId: sent?.id ?? '', limit: 5, collapseThreads: false })).items;
  const view = await viewEmail(context, { mailboxId: own, id: line?.id ?? '' });
  expect(view.signature).toMatchObject({ state: 'valid', signer: 'Vàng Thị Mai' });
});

test('the clerk signs the mail of the office with its certificate; others may not', async () => {
  const { id } = await send(clerk, shared, { kind: 'organisation', pin: TEST_PIN });
  expect(await judge(await leave(clerk, id))).toMatchObject({ signer: 'Ủy ban nhân dân huyện Thử Nghiệm' });
  expect(await refusal(send(mai, shared, { kind: 'organisation', pin: TEST_PIN }))).toBe('certificates.use.forbidden');
});

test('a certificate of another address is refused before its key is asked', async () => {
  expect(await refusal(send(mai, shared, { kind: 'person', pin: '000000' }))).toBe('webmail.signer_mismatch');
  expect(await refusal(send(clerk, shared, { kind: 'person', pin: '000000' }))).toBe('webmail.signer_mismatch');
  const [row] = keys.filter(({ person_id: personId }) => personId === mai.personId);
  expect(row === undefined ? 0 : (await readCertificate(office, row)).failed_pins).toBe(0);
});

test('a wrong PIN, no PIN, a device elsewhere, a revoked certificate: nothing is sent, the draft stays', async () => {
  const [row] = keys.filter(({ person_id: personId }) => personId === mai.personId);
  if (row === undefined) {
    throw new Error('no key');
  }
  const draft = await write(mai, own);
  const attempt = (pin?: string) =>
    refusal(
      sendDraft(office.as(mai), ports, draft, {
        version: 2,
        sign: { kind: 'person', certificateId: row.id, ...(pin !== undefined && { pin }) },
      }),
    );
  expect(await attempt('999999')).toBe('certificates.pin_wrong');
  expect(await attempt()).toBe('certificates.pin_required');
  await changeCertificate(office, row, { key_kind: 'token' });
  expect(await attempt(TEST_PIN)).toBe('webmail.signing_device');
  await changeCertificate(office, row, { key_kind: 'demo_software', revoked_at: office.clock.now() });
  expect(await attempt(TEST_PIN)).toBe('certificates.revoked');
  const hour = office.clock.now().getTime() + 3_600_000;
  await changeCertificate(office, row, { revoked_at: null, valid_to: new Date(hour) });
  const sign = { kind: 'person' as const, pin: TEST_PIN };
  const late = sendDraft(office.as(mai), ports, draft, {
    version: 2,
    sign,
    sendAt: new Date(hour + 1_000).toISOString(),
  });
  expect(await refusal(late)).toBe('webmail.signing_failed');
  await changeCertificate(office, row, { valid_to: row.valid_to });
  expect((await viewDraft(office.as(mai), draft)).abilities['webmail.edit_draft']).toBe(true);
  expect(await attempt(TEST_PIN)).toBe('done');
});

test('sent twice at once it is one mail; taken back it is a draft again, and the PIN is kept nowhere', async () => {
  const draft = await write(mai, own);
  const body = { version: 2, sign: { kind: 'person' as const, pin: TEST_PIN } };
  const both = await Promise.all([
    refusal(sendDraft(office.as(mai, 'k-1'), ports, draft, body)),
    refusal(sendDraft(office.as(mai, 'k-2'), ports, draft, body)),
  ]);
  expect(both.toSorted()).toEqual(['done', expect.stringMatching(/^webmail\./)]);
  const [row] = await rawQuery<{ id: string }>(office.db, `select id from mail_submission where draft_id = $1`, [
    draft.id,
  ]);
  await undoSend(office.as(mai), { mailboxId: own, id: row?.id ?? '' });
  expect((await viewDraft(office.as(mai), draft)).abilities['webmail.edit_draft']).toBe(true);
  const kept = `select 'audit' as place from audit_leaf leaf where leaf::text like '%' || $1 || '%'
    union all select 'answers' from idempotency_key row where row::text like '%k-1%' or row::text like '%k-2%'`;
  expect(await rawQuery(office.db, kept, [TEST_PIN])).toEqual([]);
  const [audited] = await rawQuery<{ count: number }>(
    office.db,
    `select count(*)::int as count from audit_leaf where action = 'certificates.key_opened'`,
    [],
  );
  expect(audited?.count).toBeGreaterThan(0);
});
