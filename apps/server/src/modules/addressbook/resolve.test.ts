import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { listed, pieces } from './addressbook.testing.ts';
import type { ListedAgency } from './book.ts';
import { setSuccessors } from './commands/set-successors.ts';
import { NO_CONNECTIONS } from './ports.ts';
import { findInBook } from './queries/find-in-book.ts';
import { aliasesOf, findByCode, findManyByCode, resolveReceivers } from './resolve.ts';
import { applyList } from './sync/apply-changes.ts';
import { sweepBook } from './sync/sweep-book.ts';

let office: TestOffice;
let administrator: Subject;

beforeAll(async () => {
  office = await createTestOffice();
  const top = await buildAgency(office.db, { name: 'UBND huyện Quản Trị', code: 'H99' });
  const unit = await buildUnit(office.db, top.id);
  administrator = await buildSubject(office.db, { agencyId: top.id, unitId: unit.id, roles: ['administrator'] });
});
afterAll(() => office.close());

const apply = (...rows: ListedAgency[]) => applyList(office, 'truc', pieces(rows), { full: false });

async function idOf(code: string): Promise<string> {
  return (await findByCode(office.db, code))?.id ?? '';
}

const state = (code: string, codes: string[], effectiveOn = '2021-01-01') =>
  idOf(code).then((id) => setSuccessors(office.as(administrator), id, { codes, effectiveOn, basis: 'Nghị quyết' }));

async function endAgency(agencyId: string, successorId: string): Promise<void> {
  await rawQuery(
    office.db,
    `insert into org_agency_event (id, kind, agency_id, successor_id, effective_on, applied_at)
     values ($1, 'merge', $2, $3, '2021-01-01', now())`,
    [newId(), agencyId, successorId],
  );
}

describe('a code of either scheme finds its body', () => {
  beforeAll(() =>
    apply(
      listed('000.00.00.H35', { id: '1', name: 'UBND tỉnh Lai Châu', mail: 'vp@laichau.vn' }),
      listed('000.00.17.H35', { id: '2', parentId: '1', name: 'Sở Thông tin và Truyền thông' }),
      listed('H35.17', { list: 'qd20', name: 'Sở Thông tin và Truyền thông', codeQcvn102: '000.00.17.H35' }),
      listed('28.22.H17', { id: '3', name: 'Trường THPT số 1' }),
    ),
  );

  test.each([['H35.17'], [' h35.17 '], ['000.00.17.h35']])('%j', async (code) => {
    expect(await findByCode(office.db, code)).toMatchObject({
      source: 'truc',
      sources: ['truc'],
      agencyId: null,
      code: 'H35.17',
      codeQd20: 'H35.17',
      codeQcvn102: '000.00.17.H35',
      parentCode: '000.00.00.H35',
      deleted: false,
      successorCode: null,
    });
  });

  test('short spellings are what they are; nothing is nobody', async () => {
    expect(await findByCode(office.db, '28.22.h17')).toMatchObject({ code: '28.22.H17' });
    expect(await findByCode(office.db, '000.28.22.H17')).toBeUndefined();
    expect(await findByCode(office.db, '  ')).toBeUndefined();
  });

  test('many at once, by the key asked for; all live codes of the body', async () => {
    const found = await findManyByCode(office.db, ['h35.17', '000.00.17.H35', 'H35.18']);
    expect([...found].map(([key, { code }]) => `${key} ${code}`)).toEqual(['H35.17 H35.17', '000.00.17.H35 H35.17']);
    expect(await aliasesOf(office.db, '000.00.17.h35')).toEqual(['H35.17', '000.00.17.H35']);
    expect(await aliasesOf(office.db, ' X1 ')).toEqual(['X1']);
  });
});

