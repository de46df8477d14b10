import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { systemContext } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildPerson, buildSubject, buildUnit } from '../org/org.testing.ts';
import { createPortLog } from './backends/contract.testing.ts';
import { changeMembers } from './commands/change-members.ts';
import { nameSuccessor } from './commands/name-successor.ts';
import { dropAlias, renameMailbox } from './commands/rename-mailbox.ts';
import { setMailboxQuota } from './commands/set-quota.ts';
import { resumeMailbox, suspendMailbox } from './commands/suspend-mailbox.ts';
import { markMailboxes } from './effects/mark-mailboxes.ts';
import { type NewMailbox, recordNewMailbox } from './effects/record-new-mailbox.ts';
import { recordRevokedMailbox } from './effects/record-revoked-mailbox.ts';
import { settleMail } from './mail.testing.ts';
import { membersLeft } from './members-left.ts';
import { runCommands } from './outbox/run-commands.ts';
import { downloadArchive } from './queries/download-archive.ts';
import { listMailboxes, viewMailbox } from './queries/list-mailboxes.ts';
import { identitiesOf, mailboxesOf, mayOpen, membersOf } from './seams/access.ts';
import { hostedDomains, officialDomains } from './seams/domains.ts';
import { findManyRecipients, findRecipient } from './seams/find-recipient.ts';
import { addUsages, noteUse } from './seams/use.ts';
import { endRetention } from './sweeps/end-retention.ts';
import { suspendIdle } from './sweeps/suspend-idle.ts';

let office: TestOffice;
let agencyId: string;
let unitId: string;
let administrator: Subject;
let leader: Subject;
let clerk: Subject;
let specialist: Subject;
let stranger: Subject;
const ports = createPortLog();
let serial = 0;

beforeAll(async () => {
  office = await createTestOffice();
  const { db } = office;
  const agency = await buildAgency(db, { name: 'UBND xã Nà Một', short_name: 'Xã Nà Một' });
  const foreign = await buildAgency(db, { name: 'UBND xã Khác' });
  agencyId = agency.id;
  unitId = (await buildUnit(db, agencyId)).id;
  const at = { agencyId, unitId };
  administrator = await buildSubject(db, { ...at, fullName: 'Quàng Văn Trị', roles: ['administrator'] });
  leader = await buildSubject(db, { ...at, fullName: 'Sùng A Chủ', roles: ['leader'] });
  clerk = await buildSubject(db, { ...at, fullName: 'Lò Thị Thư', roles: ['clerk'] });
  specialist = await buildSubject(db, { ...at, fullName: 'Giàng A Lử', roles: ['specialist'] });
  const elsewhere = { agencyId: foreign.id, unitId: (await buildUnit(db, foreign.id)).id };
  stranger = await buildSubject(db, { ...elsewhere, roles: ['administrator', 'leader', 'focal', 'clerk'] });
  await settleMail(office, agencyId);
});
afterAll(() => office.close());

const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => office.db.transaction().execute(work);

/** A granted mailbox, unless said otherwise of a person of its own. */
async function grant(
  given: Partial<NewMailbox> = {},
): Promise<{ id: string; address: string; personId: string | null }> {
  serial += 1;
  const holderName = given.holderName ?? `Người Thứ ${serial}`;
  const personId =
    given.kind === 'unit' ? null : (given.personId ?? (await buildPerson(office.db, agencyId, holderName)).id);
  const whole = {
    agencyId,
    personId,
    kind: 'person' as const,
    holderName,
    unitName: '',
    address: `hop${serial}.namot`,
    on: '2021-03-22',
    requestId: null,
    link: null,
    ...given,
  };
  const { mailboxId } = await inTx((tx) => recordNewMailbox(tx, systemContext(office), whole));
  const address = whole.address.includes('@') ? whole.address : `${whole.address}@laichau.gov.vn`;
  return { id: mailboxId, address, personId: whole.personId };
}

const revoke = (address: string, on = '2021-03-22') =>
  inTx((tx) =>
    recordRevokedMailbox(tx, systemContext(office), {
      agencyId,
      address,
      on,
      reason: 'retired',
      requestId: null,
      link: null,
    }),
  );

