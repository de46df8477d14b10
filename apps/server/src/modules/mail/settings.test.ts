import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { systemContext } from '../../platform/context.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildPerson, buildSubject, buildUnit } from '../org/org.testing.ts';
import { createPortLog } from './backends/contract.testing.ts';
import { createEmbeddedBackend } from './backends/embedded.ts';
import { saveMailSettings } from './commands/save-settings.ts';
import { recordNewMailbox } from './effects/record-new-mailbox.ts';
import { recordRevokedMailbox } from './effects/record-revoked-mailbox.ts';
import { mailboxFacts } from './facts.ts';
import { insertMailbox } from './mail.store.ts';
import type { MailboxRow } from './mail.tables.ts';
import { runCommands } from './outbox/run-commands.ts';
import type { BackendAccount, MailBackend } from './ports.ts';
import { listDrifts } from './queries/list-drifts.ts';
import { listMailboxes, viewMailbox } from './queries/list-mailboxes.ts';
import { searchDirectory } from './queries/search-directory.ts';
import { viewMailSettings } from './queries/view-settings.ts';
import { monthsLater } from './retention.ts';
import { findRecipient } from './seams/find-recipient.ts';
import { adoptMailboxes } from './sweeps/adopt-mailboxes.ts';
import { driftsOf, reconcileBackend } from './sweeps/reconcile.ts';

let office: TestOffice;
let agencyId: string;
let administrator: Subject;
let focal: Subject;
const VALUES = {
  backend: 'embedded' as const,
  domain: 'laichau.gov.vn',
  quotaMb: 500,
  retainMonths: 6,
  retainMonthsLeader: 12,
  idleDays: 45,
  quarantineDays: 30,
  validFrom: '2021-03-22',
};

beforeAll(async () => {
  office = await createTestOffice();
  const district = await buildAgency(office.db, { name: 'UBND huyện Bản Sen', tier: 'district' });
  const commune = await buildAgency(office.db, { name: 'UBND xã Nà Một', parent_id: district.id });
  agencyId = commune.id;
  const unit = await buildUnit(office.db, district.id);
  const at = { agencyId: district.id, unitId: unit.id };
  administrator = await buildSubject(office.db, { ...at, roles: ['administrator'] });
  focal = await buildSubject(office.db, { ...at, roles: ['focal'] });
});
afterAll(() => office.close());

async function grant(address: string, holderName: string): Promise<string> {
  const { id: personId } = await buildPerson(office.db, agencyId, holderName);
  const given = { agencyId, personId, kind: 'person' as const, holderName, unitName: '', address };
  const paper = { on: '2021-03-22', requestId: null, link: null };
  const { mailboxId } = await office.db
    .transaction()
    .execute((tx) => recordNewMailbox(tx, systemContext(office), { ...given, ...paper }));
  return mailboxId;
}