describe('an agency of our own tree', () => {
  test('is the body of the list that has any of its codes, and speaks for itself', async () => {
    const own = await buildAgency(office.db, { name: 'Phòng Tư pháp', code: 'H36.2' });
    await rawQuery(
      office.db,
      `insert into org_agency_code (agency_id, scheme, value, value_key) values ($1, 'qcvn102', '000.00.02.H36', '000.00.02.H36')`,
      [own.id],
    );
    await apply(listed('000.00.02.H36', { name: 'Phòng Tư pháp (trục)', isDeleted: false, version: 1 }));
    const expected = {
      agencyId: own.id,
      source: 'truc',
      name: 'Phòng Tư pháp (trục)',
      code: '000.00.02.H36',
      codeQd20: 'H36.2',
    };
    expect(await findByCode(office.db, 'H36.2')).toMatchObject(expected);
    expect(await findByCode(office.db, '000.00.02.H36')).toMatchObject(expected);
    expect((await aliasesOf(office.db, '000.00.02.H36')).toSorted()).toEqual(['000.00.02.H36', 'H36.2']);
    // A list that closes an office of this installation does not close it here.
    await apply(listed('000.00.02.H36', { isDeleted: true, version: 2 }));
    expect(await findByCode(office.db, 'H36.2')).toMatchObject({ deleted: false });
  });

  test('no list knows is found all the same, and only once when looked for', async () => {
    const own = await buildAgency(office.db, { name: 'Ban Dân tộc', code: 'H36.3', email: 'bdt@vidu.vn' });
    expect(await findByCode(office.db, 'h36.3')).toMatchObject({
      id: own.id,
      agencyId: own.id,
      source: 'org',
      sources: [],
      mail: 'bdt@vidu.vn',
    });
    await apply(listed('H36.3', { list: 'qd20', name: 'Ban Dân tộc' }));
    const found = await findInBook(office.db, { q: 'ban dan toc', limit: 10 });
    expect(found).toMatchObject([{ agencyId: own.id, code: 'H36.3', instead: null }]);
  });

  test('that was merged is answered with who took over', async () => {
    const [one, two] = [
      await buildAgency(office.db, { name: 'UBND xã Cũ', code: 'H36.7' }),
      await buildAgency(office.db, { name: 'UBND xã Mới', code: 'H36.8' }),
    ];
    expect(await findByCode(office.db, 'H36.7')).toMatchObject({ deleted: false });
    await endAgency(one.id, two.id);
    expect(await findByCode(office.db, 'H36.7')).toMatchObject({ deleted: true, successorCode: 'H36.8' });
    const resolved = (await resolveReceivers(office.db, ['h36.7'])).get('H36.7');
    expect(resolved).toMatchObject({ agency: { agencyId: two.id }, instead: { name: 'UBND xã Cũ' } });
  });
});

describe('successors', () => {
  beforeAll(() =>
    apply(...['1', '2', '3', '4', '5'].map((n) => listed(`H37.${n}`, { list: 'qd20', name: `UBND xã Nậm ${n}` }))),
  );

  test('one takes over, whatever the lists say; through several steps; several leave the choice', async () => {
    await state('H37.1', ['h37.2']);
    expect(await findByCode(office.db, 'H37.1')).toMatchObject({ deleted: true, successorCode: 'H37.2' });
    await state('H37.2', ['H37.3']);
    const through = (await resolveReceivers(office.db, ['H37.1'])).get('H37.1');
    expect(through).toMatchObject({ agency: { code: 'H37.3' }, instead: { code: 'H37.1' } });
    await state('H37.3', ['H37.4', 'H37.5']);
    expect(await findByCode(office.db, 'H37.3')).toMatchObject({ deleted: true, successorCode: null });
    expect((await resolveReceivers(office.db, ['H37.1'])).get('H37.1')).toMatchObject({
      agency: { code: 'H37.1', deleted: true },
      instead: null,
    });
    await state('H37.3', []);
    expect((await resolveReceivers(office.db, ['H37.1'])).get('H37.1')).toMatchObject({ agency: { code: 'H37.3' } });
  });

  test('the heir is found instead of the one that closed', async () => {
    const options = await findInBook(office.db, { q: 'nam 1', limit: 10 });
    expect(options).toMatchObject([{ code: 'H37.3', instead: { code: 'H37.1', name: 'UBND xã Nậm 1' } }]);
  });

  test.each([
    ['itself', ['H37.4'], 'addressbook.successor_unknown'],
    ['nobody', ['H37.44'], 'addressbook.successor_unknown'],
  ])('may not be %s', async (_who, codes, code) => {
    await expect(state('H37.4', codes)).rejects.toMatchObject({ code });
  });

  test('may not go round', async () => {
    await expect(state('H37.3', ['H37.1'])).rejects.toMatchObject({ code: 'addressbook.successor_ring' });
  });

  test('of a later day take over on that day', async () => {
    await state('H37.4', ['H37.5'], '2021-04-01');
    expect(await findByCode(office.db, 'H37.4')).toMatchObject({ deleted: false });
    await sweepBook(office, NO_CONNECTIONS);
    expect(await findByCode(office.db, 'H37.4')).toMatchObject({ deleted: false });
    office.clock.set('2021-04-01T01:00:00Z');
    await sweepBook(office, NO_CONNECTIONS);
    expect(await findByCode(office.db, 'H37.4')).toMatchObject({ deleted: true, successorCode: 'H37.5' });
  });

  test('are stated by the administrator at the top, on the record', async () => {
    const below = await buildAgency(office.db, {
      name: 'Phòng Dưới',
      code: 'H99.1',
      parent_id: administrator.agencyId,
    });
    const unit = await buildUnit(office.db, below.id);
    const other = await buildSubject(office.db, { agencyId: below.id, unitId: unit.id, roles: ['administrator'] });
    const clerk = await buildSubject(office.db, {
      agencyId: administrator.agencyId,
      unitId: administrator.unitId,
      roles: ['clerk'],
    });
    const id = await idOf('H37.5');
    const given = { codes: ['H35.17'], effectiveOn: '2021-01-01', basis: 'x' };
    for (const subject of [other, clerk]) {
      await expect(setSuccessors(office.as(subject), id, given)).rejects.toMatchObject({
        code: 'addressbook.set_successor.forbidden',
      });
    }
    const leaves = await rawQuery(
      office.db,
      "select 1 as one from audit_leaf where action = 'addressbook.successor_set'",
      [],
    );
    expect(leaves.length).toBe(5);
  });
});

