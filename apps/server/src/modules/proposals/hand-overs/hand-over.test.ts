import type { HandOverItem, HandOverReason, HandOverView } from '@congvu/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { openDraft } from '#modules/drafting';
import { joinRows, openRequestsOf } from '#modules/requests';
import type { Subject } from '../../../platform/authorise.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { issue, newSerial, readEntry } from '../../certificates/entries/entries.testing.ts';
import { giveLetterTo, maySeeIncoming, movePartOf } from '../../incoming/incoming.testing.ts';
import { buildSubject } from '../../org/org.testing.ts';
import {
  accountRows,
  buildRequestsOffice,
  expectCode,
  giveMailbox,
  type RequestsOffice,
} from '../../requests/requests.testing.ts';
import { cancelHandOver, finishHandOver } from './end-hand-over.ts';
import { listHandOvers, viewHandOver } from './list-hand-overs.ts';
import { settleHandOver } from './settle-hand-over.ts';
import { startHandOver } from './start-hand-over.ts';
import { suspendLeavers } from './suspend-leavers.ts';

let office: TestOffice;
let people: RequestsOffice;
let sequence = 0;
const ports = { movePartOf };

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());
beforeEach(async () => {
  office.clock.set('2021-03-22T01:00:00Z');
  people = await buildRequestsOffice(office);
});

type View = z.input<typeof HandOverView>;

const start = (reason: HandOverReason, given: Partial<Parameters<typeof startHandOver>[1]> = {}, by?: Subject) =>
  startHandOver(office.as(by ?? people.commune.leader), {
    personId: people.commune.specialist.personId,
    reason,
    lastDay: '2021-03-31',
    destinationName: reason === 'transferred' ? 'UBND huyện Bản Sen' : '',
    ...given,
  });

const settle = (view: View, items: { key: string; choice: string; toPersonId?: string }[], by = people.commune.clerk) =>
  settleHandOver(office.as(by), ports, view.id, { items });

const itemsIn = (view: View, group: HandOverItem['group']) => view.items.filter((item) => item.group === group);
const keyOf = (view: View, group: HandOverItem['group']): string => itemsIn(view, group)[0]?.key ?? `no ${group}`;

const giveTask = (): Promise<string> => giveLetterTo(office, people.commune, people.commune.specialist.positionId);

async function giveAccount(subject: Subject): Promise<string> {
  sequence += 1;
  const name = `canbo${sequence}.natam`;
  await rawQuery(
    office.db,
    `insert into account (agency_id, id, name, name_key, type, person_id, user_id, holder_name, search_name, sort_name,
       position_title, unit_name, state, source, used_on, updated_at)
     values ($1, $2, $3, $3, 'business', $4, $5, $6, $6, $6, $7, 'Văn phòng', 'active', 'import', '2021-03-20', now())`,
    [subject.agencyId, newId(), name, subject.personId, subject.userId, subject.displayName, subject.title],
  );
  return name;
}

/** A task, a draft, a certificate in a device, an account, a mailbox. */
async function giveEverything(): Promise<{ documentId: string; account: string }> {
  const { specialist } = people.commune;
  sequence += 1;
  const documentId = await giveTask();
  await office.db.transaction().execute((tx) =>
    openDraft(tx, office.as(specialist), {
      agencyId: specialist.agencyId,
      owner: {
        personId: specialist.personId,
        positionId: specialist.positionId,
        unitId: specialist.unitId,
        name: specialist.displayName,
      },
      content: {
        documentType: 'official_letter',
        abstract: 'báo cáo quý',
        urgency: 'normal',
        signerPositionId: null,
        addressees: [],
        recipients: [],
        blocks: [],
        typistMark: '',
      },
    }),
  );
  await issue(office, specialist, { serial: newSerial(), tokenSerial: `TK-${sequence}` });
  // Taken from the clerk, as the log of the device would say after both have signed.
  await rawQuery(
    office.db,
    `update certificate_token set state = 'in_use', custodian_person_id = $1, custodian_name = holder_name where serial = $2`,
    [specialist.personId, `TK-${sequence}`],
  );
  const account = await giveAccount(specialist);
  await giveMailbox(office, specialist, `my${sequence}.natam@laichau.gov.vn`);
  return { documentId, account };
}