const stateOf = async (address: string) => (await findRecipient(office.db, address))?.state;

describe('effect: what the register says counts at the next command', () => {
  test('not before it is granted, from the next RCPT on when it is; sub-addresses and case are the same mailbox', async () => {
    expect(await findRecipient(office.db, 'moi.namot@laichau.gov.vn')).toBeUndefined();
    const { id } = await grant({ address: 'moi.namot' });
    for (const written of ['moi.namot@laichau.gov.vn', 'Moi.NaMot@LaiChau.gov.vn', 'moi.namot+don@laichau.gov.vn']) {
      expect(await findRecipient(office.db, written)).toMatchObject({ mailboxId: id, state: 'deliver' });
    }
    expect(await findRecipient(office.db, 'moi.namot@laichau-gov.vn')).toBeUndefined();
    expect(await findRecipient(office.db, 'moi.namot')).toBeUndefined();
  });

  test('what lies in another mail system opens there and not here', async () => {
    const { id } = await grant({ personId: specialist.personId, holderName: 'Giàng A Lử' });
    expect(await mayOpen(office.db, specialist, id)).toBe('own');
    await rawQuery(office.db, "update mailbox set backend = 'postfix' where id = $1", [id]);
    expect(await mayOpen(office.db, specialist, id)).toBeUndefined();
    expect(await membersOf(office.db, id)).toEqual([]);
    await rawQuery(office.db, "update mailbox set backend = 'embedded', state = 'revoked' where id = $1", [id]);
  });

  test('suspended receives and opens for nobody; resumed opens again; open pages are ended', async () => {
    const { id, address } = await grant({ personId: specialist.personId, holderName: 'Giàng A Lử' });
    expect(await mayOpen(office.db, specialist, id)).toBe('own');
    const locked = await suspendMailbox(office.as(administrator), id, { reason: 'Nghi lộ mật khẩu' });
    expect(locked).toMatchObject({ state: 'suspended', suspendedReason: 'Nghi lộ mật khẩu' });
    expect(await stateOf(address)).toBe('deliver');
    expect(await mayOpen(office.db, specialist, id)).toBeUndefined();
    expect(await mailboxesOf(office.db, specialist.personId)).toEqual([]);
    await runCommands(office, ports, id);
    expect(ports.kicked).toContain(id);
    await expect(suspendMailbox(office.as(administrator), id, { reason: 'x' })).rejects.toMatchObject({ status: 403 });
    expect(await resumeMailbox(office.as(administrator), id)).toMatchObject({ state: 'active', suspendedReason: null });
    expect(await mayOpen(office.db, specialist, id)).toBe('own');
  });

  test('Mẫu 09 under way changes nothing: who could open it works on, a suspended one stays shut, and is suspended again when it is withdrawn', async () => {
    const { id, address } = await grant({ personId: clerk.personId, holderName: 'Lò Thị Thư' });
    const mark = (state: 'revoke_requested' | 'active') =>
      inTx((tx) =>
        markMailboxes(tx, systemContext(office), {
          agencyId,
          addresses: [address],
          state,
          text: 'Mẫu số 09',
          link: null,
        }),
      );
    await mark('revoke_requested');
    expect(await mayOpen(office.db, clerk, id)).toBe('own');
    expect(await stateOf(address)).toBe('deliver');
    await mark('active');
    await suspendMailbox(office.as(administrator), id, { reason: 'Nghi lộ mật khẩu' });
    await mark('revoke_requested');
    expect(await mayOpen(office.db, clerk, id)).toBeUndefined();
    expect(await mailboxesOf(office.db, clerk.personId)).toEqual([]);
    await mark('active');
    expect((await viewMailbox(office.as(administrator), id)).mailbox.state).toBe('suspended');
    expect(await mayOpen(office.db, clerk, id)).toBeUndefined();
    await resumeMailbox(office.as(administrator), id);
    expect(await mayOpen(office.db, clerk, id)).toBe('own');
  });

  test('full is refused at RCPT, before any letter is taken; emptied it receives again', async () => {
    const { id, address } = await grant();
    await setMailboxQuota(office.as(administrator), id, { quotaMb: 10 });
    await inTx((tx) => addUsages(tx, [{ mailboxId: id, bytes: 8_500_000 }]));
    expect((await viewMailbox(office.as(administrator), id)).mailbox.quotaLevel).toBe('near');
    expect(await findRecipient(office.db, address)).toMatchObject({ state: 'deliver', overQuota: false });
    await inTx((tx) => addUsages(tx, [{ mailboxId: id, bytes: 2_000_000 }]));
    const full = await findRecipient(office.db, address);
    expect(full).toMatchObject({ state: 'refuse', overQuota: true, code: '552 5.2.2' });
    await inTx((tx) => addUsages(tx, [{ mailboxId: id, bytes: -9_000_000 }]));
    expect(await stateOf(address)).toBe('deliver');
  });

  test('mailboxes of offices whose mail is elsewhere are not received here', async () => {
    const { id, address } = await grant();
    expect(await stateOf(address)).toBe('deliver');
    await rawQuery(office.db, "update mailbox set backend = 'manual' where id = $1", [id]);
    expect(await findRecipient(office.db, address)).toBeUndefined();
    expect(await hostedDomains(office.db)).toEqual(['laichau.gov.vn']);
    expect(await officialDomains(office.db)).toContain('laichau.gov.vn');
  });
});

