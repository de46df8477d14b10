import type { AttestAccounts } from '@congvu/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { systemContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type AccountsRig, createAccountsRig } from '../accounts.testing.ts';
import { markAccounts } from '../effects/mark-accounts.ts';
import { accountsDesk } from '../queries/accounts-desk.ts';
import { viewWaste } from '../queries/waste-board.ts';
import { askAttestations } from './ask-attestations.ts';
import { attestAccounts } from './attest-accounts.ts';
import { sweepAttestations } from './attestation-sweep.ts';
import { tellHeads } from './tell-heads.ts';
import { attestedToRevoke, unansweredAccounts } from './to-revoke.ts';
import { viewAttestation } from './view-attestation.ts';

let rig: AccountsRig;
let ids: Record<'idle' | 'left' | 'sick', string>;

beforeAll(async () => {
  rig = await createAccountsRig();
  const idle = await rig.account({ name: 'tuala', holder_name: 'Lý A Tủa', used_on: '2021-01-10' });
  const left = await rig.account({
    name: 'desa',
    holder_name: 'Sùng A Dế',
    used_on: '2020-11-14',
    left_on: '2020-12-01',
    left_reason: 'transferred',
  });
  const sick = await rig.account({ name: 'myvt', holder_name: 'Vàng Thị Mỷ', used_on: '2021-01-08' });
  await rig.account({ name: 'dung', holder_name: 'Đang Dùng', used_on: '2021-03-21' });
  await rig.account({ name: 'huyen', holder_name: 'Của Huyện', agency_id: rig.districtId, used_on: '2021-03-21' });
  ids = { idle: idle.id, left: left.id, sick: sick.id };
});
beforeEach(async () => {
  rig.office.clock.set('2021-03-22T01:00:00Z');
  await rawQuery(rig.office.db, 'delete from account_attestation', []);
  await rawQuery(rig.office.db, "update account set kept_reason = null, kept_until = null, state = 'active'", []);
  await rawQuery(rig.office.db, 'delete from notification', []);
});
afterAll(() => rig.office.close());

type Rows = z.infer<typeof AttestAccounts>['rows'];

const GOOD = (): Rows => [
  { accountId: ids.idle, answer: 'revoke', reason: 'Không dùng' },
  { accountId: ids.left, answer: 'revoke' },
  { accountId: ids.sick, answer: 'keep', reason: 'Nghỉ thai sản', until: '2021-06-30' },
];

const ask = () => askAttestations(rig.office.as(rig.focal), {});
const attest = (rows: Rows) => attestAccounts(rig.office.as(rig.head), { rows });

async function runTellJobs(): Promise<void> {
  const jobs = await rawQuery<{ ids: string[] }>(
    rig.office.db,
    `with done as (delete from graphile_worker._private_jobs returning payload) select array(select json_array_elements_text(payload -> 'ids')) as ids from done`,
    [],
  );
  for (const job of jobs) {
    await tellHeads(rig.office, job.ids);
  }
}

async function attestationId(): Promise<string> {
  const [row] = await rawQuery<{ id: string }>(
    rig.office.db,
    'select id from account_attestation where agency_id = $1',
    [rig.communeId],
  );
  return row?.id ?? '';
}

describe('asking', () => {
  test('every agency with accounts is asked once a quarter; asking again reminds; the head is told and sees it on the desk', async () => {
    expect(await ask()).toEqual({ asked: 2, reminded: 0 });
    expect(await ask()).toEqual({ asked: 0, reminded: 2 });
    await runTellJobs();
    expect(await rig.noticesOf(rig.head.personId)).toMatchObject([{ kind: 'accounts.attestation_asked' }]);
    expect(await rig.noticesOf(rig.clerk.personId)).toEqual([]);
    const desk = await accountsDesk(rig.office.as(rig.head));
    expect(desk.filter(({ count }) => count > 0)).toMatchObject([{ key: 'accounts.attest', count: 1, overdue: false }]);
    const board = await viewWaste(rig.office.as(rig.focal), { limit: 10, all: true });
    expect(board).toMatchObject({ waiting: 2, attested: 0 });
  });

  test('an agency without waste is asked to confirm just that', async () => {
    await ask();
    const { attestation } = await viewAttestation(rig.office.as(rig.districtHead));
    expect(attestation).toMatchObject({ state: 'waiting', items: [] });
    const done = await attestAccounts(rig.office.as(rig.districtHead), { rows: [] });
    expect(done).toMatchObject({ state: 'attested', attestedBy: 'Tẩn Văn Chủ' });
  });

  test('by the guiding office alone, and only its own units', async () => {
    await expect(askAttestations(rig.office.as(rig.head), {})).rejects.toMatchObject({
      code: 'accounts.ask_attestations.forbidden',
    });
    const elsewhere = { agencyIds: [rig.communeId, rig.stranger.agencyId] };
    await expect(askAttestations(rig.office.as(rig.focal), elsewhere)).rejects.toMatchObject({
      code: 'accounts.not_a_member_unit',
    });
    expect(await askAttestations(rig.office.as(rig.focal), { agencyIds: [rig.communeId] })).toEqual({
      asked: 1,
      reminded: 0,
    });
  });
});

