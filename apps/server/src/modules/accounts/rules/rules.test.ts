import { AddAccountRule } from '@congvu/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { buildSubject, buildUnit } from '../../org/org.testing.ts';
import { type AccountsRig, createAccountsRig } from '../accounts.testing.ts';
import { viewWaste } from '../queries/waste-board.ts';
import { idleRuleOn, tariffOn } from '../rules.ts';
import { recount } from '../sweeps/recount.ts';
import { addAccountRule } from './add-rule.ts';
import { viewAccountRules } from './view-rules.ts';

const TODAY = '2021-03-22';
const BASIS = 'Quyết định số 12/QĐ-UBND ngày 20/3/2021 của UBND tỉnh';
const tariff = (part: Partial<Extract<AddAccountRule, { kind: 'tariff' }>> = {}): AddAccountRule => ({
  kind: 'tariff',
  validFrom: TODAY,
  amountVnd: 25_000,
  payer: 'UBND tỉnh',
  basis: BASIS,
  ...part,
});
const idle = (part: Partial<Extract<AddAccountRule, { kind: 'idle' }>> = {}): AddAccountRule => ({
  kind: 'idle',
  validFrom: TODAY,
  days: 30,
  basis: BASIS,
  ...part,
});

let rig: AccountsRig;
let administrator: Subject;
let below: Subject;

beforeAll(async () => {
  rig = await createAccountsRig();
  const { db } = rig.office;
  const unit = await buildUnit(db, rig.districtId);
  const roles: Subject['roles'][number][] = ['administrator'];
  administrator = await buildSubject(db, { agencyId: rig.districtId, unitId: unit.id, roles });
  below = await buildSubject(db, { agencyId: rig.communeId, unitId: rig.communeUnitId, roles });
  await rig.account({ name: 'dung', used_on: '2021-03-20' });
  await rig.account({ name: 'thua', used_on: '2021-02-10', holder_name: 'Lý A Tủa' });
  await rig.account({ name: 'quahan', used_on: '2021-01-10', holder_name: 'Lò Văn Hặc' });
});
afterAll(() => rig.office.close());
beforeEach(async () => {
  const { db } = rig.office;
  await rawQuery(db, "delete from account_tariff where valid_from > '2021-01-01'", []);
  await rawQuery(db, "delete from account_idle_rule where valid_from > '2021-01-01'", []);
  await rawQuery(db, 'delete from account_count', []);
  rig.office.clock.set(`${TODAY}T01:00:00Z`);
});

const add = (given: AddAccountRule, who = administrator) => addAccountRule(rig.office.as(who), given);
const board = async () => {
  const found = await viewWaste(rig.office.as(rig.focal), { limit: 50, all: true });
  return { idle: found.idle, cost: found.cost };
};

