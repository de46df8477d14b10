import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CreatePosition, ProposeChange } from '@congvu/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { orgGuardedKinds } from '#modules/org';
import type { Role, Subject } from '../../platform/authorise.ts';
import { Consent, type GuardedKind } from '../../platform/guarded-change.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildPerson, buildSubject, buildUnit } from '../org/org.testing.ts';
import { appoint } from '../org/posts.testing.ts';
import { agreeChange, refuseChange, withdrawChange } from './commands/decide-change.ts';
import { proposeChange } from './commands/propose-change.ts';
import { saveGuardedSettings } from './commands/save-setting.ts';
import { kindsOf } from './kinds.ts';
import { listGuardedChanges } from './queries/list-changes.ts';
import { secondPersonRoutes } from './secondperson.routes.ts';
import { lapseChanges } from './sweeps/lapse.ts';

const KINDS = kindsOf(orgGuardedKinds);
const START = '2021-03-22T01:00:00Z';
const REASON = 'Theo quyết định phân công của Chủ tịch';

let office: TestOffice;
let districtId: string;
let communeId: string;
let unitId: string;
let communeUnitId: string;
let first: Subject;
let second: Subject;
let head: Subject;
let clerk: Subject;
let communeAdmin: Subject;
let communeHead: Subject;
let stranger: Subject;

beforeAll(async () => {
  office = await createTestOffice();
  const { db } = office;
  districtId = (await buildAgency(db, { name: 'UBND huyện Bản Sen', tier: 'district' })).id;
  communeId = (await buildAgency(db, { name: 'UBND xã Nà Một', parent_id: districtId })).id;
  unitId = (await buildUnit(db, districtId)).id;
  communeUnitId = (await buildUnit(db, communeId)).id;
  const away = (await buildAgency(db, { name: 'UBND huyện Khác' })).id;
  const awayUnit = (await buildUnit(db, away)).id;
  const at = (agencyId: string, unit: string, role: Role, fullName: string) =>
    buildSubject(db, { agencyId, unitId: unit, roles: [role], fullName });
  first = await at(districtId, unitId, 'administrator', 'Lò Thị Một');
  second = await at(districtId, unitId, 'administrator', 'Vàng Văn Hai');
  head = await at(districtId, unitId, 'leader', 'Tẩn A Chủ');
  clerk = await at(districtId, unitId, 'clerk', 'Giàng Thị Thư');
  communeAdmin = await at(communeId, communeUnitId, 'administrator', 'Sùng A Trị');
  communeHead = await at(communeId, communeUnitId, 'leader', 'Hoàng Văn Trưởng');
  stranger = await at(away, awayUnit, 'administrator', 'Phàn Văn Xa');
});
afterAll(() => office.close());
beforeEach(() => {
  office.clock.set(START);
});

async function positionFor(given: Partial<CreatePosition> = {}): Promise<CreatePosition> {
  const agencyId = given.agencyId ?? districtId;
  const person = given.personId ?? (await buildPerson(office.db, agencyId, 'Tao Văn Mới')).id;
  return {
    agencyId,
    unitId: agencyId === communeId ? communeUnitId : unitId,
    personId: person,
    title: 'Quản trị hệ thống',
    rank: 'staff',
    roles: ['administrator'],
    fields: [],
    validFrom: '2021-03-22',
    validTo: null,
    ...given,
  };
}

async function proposal(given: Partial<CreatePosition> = {}): Promise<ProposeChange> {
  return { kind: 'org.position', change: await positionFor(given), reason: REASON };
}

const propose = async (by: Subject, given: Partial<CreatePosition> = {}) =>
  proposeChange(office.as(by), KINDS, await proposal(given));
const agree = (by: Subject, id: string) => agreeChange(office.as(by), KINDS, { id, reason: '' });
const refuse = (by: Subject, id: string) => refuseChange(office.as(by), KINDS, { id, reason: 'Chưa cần thêm' });

async function posts(personId: string): Promise<number> {
  const [row] = await rawQuery<{ count: number }>(
    office.db,
    "select count(*) as count from org_position where person_id = $1 and 'administrator' = any (roles)",
    [personId],
  );
  return row?.count ?? 0;
}

async function leaves(id: string): Promise<string[]> {
  const rows = await rawQuery<{ action: string }>(
    office.db,
    'select action from audit_leaf where object_id = $1 order by action collate "C"',
    [id],
  );
  return rows.map(({ action }) => action);
}

async function notices(who: Subject, id: string): Promise<string[]> {
  const rows = await rawQuery<{ kind: string }>(
    office.db,
    'select kind from notification where person_id = $1 and link like $2 and read_at is null',
    [who.personId, `%${id}`],
  );
  return rows.map(({ kind }) => kind);
}