describe('Mẫu 09: locked, kept, forwarded, exported, shut', () => {
  test('refused with a notice without a successor, forwarded with one, whether named before or after', async () => {
    const { id, address, personId } = await grant();
    const next = await grant();
    expect(await stateOf(address)).toBe('deliver');
    await revoke(address);
    expect(await findRecipient(office.db, address)).toMatchObject({ state: 'refuse', code: '550 5.1.6' });
    expect(await membersOf(office.db, id)).toEqual([]);
    expect(personId === null ? [] : await mailboxesOf(office.db, personId)).toEqual([]);
    await nameSuccessor(office.as(leader), id, { address: next.address });
    expect(await findRecipient(office.db, address)).toMatchObject({ state: 'forward', forwardTo: next.address });
    const other = await grant();
    await nameSuccessor(office.as(leader), other.id, { address: next.address });
    expect(await stateOf(other.address)).toBe('deliver');
    await revoke(other.address);
    expect(await findRecipient(office.db, other.address)).toMatchObject({ state: 'forward', forwardTo: next.address });
    await runCommands(office, ports, other.id);
    expect(ports.kicked).toContain(other.id);
    const told = await rawQuery<{ kind: string; state: string }>(
      office.db,
      'select kind, state from mail_command where mailbox_id = $1 order by seq',
      [other.id],
    );
    expect(told.map(({ kind }) => kind)).toEqual(['create', 'state', 'revoke_secrets', 'forward', 'kick']);
    // The creation was told late, when the register had gone on: the backend still knows the mailbox.
    expect(told.every(({ state }) => state === 'done')).toBe(true);
  });

  test('six months for staff, twelve for a leader', async () => {
    const staff = await grant();
    const chief = await grant({ personId: leader.personId, holderName: 'Sùng A Chủ' });
    await revoke(staff.address, '2021-08-31');
    await revoke(chief.address, '2021-08-31');
    const until = async (id: string) => (await viewMailbox(office.as(administrator), id)).mailbox.retainUntil;
    expect(await until(staff.id)).toBe('2022-02-28');
    expect(await until(chief.id)).toBe('2022-08-31');
  });

  test('the last day forwards, the day after it is exported and shut; only the leader of the office takes the letters, on record', async () => {
    const { id, address } = await grant();
    const next = await grant();
    await nameSuccessor(office.as(leader), id, { address: next.address });
    await revoke(address, '2021-03-22');
    const raw = Buffer.from('Subject: thu\r\n\r\nFrom dong nay\r\n>From kia\r\nhet');
    ports.messages.set(id, [
      { raw, receivedAt: new Date('2021-01-02T03:04:05Z'), folder: 'Hộp thư đến', flags: ['\\Seen'] },
    ]);
    office.clock.set('2021-09-22T16:00:00Z');
    await endRetention(office, ports);
    expect(await stateOf(address)).toBe('forward');
    office.clock.set('2021-09-22T18:00:00Z');
    await Promise.all([endRetention(office, ports), endRetention(office, ports)]);
    office.clock.set('2021-03-22T01:00:00Z');
    expect(await stateOf(address)).toBe('refuse');
    const { mailbox, history } = await viewMailbox(office.as(leader), id);
    expect(mailbox).toMatchObject({ hasArchive: true, stateLabel: 'Đã đóng', forwardingTo: null });
    expect(history.filter(({ text }) => text.startsWith('Lưu trữ thư'))).toHaveLength(1);
    await expect(downloadArchive(office.as(administrator), id)).rejects.toMatchObject({ status: 403 });
    await expect(downloadArchive(office.as(stranger), id)).rejects.toMatchObject({ status: 404 });
    const { stream } = await downloadArchive(office.as(leader), id);
    const bytes = Buffer.isBuffer(stream) ? stream : await buffer(stream);
    expect(bytes.toString()).toBe(
      'From MAILER-DAEMON Sat Jan  2 03:04:05 2021\nStatus: RO\nX-CongVu-Folder: H%E1%BB%99p%20th%C6%B0%20%C4%91%E1%BA%BFn\n' +
        'Subject: thu\n\n>From dong nay\n>>From kia\nhet\n\n',
    );
    const leaves = await rawQuery<{ action: string }>(
      office.db,
      "select action from audit_leaf where object_id = $1 and action = 'mail.archive_downloaded'",
      [id],
    );
    expect(leaves).toHaveLength(1);
  });

  test('a closed mailbox has no successor any more, and no new holder ever', async () => {
    const { id, address } = await grant();
    const next = await grant();
    await revoke(address);
    await rawQuery(office.db, 'update mailbox set shut_at = now() where id = $1', [id]);
    await expect(nameSuccessor(office.as(leader), id, { address: next.address })).rejects.toMatchObject({
      code: 'mail.wrong_state',
    });
    await expect(grant({ address })).rejects.toMatchObject({ code: 'mail.address_taken' });
  });
});

