import { TaskPage, type TaskQuery } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { record } from '#modules/audit';
import type { Subject } from '../../../platform/authorise.ts';
import { command } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { loadTaskOffice } from '../assignees.ts';
import { giveDirective } from '../commands/give-directive.ts';
import { openParts, reportPart } from '../commands/work-on-part.ts';
import type { AssignmentRow } from '../tasks.store.ts';
import { countOpenParts } from './count-open-parts.ts';
import { listAssignees } from './list-assignees.ts';
import { countOpenTasks, listTasks } from './list-tasks.ts';

let office: TestOffice;
let leader: Subject;
let head: Subject;
let specialist: Subject;
let alone: Subject;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db);
  const units = [];
  for (const name of ['Văn phòng', 'Văn hóa - Xã hội', 'Tư pháp - Hộ tịch']) {
    units.push((await buildUnit(office.db, agency.id, { name, sort_order: units.length })).id);
  }
  const [first = '', second = '', third = ''] = units;
  const agencyId = agency.id;
  leader = await buildSubject(office.db, { agencyId, unitId: first, roles: ['leader'], rank: 'agency_head' });
  head = await buildSubject(office.db, { agencyId, unitId: second, roles: ['unit_head'], rank: 'unit_head' });
  specialist = await buildSubject(office.db, { agencyId, unitId: second, roles: ['specialist'] });
  alone = await buildSubject(office.db, { agencyId, unitId: third, roles: ['specialist'] });
  await give('1', [{ role: 'lead', to: { kind: 'position', positionId: specialist.positionId } }], '2021-03-31');
  await give('2', [{ role: 'lead', to: { kind: 'unit', unitId: second } }], '2021-03-23');
  await give('3', [{ role: 'lead', to: { kind: 'unit', unitId: third } }], null);
  const [late] = await give(
    '4',
    [{ role: 'lead', to: { kind: 'position', positionId: specialist.positionId } }],
    '2021-03-22',
  );
  await give('5', [{ role: 'informed', to: { kind: 'position', positionId: specialist.positionId } }], null);
  office.clock.advance(24 * 60 * 60 * 1000);
  const [reported] = await give(
    '6',
    [{ role: 'lead', to: { kind: 'position', positionId: specialist.positionId } }],
    null,
  );
  expect(late).toBeDefined();
  await act(specialist, async (tx, context) => {
    const day = await loadTaskOffice(tx, agencyId, '2021-03-23');
    if (reported !== undefined) {
      await openParts(tx, context, specialist, [reported], day);
      await reportPart(tx, context, reported, { result: 'Xong', needsApproval: true, office: day });
    }
  });
});
afterAll(() => office.close());

type Work = Parameters<typeof command<void>>[1];
type Acting = ReturnType<TestOffice['as']>;

async function act(subject: Subject, work: (tx: Parameters<Work>[0], context: Acting) => Promise<void>): Promise<void> {
  const context = office.as(subject);
  await command(context, async (tx) => {
    await record(tx, context, {
      action: 'probe.acted',
      agencyId: subject.agencyId,
      objectKind: 'probe',
      objectId: newId(),
    });
    await work(tx, context);
  });
}

async function give(
  title: string,
  picks: {
    role: 'lead' | 'informed';
    to: { kind: 'unit'; unitId: string } | { kind: 'position'; positionId: string };
  }[],
  dueOn: string | null,
): Promise<AssignmentRow[]> {
  const given: AssignmentRow[] = [];
  await act(leader, async (tx, context) => {
    const day = await loadTaskOffice(tx, leader.agencyId, '2021-03-22');
    const { assignments } = await giveDirective(tx, context, day, {
      object: { agencyId: leader.agencyId, kind: 'incoming', id: newId(), title, abstract: '', link: '/' },
      text: 'Giao xử lý',
      assignments: picks.map((pick) => ({ ...pick, note: '' })),
      dueOn,
      needsApproval: true,
    });
    given.push(...assignments);
  });
  return given;
}

async function titles(subject: Subject, query: Partial<TaskQuery> = {}): Promise<string[]> {
  const page = await listTasks(office.as(subject), { box: 'mine', filter: 'open', limit: 50, ...query });
  TaskPage.parse(page);
  return page.items.map((item) => item.objectTitle);
}

describe('boxes and filters on 23/3', () => {
  test.each([
    ['specialist', 'mine', 'open', ['4', '1']],
    ['specialist', 'mine', 'overdue', ['4']],
    ['specialist', 'mine', 'due_soon', []],
    ['specialist', 'mine', 'reported', ['6']],
    ['specialist', 'mine', 'informed', ['5']],
    ['specialist', 'unit', 'open', []],
    ['head', 'mine', 'open', ['2']],
    ['head', 'mine', 'due_soon', ['2']],
    ['head', 'unit', 'open', ['4', '2', '1']],
    ['alone', 'mine', 'open', ['3']],
    ['leader', 'mine', 'open', []],
    ['leader', 'given', 'open', ['4', '2', '1', '3']],
    ['leader', 'given', 'reported', ['6']],
  ] as const)('%s, %s, %s', async (who, box, filter, expected) => {
    const subject = { specialist, head, alone, leader }[who];
    expect(await titles(subject, { box, filter })).toEqual(expected);
  });

  test('counts agree with the lists', async () => {
    const { counts } = await listTasks(office.as(specialist), { box: 'mine', filter: 'open', limit: 1 });
    expect(counts).toEqual({ open: 2, due_soon: 0, overdue: 1, reported: 1, done: 0, informed: 1 });
    expect(await countOpenTasks(office.as(specialist))).toBe(2);
  });

  test.each([
    ['given', 'open'],
    ['unit', 'open'],
  ] as const)('page by page is the whole list (%s)', async (box, filter) => {
    const subject = box === 'given' ? leader : head;
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: TaskPage = await listTasks(office.as(subject), {
        box,
        filter,
        limit: 1,
        ...(cursor !== null && { cursor }),
      });
      seen.push(...page.items.map((item) => item.objectTitle));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(await titles(subject, { box, filter }));
  });
});

test('people to choose from: the whole agency in its order, or the units a head may pass on to', async () => {
  const all = await listAssignees(office.as(head), { scope: 'agency' });
  expect(all.units.map((unit) => unit.name)).toEqual(['Văn phòng', 'Văn hóa - Xã hội', 'Tư pháp - Hộ tịch']);
  const own = await listAssignees(office.as(head), { scope: 'unit' });
  expect(own.units.map((unit) => unit.name)).toEqual(['Văn hóa - Xã hội']);
  expect(own.units[0]?.people.find((person) => person.isHead)?.personId).toBe(head.personId);
  expect((await listAssignees(office.as(specialist), { scope: 'unit' })).units).toEqual([]);
});

test('what would be orphaned if the person went: open parts, not those reported, for information or of a unit', async () => {
  expect(await countOpenParts(office.db, specialist)).toBe(2);
  expect(await countOpenParts(office.db, leader)).toBe(0);
  // A post elsewhere is looked at too: the home agency alone would hide the work.
  expect(await countOpenParts(office.db, { agencyId: newId(), personId: specialist.personId })).toBe(2);
});
