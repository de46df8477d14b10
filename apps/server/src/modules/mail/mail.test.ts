import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import type { Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildPerson, buildSubject, buildUnit } from '../org/org.testing.ts';
import { finishStep } from './commands/finish-step.ts';
import { markMailboxes } from './effects/mark-mailboxes.ts';
import { type NewMailbox, recordNewMailbox } from './effects/record-new-mailbox.ts';
import { recordRevokedMailbox } from './effects/record-revoked-mailbox.ts';
import { mailboxFacts } from './facts.ts';
import { addressProblem, shortKey } from './mail.address.ts';
import { mailboxOfAgency, mailboxOfPerson } from './mail.store.ts';
import { listMailboxes, viewMailbox } from './queries/list-mailboxes.ts';
import { mailDesk } from './queries/mail-desk.ts';

let office: TestOffice;
let agencyId: string;
let districtId: string;
let focal: Subject;
let clerk: Subject;
let specialist: Subject;
let stranger: Subject;

const PAGE = { limit: 50 };

beforeAll(async () => {
  office = await createTestOffice();
  const { db } = office;
  const district = await buildAgency(db, { name: 'UBND huyện Bản Sen', tier: 'district' });
  const commune = await buildAgency(db, { name: 'UBND xã Nà Một', short_name: 'Xã Nà Một', parent_id: district.id });
  const foreign = await buildAgency(db, { name: 'UBND huyện Khác', tier: 'district' });
  agencyId = commune.id;
  districtId = district.id;
  const units = await Promise.all([district, commune, foreign].map(({ id }) => buildUnit(db, id)));
  const [atDistrict, atCommune, atForeign] = units.map((unit) => ({ agencyId: unit.agency_id, unitId: unit.id }));
  if (atDistrict === undefined || atCommune === undefined || atForeign === undefined) {
    throw new Error('units were not made');
  }
  focal = await buildSubject(db, { ...atDistrict, fullName: 'Hoàng Văn Mối', roles: ['focal'] });
  clerk = await buildSubject(db, { ...atCommune, fullName: 'Lò Thị Thư', roles: ['clerk'] });
  specialist = await buildSubject(db, { ...atCommune, fullName: 'Giàng A Lử', roles: ['specialist'] });
  stranger = await buildSubject(db, { ...atForeign, roles: ['focal', 'administrator', 'leader', 'clerk'] });
});
afterAll(() => office.close());

const system = () => ({ ...office.as(clerk), subject: undefined });
const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => office.db.transaction().execute(work);

function newMailbox(given: Partial<NewMailbox> = {}): NewMailbox {
  return {
    agencyId,
    personId: null,
    kind: 'person',
    holderName: 'Nguyễn Văn Toàn',
    unitName: 'UBND xã Nà Một',
    address: 'toannv.namot@laichau.gov.vn',
    on: '2021-03-22',
    requestId: null,
    link: '/de-nghi/x',
    ...given,
  };
}

const grant = (given: Partial<NewMailbox> = {}) => inTx((tx) => recordNewMailbox(tx, system(), newMailbox(given)));
const revoke = (address: string, agency = agencyId) =>
  inTx((tx) =>
    recordRevokedMailbox(tx, system(), {
      agencyId: agency,
      address,
      on: '2021-03-22',
      reason: 'retired',
      requestId: null,
      link: null,
    }),
  );

async function actionsOf(id: string): Promise<string[]> {
  const rows = await rawQuery<{ action: string }>(
    office.db,
    'select action from audit_leaf where object_id = $1 order by ctid',
    [id],
  );
  return rows.map(({ action }) => action);
}

describe('addresses', () => {
  test.each([
    ['khoasa.sonbinh', undefined],
    ['Toannt.TAMDUONG', undefined],
    ['phongvhtt@tamduong.laichau.gov.vn', undefined],
    ['huong+cv@gmail.com', 'refused'],
    ['huong@mail.yahoo.com.vn', 'refused'],
    ['có dấu@laichau.gov.vn', 'refused'],
    ['a b', 'refused'],
    ['@laichau.gov.vn', 'refused'],
  ])('%s', (address, expected) => {
    expect(addressProblem(address) === undefined ? undefined : 'refused').toBe(expected);
  });

  test('forms leave out the official domain, another one belongs to the name', () => {
    expect(shortKey('Khoasa.sonbinh@laichau.gov.vn')).toBe('khoasa.sonbinh');
    expect(shortKey('khoasa.sonbinh')).toBe('khoasa.sonbinh');
    expect(shortKey('a@vnpt.vn')).toBe('a@vnpt.vn');
  });
});

