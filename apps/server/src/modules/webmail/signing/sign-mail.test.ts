import { readMail } from '@congvu/mailguard';
import { findProtection, verifyProtection } from '@congvu/pki/smime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CertificateRow, loadTrust, openSigner } from '#modules/certificates';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildKeys, changeCertificate, readCertificate, TEST_PIN } from '../../certificates/certificates.testing.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { createSigningRoad, signRelayWith } from '../../signing/signing-road.testing.ts';
import { createDraft } from '../compose/create-draft.ts';
import { saveDraft } from '../compose/save-draft.ts';
import { viewDraft } from '../compose/view-draft.ts';
import type { OutgoingMail, WebmailPorts } from '../ports.ts';
import { listEmails } from '../queries/list-emails.ts';
import { webmailDesk } from '../queries/mail-desk.ts';
import { viewEmail } from '../queries/view-email.ts';
import { release } from '../sending/release.ts';
import { sendDraft } from '../sending/send-draft.ts';
import { undoSend } from '../sending/undo-send.ts';
import { buildMailbox } from '../webmail.testing.ts';
import { mailPurposes } from './mail-purpose.ts';
import { prepareSigning } from './prepare-signing.ts';
import { forgetSignings } from './signing.store.ts';
import { viewSigning } from './view-signing.ts';

const OWN = 'maivt@tamduong.laichau.gov.vn';
const SHARED = 'vanthu@tamduong.laichau.gov.vn';

let office: TestOffice;
let mai: Subject;
let clerk: Subject;
let own: string;
let shared: string;
let keys: CertificateRow[];
let road: ReturnType<typeof createSigningRoad>;
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
  road = createSigningRoad(office, mailPurposes);
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

interface Draft {
  mailboxId: string;
  id: string;
}

const version = async (by: Subject, draft: Draft) => (await viewDraft(office.as(by), draft)).version;

/** The mail is fixed and its batch open; nothing is signed. */
async function fix(by: Subject, draft: Draft, given: { seal?: true; certificateId?: string; sendAt?: string } = {}) {
  const body = { version: await version(by, draft), ...(given.sendAt !== undefined && { sendAt: given.sendAt }) };
  const { id } = await prepareSigning(office.as(by), ports, draft, body);
  const purpose = given.seal === true ? 'webmail.seal' : 'webmail.sign';
  const batch = await road.open(by, purpose, [id], given.certificateId);
  return { id, batch };
}

type Result = { result: string; code: string | null };

async function signWith(by: Subject, draft: Draft, given: Parameters<typeof fix>[2] & { pin?: string } = {}) {
  const { id, batch } = await fix(by, draft, given);
  const answer = await road.sign(by, batch.id, given.pin === undefined ? {} : { pin: given.pin });
  const [item] = answer.items;
  const said: Result = { result: item?.result ?? '', code: item?.code ?? null };
  return { id, batch, said };
}

async function submissionOf(by: Subject, draft: Draft, id: string) {
  return (await viewSigning(office.as(by), { mailboxId: draft.mailboxId, id })).submission;
}