describe('two persons', () => {
  test('one proposes and nothing changes; another agrees and it is done in the same act, both in the log, both told', async () => {
    const person = await buildPerson(office.db, districtId, 'Lù Văn Nhận');
    const proposed = await propose(first, { personId: person.id });
    expect(proposed).toMatchObject({
      state: 'waiting',
      proposedBy: 'Lò Thị Một',
      title: 'Cấp vai quản trị cho Lù Văn Nhận',
      lines: [{ label: 'Vai', before: '', after: 'quản trị' }, {}, { after: 'UBND huyện Bản Sen' }, {}],
    });
    expect(await posts(person.id)).toBe(0);
    expect(await notices(second, proposed.id)).toEqual(['secondperson.proposed']);
    expect(await notices(head, proposed.id)).toEqual(['secondperson.proposed']);
    const agreed = await agree(second, proposed.id);
    expect(agreed).toMatchObject({ state: 'agreed', decidedBy: 'Vàng Văn Hai' });
    expect(await posts(person.id)).toBe(1);
    expect(await leaves(proposed.id)).toEqual(['secondperson.agreed', 'secondperson.proposed']);
    expect(await notices(head, proposed.id)).toEqual([]);
    expect(await notices(first, proposed.id)).toEqual(['secondperson.agreed']);
    const [created] = await rawQuery<{ actor_name: string; ip: string }>(
      office.db,
      "select actor_name, ip from audit_leaf where action = 'org.position_created' and detail ->> 'personId' = $1",
      [person.id],
    );
    expect(created).toEqual({ actor_name: 'Lò Thị Một', ip: '' });
  });

  test('the head may be the second person, and whoever administers the agency above a commune with one administrator', async () => {
    const own = await propose(first);
    expect((await agree(head, own.id)).state).toBe('agreed');
    const byHead = await propose(communeAdmin, { agencyId: communeId });
    expect((await agree(communeHead, byHead.id)).state).toBe('agreed');
    const byAbove = await propose(communeAdmin, { agencyId: communeId });
    expect((await agree(second, byAbove.id)).state).toBe('agreed');
    // For the commune, proposed from above: the commune's own head and administrator count too.
    const forCommune = await propose(first, { agencyId: communeId });
    expect((await agree(communeHead, forCommune.id)).state).toBe('agreed');
  });

  test('not oneself, in whatever post, nor under another entry; not a clerk; what is of others does not exist', async () => {
    const { id } = await propose(first);
    await expect(agree(first, id)).rejects.toMatchObject({ code: 'secondperson.agree.forbidden', status: 403 });
    const asHead = await buildSubject(office.db, {
      agencyId: districtId,
      unitId,
      roles: ['leader'],
      personId: first.personId,
    });
    await expect(agree(asHead, id)).rejects.toMatchObject({ code: 'secondperson.agree.forbidden' });
    const twin = await buildSubject(office.db, {
      agencyId: communeId,
      unitId: communeUnitId,
      roles: ['administrator'],
    });
    const above = await buildSubject(office.db, {
      agencyId: districtId,
      unitId,
      roles: ['administrator'],
      personId: twin.personId,
    });
    await rawQuery(office.db, "update org_person set identity_number = '012090000001' where id = any ($1::uuid[])", [
      [first.personId, twin.personId],
    ]);
    await expect(agree(above, id)).rejects.toMatchObject({ code: 'secondperson.agree.forbidden' });
    await rawQuery(office.db, "update org_person set identity_number = '' where id = $1", [twin.personId]);
    await expect(agree(clerk, id)).rejects.toMatchObject({ code: 'secondperson.agree.forbidden', status: 403 });
    await expect(agree(stranger, id)).rejects.toMatchObject({ code: 'secondperson.not_found', status: 404 });
    expect((await agree(above, id)).state).toBe('agreed');
    await rawQuery(office.db, "update org_position set valid_to = '2021-03-21' where person_id = $1", [twin.personId]);
  });

  test('not while one of them acts for the other by a delegation, in either direction', async () => {
    const { id } = await propose(first);
    for (const [giver, taker] of [
      [first, second],
      [second, first],
    ] as const) {
      await rawQuery(
        office.db,
        `insert into org_delegation (agency_id, id, capacity, from_position_id, to_position_id, basis, basis_on, document_types, fields, valid_from)
         values ($1, gen_random_uuid(), 'TUQ', $2, $3, 'Giấy ủy quyền', '2021-03-01', '{}', '{}', '2021-03-01')`,
        [districtId, giver.positionId, taker.positionId],
      );
      await expect(agree(second, id)).rejects.toMatchObject({ code: 'secondperson.agree.forbidden' });
      await rawQuery(office.db, 'delete from org_delegation where agency_id = $1', [districtId]);
    }
    expect((await agree(second, id)).state).toBe('agreed');
  });

  test('the database itself refuses one person in both places, and an agreement without anybody', async () => {
    const { id } = await propose(first);
    const set = (what: string) =>
      rawQuery(office.db, `update guarded_change set state = 'agreed', ${what} where id = $1`, [id]);
    await expect(set('decided_by = proposed_by')).rejects.toThrow(/check constraint/);
    await expect(set('decided_by = null')).rejects.toThrow(/check constraint/);
    expect(() => new Consent(id, first.personId, first.personId)).toThrow();
    await refuse(second, id);
  });

  test('two who agree at once: one does, and it is carried out once', async () => {
    const person = await buildPerson(office.db, districtId);
    const { id } = await propose(first, { personId: person.id });
    const answers = await Promise.allSettled([agree(second, id), agree(head, id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await posts(person.id)).toBe(1);
  });
});

describe('a proposal', () => {
  test('is refused with a reason, or taken back by who made it, and then is over', async () => {
    const person = await buildPerson(office.db, districtId);
    const one = await propose(first, { personId: person.id });
    expect(await refuse(second, one.id)).toMatchObject({ state: 'refused', decisionReason: 'Chưa cần thêm' });
    await expect(agree(head, one.id)).rejects.toMatchObject({ code: 'secondperson.agree.forbidden' });
    const other = await propose(first, { personId: person.id });
    await expect(withdrawChange(office.as(second), KINDS, other.id)).rejects.toMatchObject({ status: 403 });
    expect((await withdrawChange(office.as(first), KINDS, other.id)).state).toBe('withdrawn');
    expect(await leaves(other.id)).toEqual(['secondperson.proposed', 'secondperson.withdrawn']);
    await expect(agree(second, other.id)).rejects.toMatchObject({ status: 403 });
    expect(await posts(person.id)).toBe(0);
  });

  test('lapses after the days of the setting; too late is too late also before the sweep', async () => {
    await expect(saveGuardedSettings(office.as(clerk), { days: 2 })).rejects.toMatchObject({ status: 403 });
    await saveGuardedSettings(office.as(first), { days: 2 });
    const { id } = await propose(first);
    office.clock.set('2021-03-24T00:59:59Z');
    await lapseChanges(office);
    expect(await leaves(id)).toEqual(['secondperson.proposed']);
    office.clock.set('2021-03-24T01:00:00Z');
    await expect(agree(second, id)).rejects.toMatchObject({ code: 'secondperson.agree.forbidden' });
    await lapseChanges(office);
    await lapseChanges(office);
    expect(await leaves(id)).toEqual(['secondperson.lapsed', 'secondperson.proposed']);
    expect(await notices(first, id)).toEqual(['secondperson.lapsed']);
    await saveGuardedSettings(office.as(first), { days: 7 });
  });

  test('of one thing waits once; what would not be accepted is refused at once; whoever may not, may not', async () => {
    const body = await proposal();
    const { id } = await proposeChange(office.as(first), KINDS, body);
    await expect(proposeChange(office.as(second), KINDS, body)).rejects.toMatchObject({
      code: 'secondperson.waiting_already',
    });
    await refuse(second, id);
    await expect(propose(first, { personId: first.personId, roles: ['auditor'] })).rejects.toMatchObject({
      code: 'org.duties_together',
    });
    await expect(propose(clerk)).rejects.toMatchObject({ code: 'secondperson.propose.forbidden' });
    await expect(propose(head)).rejects.toMatchObject({ code: 'org.edit_position.forbidden' });
    await expect(propose(communeAdmin)).rejects.toMatchObject({ status: 404 });
  });

  test('falls when what it was read against has moved, or who made it is gone', async () => {
    const target = await buildSubject(office.db, { agencyId: districtId, unitId, roles: [] });
    const change = { positionId: target.positionId, roles: ['auditor' as const], fields: [], sortOrder: 0 };
    const roles = () => proposeChange(office.as(first), KINDS, { kind: 'org.position_roles', change, reason: REASON });
    const { id } = await roles();
    await rawQuery(office.db, 'update org_position set sort_order = 5 where id = $1', [target.positionId]);
    await expect(agree(second, id)).rejects.toMatchObject({ code: 'secondperson.changed_since', status: 409 });
    await refuse(second, id);
    const again = await roles();
    await rawQuery(office.db, "update org_position set roles = '{specialist}' where id = $1", [first.positionId]);
    await expect(agree(second, again.id)).rejects.toMatchObject({ code: 'secondperson.no_longer', status: 409 });
    await rawQuery(
      office.db,
      "update org_position set roles = '{administrator}', valid_to = '2021-03-21' where id = $1",
      [first.positionId],
    );
    await expect(agree(second, again.id)).rejects.toMatchObject({ code: 'secondperson.proposer_gone' });
    await rawQuery(office.db, 'update org_position set valid_to = null where id = $1', [first.positionId]);
    expect((await agree(second, again.id)).state).toBe('agreed');
  });

  test('a failure on the way leaves neither the change nor the agreement', async () => {
    const broken: GuardedKind = {
      ...appointment(),
      carryOut: async (tx, context, change, consent) => {
        await appointment().carryOut(tx, context, change, consent);
        if (consent.changeId !== 'rehearsal') {
          throw new Error('the disk is gone');
        }
      },
    };
    const kinds = kindsOf([broken]);
    const person = await buildPerson(office.db, districtId);
    const { id } = await proposeChange(office.as(first), kinds, await proposal({ personId: person.id }));
    await expect(agreeChange(office.as(second), kinds, { id, reason: '' })).rejects.toThrow('the disk is gone');
    expect(await posts(person.id)).toBe(0);
    expect(await leaves(id)).toEqual(['secondperson.proposed']);
    await refuse(second, id);
  });
});

function appointment(): GuardedKind {
  const kind = KINDS.get('org.position');
  if (kind === undefined) {
    throw new Error('no such kind');
  }
  return kind;
}

describe('nobody is locked out, and nobody is alone', () => {
  test('one administrator and nobody else: told what to do; with a head in office it goes', async () => {
    const lone = (await buildAgency(office.db, { name: 'UBND xã Một Mình' })).id;
    const unit = (await buildUnit(office.db, lone)).id;
    const admin = await buildSubject(office.db, { agencyId: lone, unitId: unit, roles: ['administrator'] });
    const body = await proposal({ agencyId: lone, unitId: unit });
    await expect(proposeChange(office.as(admin), KINDS, body)).rejects.toMatchObject({
      code: 'secondperson.nobody',
      status: 409,
    });
    const leader = await buildSubject(office.db, { agencyId: lone, unitId: unit, roles: ['leader'] });
    const { id } = await proposeChange(office.as(admin), KINDS, body);
    expect((await agree(leader, id)).state).toBe('agreed');
  });

  test('a consent is asked for where the post is given, whoever calls', async () => {
    const body = await positionFor();
    const give = (consent?: Consent) =>
      office.db.transaction().execute((tx) => appoint(tx, office.as(first), body, consent));
    await expect(give()).rejects.toMatchObject({ code: 'secondperson.needed', status: 422 });
    expect(await give(new Consent('change', first.personId, second.personId))).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('is made by the agreement and the rehearsal, and nowhere else', () => {
    const root = join(import.meta.dirname, '../..');
    const made = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/\.(?:test|testing)\.ts$/.test(file))
      .filter((file) => readFileSync(join(root, file), 'utf8').includes('new Consent('));
    expect(made.sort()).toEqual(['modules/secondperson/commands/decide-change.ts', 'platform/guarded-change.ts']);
  });

  test('the list shows what waits first, with why one may not; an auditor reads, a specialist does not', async () => {
    const { id } = await propose(first);
    const seen = async (by: Subject) =>
      (await listGuardedChanges(office.as(by), KINDS)).items.find((item) => item.id === id)?.abilities;
    expect((await seen(first))?.['secondperson.agree']).toMatch(/người đề nghị/);
    expect((await seen(first))?.['secondperson.withdraw']).toBe(true);
    expect((await seen(second))?.['secondperson.agree']).toBe(true);
    expect(await seen(communeAdmin)).toBeUndefined();
    const auditor = await buildSubject(office.db, { agencyId: districtId, unitId, roles: ['auditor'] });
    expect((await seen(auditor))?.['secondperson.agree']).toMatch(/Người thứ hai là/);
    await expect(listGuardedChanges(office.as(clerk), KINDS)).rejects.toMatchObject({ status: 403 });
    await refuse(second, id);
  });

  test('agreeing and proposing ask for a fresh proof of oneself', () => {
    const asking = secondPersonRoutes(KINDS).filter(({ stepUp }) => stepUp === true);
    expect(asking.map(({ path }) => path)).toEqual(['/api/guarded-changes', '/api/guarded-changes/:id/agree']);
  });
});