describe('where the mail of an office is', () => {
  test('Postfix and Dovecot are chosen once this server knows where they are', async () => {
    const elsewhere = await buildAgency(office.db, { name: 'UBND xã Bản Sen' });
    const unit = await buildUnit(office.db, elsewhere.id);
    const at = { agencyId: elsewhere.id, unitId: unit.id };
    const other = await buildSubject(office.db, { ...at, roles: ['administrator'] });
    const values = { ...VALUES, backend: 'postfix' as const, domain: 'bansen.gov.vn' };
    await expect(saveMailSettings(office.as(other), values)).rejects.toMatchObject({ code: 'mail.dovecot_needed' });
    office.config.dovecot = { doveadm: 'http://127.0.0.1:8180', imap: undefined };
    expect(await saveMailSettings(office.as(other), values)).toMatchObject({ backend: 'postfix', own: true });
  });

  test('the letters of one domain come to one server: the second office is told, instead of letters coming back', async () => {
    const elsewhere = await buildAgency(office.db, { name: 'UBND xã Nà Hai' });
    const unit = await buildUnit(office.db, elsewhere.id);
    const at = { agencyId: elsewhere.id, unitId: unit.id };
    const other = await buildSubject(office.db, { ...at, roles: ['administrator'] });
    const save = (domain: string, backend: 'embedded' | 'postfix') =>
      saveMailSettings(office.as(other), { ...VALUES, backend, domain });
    const refusal = { code: 'mail.domain_elsewhere', status: 409 };
    await expect(save('BanSen.gov.vn', 'embedded')).rejects.toMatchObject(refusal);
    expect(await save('bansen.gov.vn', 'postfix')).toMatchObject({ backend: 'postfix' });
    expect(await save('nahai.bansen.gov.vn', 'embedded')).toMatchObject({ backend: 'embedded' });
    // A mailbox is enough, whatever the settings of its office say by now.
    await office.db.transaction().execute((tx) =>
      insertMailbox(tx, systemContext(office), {
        ...{ agency_id: agencyId, address: 'vt@nahai.gov.vn', kind: 'unit', holder_name: 'VT', state: 'active' },
        backend: 'postfix',
      }),
    );
    await expect(save('nahai.gov.vn', 'embedded')).rejects.toMatchObject(refusal);
    await rawQuery(office.db, "update mailbox set shut_at = now() where address_key = 'vt@nahai.gov.vn'", []);
    expect(await save('nahai.gov.vn', 'embedded')).toMatchObject({ domain: 'nahai.gov.vn' });
  });

  test('nothing set: by hand; set by the district it counts for its communes, and takes the mailboxes kept by hand with it', async () => {
    const byHand = await grant('khoasa.namot', 'Sùng A Khoa');
    const foreign = await grant('la@sonla.gov.vn', 'Người Lạ');
    expect(await viewMailSettings(office.as(administrator))).toMatchObject({
      backend: 'manual',
      own: false,
      manualMailboxes: 2,
    });
    expect(await findRecipient(office.db, 'khoasa.namot@laichau.gov.vn')).toBeUndefined();
    await saveMailSettings(office.as(administrator), VALUES);
    await adoptMailboxes(office);
    await adoptMailboxes(office);
    expect(await findRecipient(office.db, 'khoasa.namot@laichau.gov.vn')).toMatchObject({ mailboxId: byHand });
    const { mailbox } = await viewMailbox(office.as(administrator), byHand);
    expect(mailbox).toMatchObject({ backend: 'embedded', hosted: true, quotaMb: 500, pendingStep: null });
    // Forms go on writing the name without its domain.
    const facts = await mailboxFacts(office.db, { addresses: ['khoasa.namot'] });
    expect(facts.byAddress.get('khoasa.namot')?.state).toBe('active');
    expect((await viewMailbox(office.as(administrator), foreign)).mailbox.backend).toBe('manual');
    await runCommands(office, createPortLog(), byHand);
    expect((await viewMailbox(office.as(administrator), byHand)).mailbox.problem).toBeNull();
    expect((await listMailboxes(office.as(administrator), { limit: 10 })).backend).toBe('embedded');
  });

  test.each([
    [{ domain: 'gmail.com' }, 'mail.domain_invalid'],
    [{ domain: 'laichau.gov.vn.co' }, 'mail.domain_invalid'],
    [{ domain: '' }, 'mail.domain_needed'],
    [{ validFrom: '2021-03-21' }, 'mail.setting_past'],
    [{ backend: 'manual' as const }, 'mail.backend_in_use'],
  ])('%o: %s', async (wrong, code) => {
    await expect(saveMailSettings(office.as(administrator), { ...VALUES, ...wrong })).rejects.toMatchObject({ code });
  });

  test('from a later day on, and only by administrators', async () => {
    await saveMailSettings(office.as(administrator), { ...VALUES, retainMonths: 9, validFrom: '2021-04-01' });
    expect((await viewMailSettings(office.as(focal))).retainMonths).toBe(6);
    office.clock.set('2021-04-01T01:00:00Z');
    expect((await viewMailSettings(office.as(focal))).retainMonths).toBe(9);
    office.clock.set('2021-03-22T01:00:00Z');
    await expect(saveMailSettings(office.as(focal), VALUES)).rejects.toMatchObject({ status: 403 });
  });

  test("kept shorter than on that day is nobody's alone; longer is", async () => {
    const save = (given: Partial<typeof VALUES>) => saveMailSettings(office.as(administrator), { ...VALUES, ...given });
    const refusal = { code: 'secondperson.needed', status: 422 };
    await expect(save({ retainMonths: 5 })).rejects.toMatchObject(refusal);
    await expect(save({ retainMonthsLeader: 11 })).rejects.toMatchObject(refusal);
    await expect(save({ quarantineDays: 29 })).rejects.toMatchObject(refusal);
    // Nine months hold from April on: what six are today is shorter then.
    await expect(save({ validFrom: '2021-05-01' })).rejects.toMatchObject(refusal);
    expect(await save({ quarantineDays: 60, validFrom: '2021-03-23' })).toMatchObject({ quarantineDays: 30 });
  });

  test.each([
    ['2021-08-31', 6, '2022-02-28'],
    ['2023-08-31', 6, '2024-02-29'],
    ['2021-12-15', 1, '2022-01-15'],
    ['2021-03-22', 12, '2022-03-22'],
  ])('%s and %i months: %s', (day, months, wanted) => {
    expect(monthsLater(day, months)).toBe(wanted);
  });
});