const auditOf = async (id: string): Promise<string[]> => {
  const rows = await rawQuery<{ action: string }>(
    office.db,
    'select action from audit_leaf where object_id = $1 order by ctid',
    [id],
  );
  return rows.map(({ action }) => action);
};

describe('retiring', () => {
  test('everything is gathered, prepared, finished; the account rests after the last day', async () => {
    const { leader, clerk, specialist, colleague, agencyId } = people.commune;
    const { documentId, account } = await giveEverything();
    const view = await start('retired');
    expect(view.items.map(({ group, state }) => `${group} ${state}`)).toEqual([
      'tasks open',
      'drafts open',
      'certificates open',
      'tokens open',
      'account open',
      'mailbox open',
    ]);
    expect(view.openCount).toBe(6);
    await expectCode(finishHandOver(office.as(leader), view.id), 'proposals.orphans');

    const settled = await settle(view, [
      { key: keyOf(view, 'tasks'), choice: 'reassign', toPersonId: colleague.personId },
      { key: keyOf(view, 'drafts'), choice: 'reassign', toPersonId: colleague.personId },
      { key: keyOf(view, 'certificates'), choice: 'revoke' },
      { key: keyOf(view, 'tokens'), choice: 'return' },
      { key: keyOf(view, 'account'), choice: 'revoke' },
    ]);
    expect(settled.items.map(({ group, state, form }) => `${group} ${state} ${form}`)).toEqual(
      expect.arrayContaining([
        'tasks done null',
        'drafts done null',
        'certificates prepared M04',
        'tokens done null',
        'account prepared M07',
        'mailbox open null',
      ]),
    );
    await expectCode(finishHandOver(office.as(leader), view.id), 'proposals.orphans');
    const whole = await settle(settled, [{ key: keyOf(settled, 'mailbox'), choice: 'revoke' }]);
    expect(whole.openCount).toBe(0);

    const [part] = await rawQuery<Record<string, unknown>>(
      office.db,
      `select person_id, position_id, role, state from task_assignment where object_id = $1`,
      [documentId],
    );
    expect(part).toMatchObject({ person_id: colleague.personId, position_id: colleague.positionId, role: 'lead' });
    expect(await maySeeIncoming(office.db, colleague, documentId)).toBe(true);
    expect(await maySeeIncoming(office.db, specialist, documentId)).toBe(false);
    const requests = await rawQuery<Record<string, unknown>>(
      office.db,
      `select kind, state, content, declarant_person_id, urgent from request where agency_id = $1 order by kind`,
      [agencyId],
    );
    expect(requests).toMatchObject([
      { kind: 'account.revoke', state: 'draft', content: { rows: [{ account, reason: 'Nghỉ hưu' }] } },
      {
        kind: 'cert.revoke',
        declarant_person_id: clerk.personId,
        urgent: false,
        content: { fields: { reasonCode: 'retired', 'subject.name': specialist.displayName } },
      },
      { kind: 'mailbox.revoke', content: { rows: [{ fullName: specialist.displayName, note: 'Nghỉ hưu' }] } },
    ]);

    const finished = await finishHandOver(office.as(leader), view.id);
    expect(finished).toMatchObject({ state: 'finished', openCount: 0 });
    expect(await auditOf(view.id)).toEqual([
      'proposals.hand_over_started',
      'proposals.hand_over_settled',
      'proposals.hand_over_settled',
      'proposals.hand_over_finished',
    ]);

    office.clock.set('2021-03-31T10:00:00Z');
    await suspendLeavers(office);
    const state = async () =>
      (
        await rawQuery<{ state: string; shut: boolean }>(
          office.db,
          `select account.state, disabled_at is not null as shut from account join identity_user on identity_user.id = account.user_id where name = $1`,
          [account],
        )
      )[0];
    expect(await state()).toEqual({ state: 'active', shut: false });
    office.clock.set('2021-03-31T17:00:00Z');
    await Promise.all([suspendLeavers(office), suspendLeavers(office)]);
    expect(await state()).toEqual({ state: 'suspended', shut: true });
    expect((await auditOf(view.id)).filter((action) => action === 'proposals.hand_over_suspended')).toHaveLength(1);
  });

  test('a request that is withdrawn makes an orphan again', async () => {
    const { leader, agencyId, specialist } = people.commune;
    await giveAccount(specialist);
    const view = await start('resigned');
    await settle(view, [{ key: keyOf(view, 'account'), choice: 'revoke' }]);
    await rawQuery(office.db, `update request set state = 'withdrawn' where agency_id = $1`, [agencyId]);
    await expectCode(finishHandOver(office.as(leader), view.id), 'proposals.orphans');
  });

  test('work that comes after everything was settled keeps it from ending', async () => {
    const { leader } = people.commune;
    const view = await start('retired');
    expect(view.openCount).toBe(0);
    await giveTask();
    await expectCode(finishHandOver(office.as(leader), view.id), 'proposals.orphans');
  });

  test('rows join the list that is being written', async () => {
    const { clerk, specialist, agencyId, unitId } = people.commune;
    const context = office.as(clerk);
    const first = await office.db.transaction().execute((tx) =>
      joinRows(tx, context, {
        agencyId,
        unitId,
        kind: 'account.revoke',
        key: 'account',
        rows: [
          {
            fullName: 'Lò Văn Một',
            position: 'Chuyên viên',
            unit: 'Văn phòng',
            account: 'motlv.natam',
            reason: 'Nghỉ hưu',
            note: '',
          },
        ],
        preparedBy: { personId: clerk.personId, name: clerk.displayName },
        why: 'Lập danh sách',
      }),
    );
    await giveAccount(specialist);
    const view = await start('resigned');
    const settled = await settle(view, [{ key: keyOf(view, 'account'), choice: 'revoke' }]);
    expect(itemsIn(settled, 'account')[0]).toMatchObject({ state: 'prepared', requestId: first.id });
    const again = await settle(settled, [{ key: keyOf(view, 'account'), choice: 'revoke' }]);
    expect(again.openCount).toBe(0);
    const [request] = await rawQuery<{ rows: number; version: number }>(
      office.db,
      `select jsonb_array_length(content -> 'rows') as rows, version from request where id = $1`,
      [first.id],
    );
    expect(request).toEqual({ rows: 2, version: 2 });
    expect(await openRequestsOf(office.db, { agencyId, personId: clerk.personId })).toHaveLength(1);
    expect(accountRows(1).rows).toHaveLength(1);
  });
});