describe('answering', () => {
  test('each row gets its word; revocations are handed on, kept accounts leave the waste; all in history and audit', async () => {
    await ask();
    const { attestation } = await viewAttestation(rig.office.as(rig.clerk));
    expect(attestation?.items.map(({ id }) => id).sort()).toEqual(Object.values(ids).sort());
    expect(attestation?.abilities['accounts.attest']).not.toBe(true);
    const done = await attest(GOOD());
    expect(done).toMatchObject({ state: 'attested', attestedBy: 'Tẩn A Páo' });
    expect(done.items.find(({ id }) => id === ids.sick)?.kept).toEqual({
      reason: 'Nghỉ thai sản',
      until: '2021-06-30',
    });
    const revoke = await attestedToRevoke(rig.office.db, { agencyId: rig.communeId });
    expect(revoke.map(({ account, reasonCode, reason }) => [account.name, reasonCode, reason])).toEqual([
      ['desa', 'transferred', 'Chuyển công tác'],
      ['tuala', 'unused', 'Không dùng'],
    ]);
    expect(await unansweredAccounts(rig.office.db)).toEqual([]);
    expect(await rig.listActions(await attestationId())).toContain('accounts.attested');
    expect((await rig.noticesOf(rig.clerk.personId)).map(({ kind }) => kind)).toEqual(['accounts.attested']);
    const [{ lines } = { lines: 0 }] = await rawQuery<{ lines: number }>(
      rig.office.db,
      "select count(*) as lines from account_history where account_id = any($1::uuid[]) and text like 'Rà soát%'",
      [Object.values(ids)],
    );
    expect(lines).toBe(3);
    await rig.inTx((tx) =>
      markAccounts(tx, systemContext(rig.office), {
        agencyId: rig.communeId,
        accountNames: ['desa'],
        state: 'revoke_requested',
        text: 'x',
        link: null,
      }),
    );
    expect((await attestedToRevoke(rig.office.db)).map(({ account }) => account.name)).toEqual(['tuala']);
  });

  test.each([
    ['a row without an answer', () => GOOD().slice(1), 'accounts.attestation_incomplete'],
    ['a row twice', () => [...GOOD(), ...GOOD().slice(0, 1)], 'accounts.attestation_incomplete'],
    [
      'keeping without a reason',
      () => [...GOOD().slice(0, 2), { accountId: ids.sick, answer: 'keep' as const, until: '2021-06-30' }],
      'accounts.attestation_incomplete',
    ],
    [
      'keeping until yesterday',
      () => [
        ...GOOD().slice(0, 2),
        { accountId: ids.sick, answer: 'keep' as const, reason: 'Nghỉ ốm', until: '2021-03-21' },
      ],
      'accounts.keep_until',
    ],
  ])('%s is refused and nothing is written', async (_name, rows, code) => {
    await ask();
    await expect(attest(rows())).rejects.toMatchObject({ code });
    expect((await viewAttestation(rig.office.as(rig.head))).attestation?.state).toBe('waiting');
    expect(await attestedToRevoke(rig.office.db)).toEqual([]);
  });

  test('by the head alone, once; of two at once one wins', async () => {
    await expect(attest(GOOD())).rejects.toMatchObject({ code: 'accounts.attestation_not_found' });
    await ask();
    await expect(attestAccounts(rig.office.as(rig.clerk), { rows: GOOD() })).rejects.toMatchObject({
      code: 'accounts.attest.forbidden',
    });
    const both = await Promise.allSettled([attest(GOOD()), attest(GOOD())]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'accounts.attestation_done' },
    });
    await expect(attest(GOOD())).rejects.toMatchObject({ code: 'accounts.attestation_done' });
  });
});

describe('the quarter by itself', () => {
  test('opens near the end of the quarter, reminds once, escalates the silent, and takes a late answer', async () => {
    await sweepAttestations(rig.office);
    expect((await viewAttestation(rig.office.as(rig.head))).attestation).toBeNull();
    rig.office.clock.set('2021-03-26T01:00:00Z');
    await sweepAttestations(rig.office);
    await sweepAttestations(rig.office);
    const { attestation } = await viewAttestation(rig.office.as(rig.head));
    expect(attestation).toMatchObject({ state: 'waiting', dueOn: '2021-04-10', quarter: 'quý I năm 2021' });
    expect(await rig.listActions(rig.districtId)).toContain('accounts.attestations_asked');
    rig.office.clock.set('2021-04-08T01:00:00Z');
    await sweepAttestations(rig.office);
    await sweepAttestations(rig.office);
    const [reminded] = await rawQuery<{ count: number }>(
      rig.office.db,
      'select count(*) from account_attestation where reminded_at is not null',
      [],
    );
    expect(reminded?.count).toBe(2);
    rig.office.clock.set('2021-04-10T10:00:00Z');
    await sweepAttestations(rig.office);
    expect(await unansweredAccounts(rig.office.db)).toEqual([]);
    rig.office.clock.set('2021-04-11T01:00:00Z');
    await sweepAttestations(rig.office);
    await sweepAttestations(rig.office);
    expect((await unansweredAccounts(rig.office.db)).map(({ account }) => account.name)).toEqual([
      'desa',
      'myvt',
      'tuala',
    ]);
    expect((await rig.noticesOf(rig.focal.personId)).map(({ kind }) => kind)).toEqual([
      'accounts.attestation_escalated',
    ]);
    expect((await accountsDesk(rig.office.as(rig.focal))).filter(({ count }) => count > 0)).toMatchObject([
      { key: 'accounts.escalated', count: 2 },
    ]);
    expect((await accountsDesk(rig.office.as(rig.head)))[0]).toMatchObject({ overdue: true });
    await attest(GOOD());
    expect(await unansweredAccounts(rig.office.db)).toEqual([]);
    expect((await attestedToRevoke(rig.office.db)).map(({ account }) => account.name)).toEqual(['desa', 'tuala']);
  });
});