describe('public directory', () => {
  test('found without accents by name, post and address; revoked ones are not there', async () => {
    await grant('anhlt.namot', 'Lò Thị Ánh');
    const found = await searchDirectory(office, { q: 'anh lo', limit: 10 });
    expect(found).toMatchObject([
      { address: 'anhlt.namot@laichau.gov.vn', name: 'Lò Thị Ánh', agencyName: 'UBND xã Nà Một' },
    ]);
    await office.db.transaction().execute((tx) =>
      recordRevokedMailbox(tx, systemContext(office), {
        agencyId,
        address: 'anhlt.namot',
        on: '2021-03-22',
        reason: 'resigned',
        requestId: null,
        link: null,
      }),
    );
    expect(await searchDirectory(office, { q: 'anh lo', limit: 10 })).toEqual([]);
  });
});

describe('drift', () => {
  const row = (address_key: string, more: Partial<MailboxRow> = {}) =>
    ({
      id: address_key,
      address_key,
      state: 'active',
      suspended_reason: null,
      shut_at: null,
      forwarding_to: null,
      ...more,
    }) as MailboxRow;
  const account = (address: string, more: Partial<BackendAccount> = {}): BackendAccount => ({
    backendId: address,
    address,
    effect: 'active',
    forwardTo: null,
    ...more,
  });

  test.each([
    [[account('a@x')], [row('a@x')], []],
    [[account('A@X')], [row('a@x')], []],
    [[account('a@x')], [], ['unknown']],
    [[], [row('a@x')], ['missing']],
    [[], [row('a@x', { state: 'revoked' })], []],
    [[account('a@x')], [row('a@x', { state: 'suspended' })], ['state']],
    [[account('a@x', { effect: 'closed' })], [row('a@x', { state: 'revoked' })], []],
    [[account('a@x', { forwardTo: 'me@gmail.com' })], [row('a@x')], ['forward']],
    [
      [account('a@x', { effect: 'retained', forwardTo: 'b@x' })],
      [row('a@x', { state: 'revoked', forwarding_to: 'b@x' })],
      [],
    ],
    [[account('a@x', { effect: 'retained' })], [row('a@x', { state: 'revoked', forwarding_to: 'b@x' })], ['forward']],
  ])('case %#', (accounts, rows, kinds) => {
    expect(driftsOf(accounts, rows).map(({ kind }) => kind)).toEqual(kinds);
  });

  test('found once, settled when it is gone; an account that was there before is known by its id', async () => {
    const id = await grant('cu.namot', 'Người Cũ');
    await rawQuery(office.db, "update mailbox set backend = 'zimbra', backend_id = null where id = $1", [id]);
    let items = [account('la@laichau.gov.vn'), account('cu.namot@laichau.gov.vn', { backendId: 'z-1' })];
    const backend: MailBackend = {
      ...createEmbeddedBackend(office, createPortLog()),
      name: 'zimbra',
      list: async () => ({ items, nextCursor: null }),
    };
    const at = { agencyId: administrator.agencyId, backend: 'zimbra' as const, domain: 'laichau.gov.vn' };
    await reconcileBackend(office, at, backend);
    office.clock.advance(3_600_000);
    await reconcileBackend(office, at, backend);
    const { items: open } = await listDrifts(office.as(administrator));
    expect(open).toMatchObject([
      { kind: 'unknown', address: 'la@laichau.gov.vn', foundAt: '2021-03-22T01:00:00.000Z' },
    ]);
    const [known] = await rawQuery<{ backend_id: string }>(office.db, 'select backend_id from mailbox where id = $1', [
      id,
    ]);
    expect(known?.backend_id).toBe('z-1');
    items = items.slice(1);
    office.clock.advance(3_600_000);
    await reconcileBackend(office, at, backend);
    expect((await listDrifts(office.as(administrator))).items).toEqual([]);
  });
});