describe('by reason', () => {
  test('to the Party: guidance, the register says so, nothing asked of the authority', async () => {
    const { specialist, agencyId, leader } = people.commune;
    const entry = await issue(office, specialist, { serial: newSerial() });
    const view = await start('transferred_party');
    expect(view.guidance).toContain('Bộ phận cơ yếu của Huyện ủy');
    expect(itemsIn(view, 'certificates')[0]?.choices.map(({ value }) => value)).toEqual(['transfer_out', 'revoke']);
    const settled = await settle(view, [{ key: keyOf(view, 'certificates'), choice: 'transfer_out' }]);
    expect(itemsIn(settled, 'certificates')[0]).toMatchObject({ state: 'done', chosen: 'transfer_out', form: null });
    expect((await readEntry(office, entry.id)).state).toBe('transferred_out');
    expect(await rawQuery(office.db, 'select 1 from request where agency_id = $1', [agencyId])).toEqual([]);
    expect(await finishHandOver(office.as(leader), view.id)).toMatchObject({ state: 'finished' });
  });

  test('moved to another office: Mẫu 03 with the new employer, account and mailbox go along and stay open', async () => {
    const { specialist, leader, agencyId } = people.commune;
    const { account } = await giveEverything();
    const view = await start('transferred', { destinationAgencyId: people.district.agencyId, destinationName: '' });
    expect(view).toMatchObject({ destinationName: 'UBND huyện Bản Sen', guidance: null });
    const settled = await settle(view, [
      { key: keyOf(view, 'certificates'), choice: 'move' },
      { key: keyOf(view, 'tokens'), choice: 'keep' },
      { key: keyOf(view, 'account'), choice: 'keep' },
      { key: keyOf(view, 'mailbox'), choice: 'keep' },
    ]);
    expect(itemsIn(settled, 'account')[0]).toMatchObject({ state: 'kept', chosen: 'keep' });
    const [request] = await rawQuery<Record<string, unknown>>(office.db, 'select * from request where agency_id = $1', [
      agencyId,
    ]);
    expect(request).toMatchObject({
      kind: 'cert.renew_change',
      declarant_person_id: specialist.personId,
      content: { fields: { change: true, changes: [{ newValue: 'UBND huyện Bản Sen' }] } },
    });
    // Another way is chosen only after the request is withdrawn.
    await expectCode(
      settle(settled, [{ key: keyOf(view, 'certificates'), choice: 'revoke' }]),
      'proposals.wrong_state',
    );
    office.clock.set('2021-04-01T01:00:00Z');
    await suspendLeavers(office);
    const [kept] = await rawQuery<{ state: string }>(office.db, 'select state from account where name = $1', [account]);
    expect(kept?.state).toBe('active');
    await expectCode(finishHandOver(office.as(leader), view.id), 'proposals.orphans');
  });

  test('death: the only ways are the ends, and Mẫu 04 does not wait', async () => {
    const { specialist, agencyId } = people.commune;
    await issue(office, specialist, { serial: newSerial() });
    const view = await start('died', { lastDay: '2021-03-10' });
    expect(itemsIn(view, 'certificates')[0]?.choices.map(({ value }) => value)).toEqual(['revoke']);
    await settle(view, [{ key: keyOf(view, 'certificates'), choice: 'revoke' }]);
    const [request] = await rawQuery<Record<string, unknown>>(office.db, 'select * from request where agency_id = $1', [
      agencyId,
    ]);
    expect(request).toMatchObject({ urgent: true, content: { fields: { reasonCode: 'died' } } });
  });
});