async function leave(subject: Subject, submissionId = ''): Promise<Buffer> {
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
const isDraft = async (by: Subject, draft: Draft) =>
  (await viewDraft(office.as(by), draft)).abilities['webmail.edit_draft'] === true;

const deskOf = async (by: Subject) =>
  (await webmailDesk(office.as(by))).flatMap(({ rows }) => rows.map(({ link }) => link)).join();

function keyOf(by: Subject): CertificateRow {
  const [row] = keys.filter(({ person_id: personId }) => personId === by.personId);
  if (row === undefined) {
    throw new Error('no key');
  }
  return row;
}

test('a person signs the own mail; what leaves is what was signed, and the copy says so', async () => {
  const draft = await write(mai, own);
  const { id, said, batch } = await signWith(mai, draft, { pin: TEST_PIN });
  expect(said).toEqual({ result: 'signed', code: null });
  const fixed = await office.blobs.readBytes(batch.items[0]?.digest ?? '');
  const raw = await leave(mai, (await submissionOf(mai, draft, id))?.id);
  expect(raw.includes(fixed)).toBe(true);
  const verdict = await judge(raw);
  // The certificate names no address: the register of the office binds it, which is not asked here.
  expect(verdict).toMatchObject({ signer: 'Vàng Thị Mai', covers: 'all', claimedAt: expect.any(Date) });
  expect(verdict.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(['NO_ADDRESS']));
  expect(verdict.reasons.every(({ against }) => against === 'open')).toBe(true);
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
  const draft = await write(clerk, shared);
  const { id, said } = await signWith(clerk, draft, { seal: true, pin: TEST_PIN });
  expect(said.result).toBe('signed');
  const raw = await leave(clerk, (await submissionOf(clerk, draft, id))?.id);
  expect(await judge(raw)).toMatchObject({ signer: 'Ủy ban nhân dân huyện Thử Nghiệm' });
  const other = await write(mai, shared);
  expect(await refusal(fix(mai, other, { seal: true }))).toBe('certificates.use.forbidden');
  // What another person made ready is not there for anybody else, in the same box too.
  const { id: hers } = await prepareSigning(office.as(mai), ports, other, { version: 2 });
  expect(await refusal(road.open(clerk, 'webmail.seal', [hers]))).toBe('webmail.draft_not_found');
});

test('a certificate of another address is refused before its key is asked', async () => {
  const draft = await write(mai, shared);
  const { batch } = await fix(mai, draft);
  expect(batch.items[0]?.stopped?.code).toBe('webmail.signer_mismatch');
  expect(await refusal(road.sign(mai, batch.id, { pin: '000000' }))).toBe('signing.nothing_to_sign');
  const hers = await fix(clerk, await write(clerk, shared));
  expect(hers.batch.items[0]?.stopped?.code).toBe('webmail.signer_mismatch');
  expect((await readCertificate(office, keyOf(mai))).failed_pins).toBe(0);
  expect(await isDraft(mai, draft)).toBe(true);
});

test('a wrong PIN, no PIN, a revoked or ending certificate: nothing is sent, the draft stays, another try sends it', async () => {
  const row = keyOf(mai);
  const draft = await write(mai, own);
  const { batch, id } = await fix(mai, draft);
  const attempt = (pin?: string) => refusal(road.sign(mai, batch.id, pin === undefined ? {} : { pin }));
  expect(await attempt('999999')).toBe('certificates.pin_wrong');
  expect(await attempt()).toBe('certificates.pin_required');
  await changeCertificate(office, row, { revoked_at: office.clock.now() });
  expect(await attempt(TEST_PIN)).toBe('certificates.revoked');
  const hour = office.clock.now().getTime() + 3_600_000;
  await changeCertificate(office, row, { revoked_at: null, valid_to: new Date(hour) });
  const late = await write(mai, own);
  const ending = await fix(mai, late, { sendAt: new Date(hour + 1_000).toISOString() });
  expect(ending.batch.items[0]?.stopped?.code).toBe('webmail.signing_failed');
  await changeCertificate(office, row, { valid_to: row.valid_to });
  expect(await isDraft(mai, draft)).toBe(true);
  expect(await submissionOf(mai, draft, id)).toBeNull();
  expect(await attempt(TEST_PIN)).toBe('done');
  expect(await isDraft(mai, draft)).toBe(false);
});

test('an edit, a new file, another way of sending or a second preparation voids a signature under way', async () => {
  const draft = await write(mai, own);
  const first = await fix(mai, draft);
  const { content } = await viewDraft(office.as(mai), draft);
  await saveDraft(office.as(mai), draft, { version: 2, content: { ...content, subject: 'Sửa' } });
  const edited = await road.sign(mai, first.batch.id, { pin: TEST_PIN });
  expect(edited.items[0]).toMatchObject({ result: 'failed', code: 'webmail.signing_void' });
  expect(await isDraft(mai, draft)).toBe(true);
  const second = await fix(mai, draft);
  const third = await fix(mai, draft);
  const replaced = await road.sign(mai, second.batch.id, { pin: TEST_PIN });
  expect(replaced.items[0]).toMatchObject({ code: 'webmail.signing_void' });
  await sendDraft(office.as(mai), ports, draft, { version: 3 });
  const late = await road.sign(mai, third.batch.id, { pin: TEST_PIN });
  expect(late.items[0]).toMatchObject({ code: 'webmail.signing_void' });
  const sent = await rawQuery<{ count: number }>(
    office.db,
    'select count(*)::int as count from mail_submission where draft_id = $1',
    [draft.id],
  );
  expect(sent).toEqual([{ count: 1 }]);
});

test('signed by two requests at once it is one mail; taken back it is a draft again, and the PIN is kept nowhere', async () => {
  const draft = await write(mai, own);
  const { batch, id } = await fix(mai, draft);
  await Promise.all([
    refusal(road.sign(mai, batch.id, { pin: TEST_PIN })),
    refusal(road.sign(mai, batch.id, { pin: TEST_PIN })),
  ]);
  const rows = await rawQuery<{ id: string }>(office.db, 'select id from mail_submission where draft_id = $1', [
    draft.id,
  ]);
  expect(rows).toHaveLength(1);
  expect((await submissionOf(mai, draft, id))?.id).toBe(rows[0]?.id);
  await undoSend(office.as(mai), { mailboxId: own, id: rows[0]?.id ?? '' });
  expect(await isDraft(mai, draft)).toBe(true);
  const kept = "select 'audit' as place from audit_leaf leaf where leaf::text like '%' || $1 || '%'";
  expect(await rawQuery(office.db, kept, [TEST_PIN])).toEqual([]);
});

describe('a key on the computer of the person', () => {
  beforeAll(() => changeCertificate(office, keyOf(mai), { key_kind: 'token' }));
  afterAll(() => changeCertificate(office, keyOf(mai), { key_kind: 'demo_software' }));

  const tokenOf = async () => openSigner(office.as(mai), { ...keyOf(mai), key_kind: 'demo_software' }, TEST_PIN);

  test('gets exactly the bytes that leave; after a reload the same batch goes on; a wrong signature is not believed', async () => {
    const draft = await write(mai, own);
    const { id, batch, said } = await signWith(mai, draft);
    expect(said.result).toBe('pending');
    expect(batch.device.way).toBe('agent');
    // The page was loaded anew: the batch answers where it stands, with fresh addresses.
    await road.relay(mai, batch.id);
    const relay = await road.relay(mai, batch.id);
    const [item] = relay.items;
    const covered = await road.content(mai, item?.contentUrl ?? '');
    expect(covered.equals(await office.blobs.readBytes(item?.digest ?? ''))).toBe(true);
    const { signatures } = await signRelayWith(await tokenOf(), relay.items);
    const wrong = Buffer.from(signatures[0]?.signature ?? '', 'base64');
    wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 1;
    const forged = [{ documentId: id, signature: wrong.toString('base64') }];
    const refused = await road.deliver(mai, batch.id, { signatures: forged });
    expect(refused.items[0]?.result).toBe('failed');
    expect(await isDraft(mai, draft)).toBe(true);
    // Signed again: the same mail, prepared anew.
    await road.sign(mai, batch.id);
    const again = await signRelayWith(await tokenOf(), (await road.relay(mai, batch.id)).items);
    expect((await road.deliver(mai, batch.id, again)).items[0]?.result).toBe('signed');
    const raw = await leave(mai, (await submissionOf(mai, draft, id))?.id);
    expect(raw.includes(covered)).toBe(true);
    expect((await judge(raw)).reasons.every(({ against }) => against === 'open')).toBe(true);
    expect(await deskOf(mai)).not.toContain(draft.id);
  });

  test('refused, stopped or frozen by a report of loss: the draft is a draft, and the desk leads back to it', async () => {
    const draft = await write(mai, own);
    const { batch } = await signWith(mai, draft);
    await road.deliver(mai, batch.id, { failed: 'refused' });
    expect((await road.view(mai, batch.id)).items[0]).toMatchObject({
      state: 'failed',
      result: { code: 'signing.refused' },
    });
    expect(await deskOf(mai)).toContain(`/thu/soan/${draft.id}?hop=${own}`);
    expect(await deskOf(clerk)).not.toContain(draft.id);
    await road.cancel(mai, batch.id);
    // Given up by the person: nothing is waited for any more.
    expect(await deskOf(mai)).not.toContain(draft.id);
    expect(await refusal(road.sign(mai, batch.id))).toBe('signing.batch_closed');
    const frozen = await signWith(mai, draft);
    const { items } = await road.relay(mai, frozen.batch.id);
    const made = await signRelayWith(await tokenOf(), items);
    await changeCertificate(office, keyOf(mai), { frozen_at: office.clock.now() });
    const late = await road.deliver(mai, frozen.batch.id, made);
    expect(late.items[0]?.result).toBe('failed');
    await changeCertificate(office, keyOf(mai), { frozen_at: null });
    expect(await isDraft(mai, draft)).toBe(true);
    office.clock.advance(25 * 3_600_000);
    await forgetSignings(office.db, office.clock.now());
    expect(await deskOf(mai)).not.toContain(draft.id);
  });
});