describe('addresses', () => {
  test("a renamed mailbox is reached by both; a dropped alias leads nowhere and is nobody else's", async () => {
    const { id, address } = await grant();
    const renamed = await renameMailbox(office.as(administrator), id, { address: `hoa${serial}.namot` });
    expect(renamed.aliases).toEqual([address]);
    expect((await findManyRecipients(office.db, [address, renamed.address])).size).toBe(2);
    expect(await identitiesOf(office.db, id, specialist.personId)).toEqual([]);
    await dropAlias(office.as(administrator), id, { alias: address });
    expect(await findRecipient(office.db, address)).toBeUndefined();
    await expect(grant({ address })).rejects.toMatchObject({ code: 'mail.address_taken' });
    const other = await grant();
    await expect(renameMailbox(office.as(administrator), other.id, { address })).rejects.toMatchObject({
      code: 'mail.address_taken',
    });
    await expect(dropAlias(office.as(administrator), id, { alias: address })).rejects.toMatchObject({
      code: 'mail.alias_unknown',
    });
  });

  test('of two that rename to one address at once one wins', async () => {
    const [one, two] = [await grant(), await grant()];
    const both = await Promise.allSettled(
      [one, two].map(({ id }) => renameMailbox(office.as(administrator), id, { address: 'chung.namot' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = both.find((result) => result.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'mail.address_taken' });
  });

  test.each([
    ['toan@gmail.com', 'mail.address_invalid'],
    ['toan@sonla.gov.vn', 'mail.address_invalid'],
    ['toàn.namot', 'mail.address_invalid'],
  ])('%s is no place for a mailbox of this office', async (address, code) => {
    await expect(grant({ address })).rejects.toMatchObject({ code });
  });

  test("only keepers, only of one's own agency; successors only inside it", async () => {
    const { id } = await grant();
    await expect(suspendMailbox(office.as(clerk), id, { reason: 'x' })).rejects.toMatchObject({ status: 403 });
    await expect(suspendMailbox(office.as(stranger), id, { reason: 'x' })).rejects.toMatchObject({ status: 404 });
    for (const address of ['ai@gmail.com', 'khong.co@laichau.gov.vn']) {
      await expect(nameSuccessor(office.as(leader), id, { address })).rejects.toMatchObject({
        code: 'mail.successor_invalid',
      });
    }
  });
});

describe('mailboxes of units', () => {
  test('clerks open it from the first day; others are added and struck by name; whoever leaves the agency opens nothing', async () => {
    const { id } = await grant({ kind: 'unit', holderName: 'UBND xã Nà Một', address: 'vanthu.namot' });
    expect(await mayOpen(office.db, clerk, id)).toBe('member');
    const left = await grant();
    await revoke(left.address);
    expect((await findRecipient(office.db, left.address))?.text).toContain('vanthu.namot@laichau.gov.vn');
    expect(await mayOpen(office.db, specialist, id)).toBeUndefined();
    await changeMembers(office.as(leader), id, { add: [specialist.personId], remove: [clerk.personId] });
    expect(await mayOpen(office.db, specialist, id)).toBe('member');
    expect(await mayOpen(office.db, clerk, id)).toBeUndefined();
    // The same person acting for another agency sees nothing of this one.
    expect(await mayOpen(office.db, { ...specialist, agencyId: stranger.agencyId }, id)).toBeUndefined();
    const { members, history } = await viewMailbox(office.as(leader), id);
    expect(members).toMatchObject([{ fullName: 'Giàng A Lử', addedBy: leader.displayName }]);
    expect(history.map(({ text }) => text)).toContain('Người cùng mở hộp thư: thêm Giàng A Lử; bớt Lò Thị Thư');
    const add = [stranger.personId];
    await expect(changeMembers(office.as(leader), id, { add, remove: [] })).rejects.toMatchObject({
      code: 'mail.member_invalid',
    });
    await expect(changeMembers(office.as(specialist), id, { add: [], remove: [] })).rejects.toMatchObject({
      status: 403,
    });
    await inTx((tx) => membersLeft(tx, systemContext(office), [specialist.personId]));
    expect(await mayOpen(office.db, specialist, id)).toBe('member');
    await rawQuery(office.db, "update org_position set valid_to = '2021-03-01' where id = $1", [specialist.positionId]);
    await inTx((tx) => membersLeft(tx, systemContext(office), [specialist.personId]));
    expect(await mayOpen(office.db, specialist, id)).toBeUndefined();
  });

  test('the mailbox of a person has no members', async () => {
    const { id } = await grant();
    await expect(changeMembers(office.as(leader), id, { add: [clerk.personId], remove: [] })).rejects.toMatchObject({
      code: 'mail.change_members.forbidden',
    });
  });
});

describe('use', () => {
  test('nobody signed in for 45 days: suspended, still receiving; used yesterday: not', async () => {
    const idle = await grant();
    const busy = await grant();
    const now = office.clock.now();
    const longAgo = new Date(now.getTime() - 46 * 86_400_000);
    await rawQuery(office.db, 'update mailbox set hosted_since = $2 where id = any($1::uuid[])', [
      [idle.id, busy.id],
      longAgo,
    ]);
    await noteUse(office.db, busy.id, 'sent', new Date(now.getTime() - 86_400_000));
    await suspendIdle(office);
    const { items } = await listMailboxes(office.as(administrator), { limit: 200, state: 'suspended' });
    expect(items.map(({ id }) => id)).toContain(idle.id);
    expect(items.map(({ id }) => id)).not.toContain(busy.id);
    expect(await stateOf(idle.address)).toBe('deliver');
    const listed = await listMailboxes(office.as(administrator), { limit: 200, idle: true });
    expect(listed.items.map(({ id }) => id)).not.toContain(busy.id);
  });

  test('a sign-in is written once in five minutes', async () => {
    const { id } = await grant();
    const at = new Date('2021-03-22T01:00:00Z');
    const signedIn = async () => (await viewMailbox(office.as(administrator), id)).mailbox.lastSignInAt;
    await noteUse(office.db, id, 'sign_in', at);
    await noteUse(office.db, id, 'sign_in', new Date(at.getTime() + 60_000));
    expect(await signedIn()).toBe(at.toISOString());
    await noteUse(office.db, id, 'sign_in', new Date(at.getTime() + 400_000));
    expect(await signedIn()).toBe('2021-03-22T01:06:40.000Z');
  });
});