interface Units {
  wards: { ward_code: string; name: string }[];
  mappings: { old_ward_code: string; old_ward_name: string; new_ward_code: string }[];
}

const SAMPLE = new URL('../../../../../../shared/samples/admin-units/lai-chau.json', import.meta.url);

/** The shape of the merger of July 2025 with invented places, where the samples are not at hand. */
const MADE_UP: Units = {
  wards: [
    { ward_code: '1', name: 'Xã Thử Một' },
    { ward_code: '4', name: 'Xã Thử Hai' },
  ],
  mappings: [
    { old_ward_code: '1', old_ward_name: 'Xã Thử Một', new_ward_code: '1' },
    { old_ward_code: '2', old_ward_name: 'Xã Thử Bé', new_ward_code: '1' },
    { old_ward_code: '3', old_ward_name: 'Thị trấn Thử', new_ward_code: '4' },
    { old_ward_code: '4', old_ward_name: 'Xã Thử Hai', new_ward_code: '4' },
  ],
};

const MERGERS: [string, () => Units][] = [['an invented merger', () => MADE_UP]];
if (existsSync(SAMPLE)) {
  // The shape of the sample, which its test relies on.
  MERGERS.push(['the merger of July 2025', () => JSON.parse(readFileSync(SAMPLE, 'utf8')) as Units]);
}

describe.each(MERGERS)('%s', (_name, load) => {
  test('every old commune is answered with the commune it went into', async () => {
    const { wards, mappings } = load();
    const oldCode = (code: string): string => `K12.OLD.${code}`;
    const newCode = (code: string): string => `K12.${code}`;
    const old = new Map(mappings.map((row) => [row.old_ward_code, row.old_ward_name]));
    await apply(
      ...wards.map((ward) => listed(newCode(ward.ward_code), { list: 'qd20', name: `UBND ${ward.name}` })),
      ...[...old].map(([code, name]) => listed(oldCode(code), { list: 'qd20', name: `UBND ${name} (trước)` })),
    );
    const heirs = Map.groupBy(mappings, (row) => row.old_ward_code);
    for (const [code, rows] of heirs) {
      await state(oldCode(code), [...new Set(rows.map((row) => newCode(row.new_ward_code)))]);
    }
    const resolved = await resolveReceivers(office.db, [...old.keys()].map(oldCode));
    for (const [code, rows] of heirs) {
      const targets = [...new Set(rows.map((row) => newCode(row.new_ward_code)))];
      const answer = resolved.get(oldCode(code));
      // A commune that was divided has no single heir: who sends chooses.
      expect(answer?.agency.code).toBe(targets.length === 1 ? targets[0] : oldCode(code));
      expect(answer?.instead?.code ?? null).toBe(targets.length === 1 ? oldCode(code) : null);
    }
    expect(resolved.size).toBe(old.size);
  }, 120_000);
});