describe('Mẫu 10', () => {
  test('a mailbox stands in the register, a person has to make it on the mail system, says so, and it is on record', async () => {
    const person = await buildPerson(office.db, agencyId, 'Nguyễn Văn Toàn');
    const { mailboxId } = await grant({ personId: person.id });
    const { mailbox, history } = await viewMailbox(office.as(clerk), mailboxId);
    expect(mailbox).toMatchObject({ state: 'active', openedOn: '2021-03-22', personId: person.id });
    expect(mailbox.pendingStep?.text).toContain('Tạo hộp thư toannv.namot@laichau.gov.vn');
    expect(history).toMatchObject([{ link: '/de-nghi/x' }]);
    expect((await listMailboxes(office.as(focal), { ...PAGE, pending: true })).items.map(({ id }) => id)).toContain(
      mailboxId,
    );
    expect(await mailDesk(office.as(focal))).toMatchObject([
      { key: 'mail.steps', count: 1 },
      { key: 'mail.problems', count: 0 },
    ]);
    expect(await mailDesk(office.as(clerk))).toEqual([]);
    const stepId = mailbox.pendingStep?.id ?? '';
    await expect(finishStep(office.as(clerk), stepId, {})).rejects.toMatchObject({ code: 'mail.do_step.forbidden' });
    await expect(finishStep(office.as(stranger), stepId, {})).rejects.toMatchObject({ status: 404 });
    const both = await Promise.allSettled(
      [1, 2].map(() => finishStep(office.as(focal), stepId, { note: 'đã trao mật khẩu' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(finishStep(office.as(focal), stepId, {})).rejects.toMatchObject({ code: 'mail.step_done' });
    const after = await viewMailbox(office.as(clerk), mailboxId);
    expect(after.mailbox.pendingStep).toBeNull();
    expect(after.history.map(({ who }) => who)).toContain('Hoàng Văn Mối');
    expect(await actionsOf(mailboxId)).toEqual(['mail.granted', 'mail.opened', 'mail.step_done', 'mail.opened']);
    const [told] = await rawQuery<{ count: number }>(
      office.db,
      'select count(*) from notification where person_id = $1',
      [person.id],
    );
    expect(told?.count).toBe(1);
  });

  test('the same result twice is one mailbox; of two holders with one address one wins; revoked ones are never given again', async () => {
    const first = await grant({ holderName: 'Sùng A Khoa', address: 'khoasa.sonbinh' });
    const again = await grant({ holderName: 'Sùng A Khoa', address: 'KHOASA.sonbinh' });
    expect(again.mailboxId).toBe(first.mailboxId);
    expect(await actionsOf(first.mailboxId)).toEqual(['mail.granted']);
    await expect(grant({ holderName: 'Ai Khác', address: 'khoasa.sonbinh@laichau.gov.vn' })).rejects.toMatchObject({
      code: 'mail.address_taken',
    });
    const both = await Promise.allSettled(
      ['Một Người', 'Hai Người'].map((holderName) => grant({ holderName, address: 'chung.namot' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await revoke('khoasa.sonbinh');
    await expect(grant({ holderName: 'Sùng A Khoa', address: 'khoasa.sonbinh' })).rejects.toMatchObject({
      code: 'mail.address_taken',
    });
  });

  test('free mail is refused, and a person keeps one mailbox in one agency', async () => {
    await expect(grant({ address: 'toan@gmail.com' })).rejects.toMatchObject({ code: 'mail.address_invalid' });
    const person = await buildPerson(office.db, agencyId, 'Một Hộp');
    await grant({ personId: person.id, holderName: 'Một Hộp', address: 'mothop.namot' });
    await expect(grant({ personId: person.id, holderName: 'Một Hộp', address: 'mothop2.namot' })).rejects.toMatchObject(
      { code: 'mail.person_has_mailbox' },
    );
    await revoke('mothop.namot');
    await expect(
      grant({ personId: person.id, holderName: 'Một Hộp', address: 'mothop2.namot' }),
    ).resolves.toBeDefined();
    expect((await mailboxOfPerson(office.db, { agencyId, personId: person.id }))?.address).toBe('mothop2.namot');
  });
});

describe('Mẫu 09', () => {
  test('the register says so at once, forwarding ends, the mail system has something to do; twice is once; elsewhere it does not exist', async () => {
    const { mailboxId } = await grant({ holderName: 'Nguyễn Văn Hưu', address: 'huunv.namot@laichau.gov.vn' });
    await rawQuery(office.db, "update mailbox set forwarding_to = 'x@laichau.gov.vn' where id = $1", [mailboxId]);
    await expect(revoke('huunv.namot', districtId)).rejects.toMatchObject({ code: 'mail.not_found' });
    await Promise.all([revoke('huunv.namot'), revoke('huunv.namot')]);
    const { mailbox } = await viewMailbox(office.as(clerk), mailboxId);
    expect(mailbox).toMatchObject({ state: 'revoked', closedOn: '2021-03-22', forwardingTo: null });
    const steps = await rawQuery<{ kind: string }>(
      office.db,
      'select kind from mail_step where mailbox_id = $1 order by kind',
      [mailboxId],
    );
    expect(steps.map(({ kind }) => kind)).toEqual(['create', 'lock']);
    await expect(revoke('khong.co')).rejects.toMatchObject({ code: 'mail.not_found' });
  });

  test('under way and back', async () => {
    const { mailboxId } = await grant({ holderName: 'Đang Xét', address: 'dangxet.namot' });
    const mark = (state: 'revoke_requested' | 'active') =>
      inTx((tx) =>
        markMailboxes(tx, system(), {
          agencyId,
          addresses: ['dangxet.namot', 'khong.co'],
          state,
          text: 'x',
          link: null,
        }),
      );
    await mark('active');
    await mark('revoke_requested');
    await mark('revoke_requested');
    expect((await viewMailbox(office.as(clerk), mailboxId)).mailbox.state).toBe('revoke_requested');
    await mark('active');
    expect((await actionsOf(mailboxId)).filter((action) => action === 'mail.marked')).toHaveLength(2);
    const other = { agencyId: districtId, addresses: ['dangxet.namot'], text: 'x', link: null };
    await inTx((tx) => markMailboxes(tx, system(), { ...other, state: 'revoke_requested' }));
    expect((await viewMailbox(office.as(clerk), mailboxId)).mailbox.state).toBe('active');
  });
});

describe('what the rules ask', () => {
  test('by address in whatever writing, by holder, by person; an old address leads to the new one; two of one short name are none', async () => {
    const person = await buildPerson(office.db, agencyId, 'Vàng Thị Mỷ');
    const { mailboxId } = await grant({
      personId: person.id,
      holderName: 'Vàng Thị Mỷ',
      address: 'myvt.namot@laichau.gov.vn',
    });
    await rawQuery(office.db, "update mailbox set aliases = '{my@cu.laichau.gov.vn}' where id = $1", [mailboxId]);
    await grant({ kind: 'unit', holderName: 'UBND xã Nà Một', address: 'vanthu@namot.laichau.gov.vn' });
    await grant({
      kind: 'unit',
      agencyId: districtId,
      holderName: 'UBND huyện Bản Sen',
      address: 'vanthu@bansen.laichau.gov.vn',
    });
    const facts = await mailboxFacts(office.db, {
      addresses: [
        'MyVT.namot',
        'myvt.namot@laichau.gov.vn',
        'my@cu.laichau.gov.vn',
        'vanthu',
        'vanthu@namot.laichau.gov.vn',
        'lạ',
      ],
      holders: [{ fullName: 'VÀNG THỊ MỶ', unitName: '' }],
      personIds: [person.id, newId()],
    });
    for (const address of ['MyVT.namot', 'myvt.namot', 'myvt.namot@laichau.gov.vn', 'my@cu.laichau.gov.vn']) {
      expect(facts.byAddress.get(address)).toMatchObject({ state: 'active', holderPersonId: person.id });
    }
    expect(facts.byAddress.has('vanthu')).toBe(false);
    expect(facts.byAddress.get('vanthu@namot.laichau.gov.vn')?.holderName).toBe('UBND xã Nà Một');
    expect(facts.byHolder.get('vang thi my')).toHaveLength(1);
    expect([...facts.byPerson.keys()]).toEqual([person.id]);
    expect((await mailboxOfAgency(office.db, agencyId))?.address).toBe('vanthu@namot.laichau.gov.vn');
  });
});

describe('who sees what', () => {
  test('the guiding office all below, the agency its own, a person the own mailbox, strangers nothing', async () => {
    const mine = await grant({ personId: specialist.personId, holderName: 'Giàng A Lử', address: 'luga.namot' });
    const other = await grant({ holderName: 'Của Người Khác', address: 'khac.namot' });
    expect((await listMailboxes(office.as(specialist), PAGE)).items.map(({ id }) => id)).toEqual([mine.mailboxId]);
    await expect(viewMailbox(office.as(specialist), other.mailboxId)).rejects.toMatchObject({ status: 404 });
    const all = await listMailboxes(office.as(focal), PAGE);
    const own = await listMailboxes(office.as(clerk), PAGE);
    expect(all.total).toBe(own.total + 1);
    expect((await listMailboxes(office.as(stranger), PAGE)).total).toBe(0);
    await expect(viewMailbox(office.as(stranger), mine.mailboxId)).rejects.toMatchObject({ status: 404 });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listMailboxes(office.as(focal), { limit: 3, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(all.total);
    expect(new Set(seen).size).toBe(all.total);
  });
});