describe('the clerk leaves', () => {
  test('seal and certificate of the organisation go to another clerk, to nobody else', async () => {
    const { clerk, leader, colleague, agencyId, unitId } = people.commune;
    const second = await buildSubject(office.db, { agencyId, unitId, fullName: 'Lý Thị Hai', roles: ['clerk'] });
    const entry = await issue(office, clerk, {
      serial: newSerial(),
      personId: null,
      subjectKind: 'organisation',
      subjectName: 'UBND xã Nà Tăm',
      identityNumber: '',
    });
    await rawQuery(office.db, 'update certificate_entry set custodian_person_id = $2 where id = $1', [
      entry.id,
      clerk.personId,
    ]);
    const sealId = newId();
    await rawQuery(
      office.db,
      `insert into certificate_seal (agency_id, id, organisation_name, search_name, entry_id, custodian_person_id, custodian_name, state, updated_at)
       values ($1, $2, 'UBND xã Nà Tăm', 'ubnd xa na tam', $3, $4, $5, 'active', now())`,
      [agencyId, sealId, entry.id, clerk.personId, clerk.displayName],
    );
    const view = await start('retired', { personId: clerk.personId });
    expect(view.items.map(({ key }) => key)).toEqual([`seal:${sealId}`]);
    const pass = (toPersonId: string) => settle(view, [{ key: `seal:${sealId}`, choice: 'pass', toPersonId }], leader);
    await expectCode(pass(colleague.personId), 'proposals.receiver_not_clerk');
    const settled = await pass(second.personId);
    expect(settled.items).toMatchObject([{ group: 'seals', state: 'done', chosenPersonName: 'Lý Thị Hai' }]);
    const [seal] = await rawQuery<Record<string, unknown>>(
      office.db,
      'select custodian_person_id from certificate_seal where id = $1',
      [sealId],
    );
    expect(seal).toEqual({ custodian_person_id: second.personId });
    expect(await readEntry(office, entry.id)).toMatchObject({ custodian_person_id: second.personId });
    expect(await finishHandOver(office.as(leader), view.id)).toMatchObject({ state: 'finished' });
  });
});

