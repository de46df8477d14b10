import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { systemContext } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createIdentityRig, type IdentityRig, PASSWORD } from '../identity/identity.testing.ts';
import { closeDoors } from './close-doors.ts';
import { makeAppPassword, revokeAppPassword } from './commands/app-passwords.ts';
import { resumeMailbox, suspendMailbox } from './commands/suspend-mailbox.ts';
import { recordNewMailbox } from './effects/record-new-mailbox.ts';
import { recordRevokedMailbox } from './effects/record-revoked-mailbox.ts';
import { settleMail } from './mail.testing.ts';
import { myMailboxes } from './queries/my-mailboxes.ts';
import { checkSecret } from './seams/check-secret.ts';

let rig: IdentityRig;
let holder: Subject;
let colleague: Subject;
let administrator: Subject;
let mailboxId: string;
const ADDRESS = 'lug.namot@laichau.gov.vn';

beforeAll(async () => {
  rig = await createIdentityRig();
  const { office } = rig;
  holder = await rig.newUser({ fullName: 'Giàng A Lử' });
  colleague = await rig.newUser({ fullName: 'Lò Thị Thư' });
  administrator = await rig.newUser({ roles: ['administrator'] });
  await settleMail(office, rig.agencyId);
  ({ mailboxId } = await office.db.transaction().execute((tx) =>
    recordNewMailbox(tx, systemContext(office), {
      agencyId: rig.agencyId,
      personId: holder.personId,
      kind: 'person',
      holderName: 'Giàng A Lử',
      unitName: '',
      address: ADDRESS,
      on: '2021-03-22',
      requestId: null,
      link: null,
    }),
  ));
});
afterAll(() => rig.office.close());

const make = (who: Subject, password = PASSWORD, label = 'Máy bàn') =>
  makeAppPassword(rig.office.as(who, newId()), mailboxId, { label, password });

test('shown once, right only with an address of the mailbox, read with or without its dashes; kept nowhere', async () => {
  const { office } = rig;
  const made = await make(holder);
  expect(made.secret).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{5}-){5}[0-9a-hjkmnp-tv-z]$/);
  const right = { mailboxId, agencyId: rig.agencyId, personId: holder.personId, label: 'Máy bàn' };
  expect(await checkSecret(office, made.login, made.secret)).toEqual(right);
  expect(await checkSecret(office, 'LuG.NaMot@laichau.gov.vn', made.secret.replaceAll('-', ' ').toUpperCase())).toEqual(
    right,
  );
  expect(await checkSecret(office, 'khac@laichau.gov.vn', made.secret)).toBeUndefined();
  expect(
    await checkSecret(office, made.login, `${made.secret.slice(0, -1)}${made.secret.endsWith('0') ? '1' : '0'}`),
  ).toBeUndefined();
  const { items } = await myMailboxes(office.as(holder));
  expect(items).toMatchObject([{ access: 'own', programs: 'smtp', passwords: [{ label: 'Máy bàn' }] }]);
  const plain = made.secret.replaceAll('-', '');
  for (const table of ['mail_secret', 'mail_command', 'mail_history', 'audit_leaf', 'idempotency_key']) {
    const rows = await rawQuery<{ line: string }>(office.db, `select ${table}::text as line from ${table}`, []);
    expect(rows.some(({ line }) => line.includes(plain) || line.includes(made.secret))).toBe(false);
  }
});

test('only who opens the mailbox and proves to be that person makes one; ten at most', async () => {
  await expect(make(colleague)).rejects.toMatchObject({ code: 'mail.not_found' });
  await expect(make(administrator)).rejects.toMatchObject({ code: 'mail.not_found' });
  await expect(make(holder, 'sai-mat-khau')).rejects.toMatchObject({ status: 422 });
  const { items } = await myMailboxes(rig.office.as(holder));
  for (let made = items[0]?.passwords.length ?? 0; made < 10; made += 1) {
    await make(holder);
  }
  await expect(make(holder)).rejects.toMatchObject({ code: 'mail.too_many_passwords' });
});

test('whose password is known to others: every way in beside it ends, also a forward that was set', async () => {
  const { office } = rig;
  const { items } = await myMailboxes(office.as(holder));
  expect(items[0]?.passwords).toHaveLength(10);
  await rawQuery(office.db, "update mailbox set forwarding_to = 'ai@laichau.gov.vn' where id = $1", [mailboxId]);
  const who = { personId: holder.personId, agencyId: rig.agencyId };
  const close = () => office.db.transaction().execute((tx) => closeDoors(tx, systemContext(office), who));
  expect(await close()).toEqual({ secrets: 10, forward: true });
  expect(await close()).toEqual({ secrets: 0, forward: false });
  expect((await myMailboxes(office.as(holder))).items[0]?.passwords).toEqual([]);
});

test('void when taken back, while suspended, and for good from Mẫu 09 on', async () => {
  const { office } = rig;
  const one = await make(holder);
  const two = await make(holder);
  await expect(revokeAppPassword(office.as(colleague), { mailboxId, passwordId: one.id })).rejects.toMatchObject({
    status: 404,
  });
  const taken = await revokeAppPassword(office.as(holder), { mailboxId, passwordId: one.id });
  expect(taken).toEqual({ id: one.id });
  expect(await checkSecret(office, ADDRESS, one.secret)).toBeUndefined();
  await expect(revokeAppPassword(office.as(holder), { mailboxId, passwordId: one.id })).rejects.toMatchObject({
    code: 'mail.password_not_found',
  });
  await suspendMailbox(office.as(administrator), mailboxId, { reason: 'Nghi lộ mật khẩu' });
  expect(await checkSecret(office, ADDRESS, two.secret)).toBeUndefined();
  await resumeMailbox(office.as(administrator), mailboxId);
  expect(await checkSecret(office, ADDRESS, two.secret)).toMatchObject({ mailboxId });
  const paper = {
    agencyId: rig.agencyId,
    address: ADDRESS,
    on: '2021-03-22',
    reason: 'retired',
    requestId: null,
    link: null,
  };
  await office.db.transaction().execute((tx) => recordRevokedMailbox(tx, systemContext(office), paper));
  expect(await checkSecret(office, ADDRESS, two.secret)).toBeUndefined();
  await rawQuery(office.db, "update mailbox set state = 'active' where id = $1", [mailboxId]);
  expect(await checkSecret(office, ADDRESS, two.secret)).toBeUndefined();
});