describe('rules of accounts, by date', () => {
  test('all rows, newest first, each with whether it holds', async () => {
    await add(tariff({ validFrom: '2022-01-01', amountVnd: 22_000 }));
    const rules = await add(tariff());
    expect(rules.today).toBe(TODAY);
    expect(rules.tariffs.map(({ validFrom, amountVnd, state }) => [validFrom, amountVnd, state])).toEqual([
      ['2022-01-01', 22_000, 'coming'],
      [TODAY, 25_000, 'current'],
      ['2021-01-01', 20_000, 'past'],
    ]);
    expect(rules.idleRules).toMatchObject([{ days: 45, state: 'current' }]);
    expect(await viewAccountRules(rig.office.as(administrator))).toEqual(rules);
  });

  test('the board costs by the new tariff from its day, not before', async () => {
    expect(await board()).toEqual({ idle: 1, cost: 20_000 });
    await add(tariff({ validFrom: '2021-04-01' }));
    expect((await board()).cost).toBe(20_000);
    rig.office.clock.set('2021-04-01T01:00:00Z');
    const { idle: waiting, cost } = await board();
    expect(cost).toBe(waiting * 25_000);
    expect((await tariffOn(rig.office.db, '2021-03-31')).amountVnd).toBe(20_000);
  });

  test('sums counted ahead this morning follow a stricter rule of today at once, and stay so when counted again', async () => {
    await recount(rig.office);
    expect(await board()).toEqual({ idle: 1, cost: 20_000 });
    await add(idle());
    expect(await board()).toEqual({ idle: 2, cost: 40_000 });
    await recount(rig.office);
    expect(await board()).toEqual({ idle: 2, cost: 40_000 });
  });

  test('a rule of a later day counts from that day', async () => {
    await recount(rig.office);
    await add(idle({ validFrom: '2021-03-23' }));
    await recount(rig.office);
    expect((await board()).idle).toBe(1);
    rig.office.clock.set('2021-03-23T01:00:00Z');
    expect((await board()).idle).toBe(2);
    expect((await idleRuleOn(rig.office.db, TODAY)).days).toBe(45);
  });

  test('what has not begun may be corrected; what holds is never rewritten', async () => {
    await add(idle({ validFrom: '2021-05-01', days: 31 }));
    const corrected = await add(idle({ validFrom: '2021-05-01', days: 60 }));
    expect(corrected.idleRules.map(({ days }) => days)).toEqual([60, 45]);
    await add(idle());
    await expect(add(idle({ days: 90 }))).rejects.toMatchObject({ code: 'accounts.rule_in_force', status: 409 });
    await add(tariff());
    await expect(add(tariff({ amountVnd: 1 }))).rejects.toMatchObject({ code: 'accounts.rule_in_force' });
    expect((await tariffOn(rig.office.db, TODAY)).amountVnd).toBe(25_000);
  });

  test.each(['2021-03-21', '2020-12-31', '2021-01-01', '2025-01-01', '9999-12-31'])(
    'not from %s',
    async (validFrom) => {
      await expect(add(tariff({ validFrom }))).rejects.toMatchObject({
        code: 'accounts.rule_day_invalid',
        fields: [{ path: 'validFrom' }],
      });
      expect((await viewAccountRules(rig.office.as(administrator))).tariffs).toHaveLength(1);
    },
  );

  test.each([
    [tariff({ amountVnd: -1 }), 'amountVnd'],
    [tariff({ amountVnd: 10_000_001 }), 'amountVnd'],
    [tariff({ amountVnd: 20_000.5 }), 'amountVnd'],
    [tariff({ payer: ' ' }), 'payer'],
    [tariff({ basis: 'QĐ 12' }), 'basis'],
    [idle({ days: 6 }), 'days'],
    [idle({ days: 366 }), 'days'],
    [idle({ basis: '' }), 'basis'],
    [idle({ validFrom: '22/3/2021' }), 'validFrom'],
  ])('%j: the contract refuses %s', (given, path) => {
    const { error } = AddAccountRule.safeParse(given);
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  test('only the administrator of the highest agency sets; the one below sees and is told why', async () => {
    await expect(add(tariff(), below)).rejects.toMatchObject({ code: 'accounts.set_rules.forbidden', status: 403 });
    const seen = await viewAccountRules(rig.office.as(below));
    expect(seen.abilities).toMatchObject({ 'accounts.see_rules': true, 'accounts.set_rules': expect.any(String) });
    expect((await viewAccountRules(rig.office.as(administrator))).abilities['accounts.set_rules']).toBe(true);
    for (const who of [rig.focal, rig.districtHead, rig.clerk]) {
      await expect(add(tariff(), who)).rejects.toMatchObject({ code: 'accounts.set_rules.forbidden' });
      await expect(viewAccountRules(rig.office.as(who))).rejects.toMatchObject({
        code: 'accounts.see_rules.forbidden',
      });
    }
  });

  test('an agency outside above it takes nothing away', async () => {
    const { db } = rig.office;
    await rawQuery(db, 'update org_agency set hosted = false where id = $1', [rig.districtId]);
    expect((await viewAccountRules(rig.office.as(below))).abilities['accounts.set_rules']).toBe(true);
    await rawQuery(db, 'update org_agency set hosted = true where id = $1', [rig.districtId]);
  });

  test('two of the same day of today at once: one holds', async () => {
    const answers = await Promise.allSettled([add(idle({ days: 20 })), add(idle({ days: 50 }))]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { code: 'accounts.rule_in_force' } },
    ]);
  });

  test('audited with what stood before', async () => {
    await add(idle({ validFrom: '2021-06-01', days: 31 }));
    await add(idle({ validFrom: '2021-06-01', days: 32 }));
    const rows = await rawQuery<{ detail: unknown }>(
      rig.office.db,
      "select detail from audit_leaf where action = 'accounts.rule_set' order by ctid desc limit 1",
      [],
    );
    expect(rows).toMatchObject([{ detail: { before: { days: 31 }, after: { days: 32, basis: BASIS } } }]);
  });
});