describe('refused', () => {
  test('who may do it', async () => {
    const { specialist, colleague, clerk, auditor, leader } = people.commune;
    await expectCode(start('retired', {}, colleague), 'proposals.start_hand_over.forbidden');
    await expectCode(start('retired', {}, people.other.leader), 'proposals.not_found');
    const view = await start('retired');
    await expectCode(finishHandOver(office.as(specialist), view.id), 'proposals.finish_hand_over.forbidden');
    await expectCode(cancelHandOver(office.as(auditor), view.id), 'proposals.cancel_hand_over.forbidden');
    await expectCode(viewHandOver(office.as(colleague), view.id), 'proposals.not_found');
    await expectCode(viewHandOver(office.as(people.district.leader), view.id), 'proposals.not_found');
    expect(await viewHandOver(office.as(specialist), view.id)).toMatchObject({ id: view.id });
    expect((await listHandOvers(office.as(colleague), { limit: 50 })).items).toEqual([]);
    expect((await listHandOvers(office.as(clerk), { limit: 50 })).items).toHaveLength(1);
    expect((await listHandOvers(office.as(leader), { limit: 50, state: 'finished' })).items).toEqual([]);
  });

  test('twins, states, days', async () => {
    const { leader, clerk } = people.commune;
    await expectCode(start('retired', { lastDay: '2019-01-01' }), 'proposals.last_day');
    await expectCode(start('transferred', { destinationName: '' }), 'platform.invalid_input');
    const twins = await Promise.allSettled([start('retired'), start('resigned')]);
    expect(twins.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(twins.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'proposals.hand_over_open' },
    });
    const [open] = (await listHandOvers(office.as(leader), { limit: 50 })).items;
    const id = open?.id ?? '';
    const ends = await Promise.allSettled([
      finishHandOver(office.as(leader), id),
      finishHandOver(office.as(clerk), id),
    ]);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'proposals.wrong_state' },
    });
    await expectCode(cancelHandOver(office.as(leader), id), 'proposals.wrong_state');
    const second = await start('retired');
    expect(await cancelHandOver(office.as(leader), second.id)).toMatchObject({ state: 'cancelled' });
  });

  test('choices and receivers', async () => {
    const { specialist, colleague, leader } = people.commune;
    await giveTask();
    const view = await start('retired');
    const key = keyOf(view, 'tasks');
    await expectCode(settle(view, [{ key, choice: 'burn' }]), 'proposals.choice_unknown');
    await expectCode(settle(view, [{ key: 'task:nothing', choice: 'reassign' }]), 'proposals.choice_unknown');
    await expectCode(settle(view, [{ key, choice: 'reassign' }]), 'proposals.person_required');
    const to = (toPersonId: string) => settle(view, [{ key, choice: 'reassign', toPersonId }]);
    await expectCode(to(specialist.personId), 'proposals.receiver_left');
    await expectCode(to(people.other.specialist.personId), 'proposals.receiver_left');
    await start('resigned', { personId: colleague.personId });
    await expectCode(to(colleague.personId), 'proposals.receiver_left');
    expect((await to(leader.personId)).openCount).toBe(0);
  });
});
