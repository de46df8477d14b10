import type { TaskFilter, TaskPage, TaskQuery } from '@congvu/contracts';
import type { z } from 'zod';
import { hasRole, type Subject } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { heldUnits, loadTaskOffice, type Office } from '../assignees.ts';
import { soonHorizon } from '../deadlines.ts';
import { type PresentingDay, presentTask } from '../tasks.presenter.ts';
import { type AssignmentRow, loadCalendar } from '../tasks.store.ts';

type Filter = z.infer<typeof TaskFilter>;
type Box = TaskQuery['box'];

/** Counts stop here: a tab that says "1000" needs no exact figure, and the query stays short. */
const COUNT_LIMIT = 1_000;

/** One owner column with one value: each is one index scan, in order, and no row stands in two of them. */
interface Branch {
  column: 'person_id' | 'unit_id' | 'assigned_by_person_id';
  value: string;
  /** Parts of a unit that name nobody. */
  nobodyNamed?: boolean;
}

function branchesOf(box: Box, subject: Subject, office: Office): Branch[] {
  if (box === 'given') {
    return [{ column: 'assigned_by_person_id', value: subject.personId }];
  }
  if (box === 'unit') {
    const units = hasRole(subject, 'unit_head') ? subject.unitIds : [];
    return units.map((value) => ({ column: 'unit_id', value }));
  }
  return [
    { column: 'person_id', value: subject.personId },
    ...heldUnits(subject, office).map((value): Branch => ({ column: 'unit_id', value, nobodyNamed: true })),
  ];
}

function conditionOf(filter: Filter, today: string, soon: string): string {
  switch (filter) {
    case 'due_soon':
      return `box = 'open' and due_key between '${today}' and '${soon}'`;
    case 'overdue':
      return `box = 'open' and due_key < '${today}'`;
    default:
      return `box = '${filter}'`;
  }
}

/** What is still to do is read by deadline, the rest newest first. */
function orderOf(filter: Filter): { order: string; after: string; byDue: boolean } {
  return filter === 'open' || filter === 'due_soon' || filter === 'overdue'
    ? { order: 'due_key, id', after: '(due_key, id) > ($3::date, $4::uuid)', byDue: true }
    : { order: 'id desc', after: '$3::date is not null and id < $4::uuid', byDue: false };
}

function readCursor(cursor: string | undefined): [string, string] | undefined {
  const [due, id] = Buffer.from(cursor ?? '', 'base64url')
    .toString()
    .split('|');
  const isWhole = due !== undefined && id !== undefined && /^\d{4}-\d\d-\d\d$/.test(due) && /^[0-9a-f-]{36}$/.test(id);
  return isWhole && !Number.isNaN(Date.parse(due)) ? [due, id] : undefined;
}

function writeCursor(row: AssignmentRow): string {
  return Buffer.from(`${row.due_key}|${row.id}`).toString('base64url');
}

async function readBranch(
  context: ActingContext,
  branch: Branch,
  query: { filter: Filter; limit: number; cursor: [string, string] | undefined; condition: string },
): Promise<AssignmentRow[]> {
  const { order, after } = orderOf(query.filter);
  const parameters: unknown[] = [context.subject.agencyId, branch.value];
  if (query.cursor !== undefined) {
    parameters.push(...query.cursor);
  }
  return rawQuery<AssignmentRow>(
    context.db,
    `select * from task_assignment where agency_id = $1 and ${branch.column} = $2 and ${query.condition}
       ${branch.nobodyNamed === true ? 'and person_id is null' : ''} ${query.cursor === undefined ? '' : `and ${after}`}
     order by ${order} limit ${query.limit}`,
    parameters,
  );
}

function compare(filter: Filter): (left: AssignmentRow, right: AssignmentRow) => number {
  const { byDue } = orderOf(filter);
  return (left, right) => {
    if (!byDue) {
      return left.id < right.id ? 1 : -1;
    }
    const [a, b] = [`${left.due_key}|${left.id}`, `${right.due_key}|${right.id}`];
    return a < b ? -1 : 1;
  };
}

async function countBranch(context: ActingContext, branch: Branch, condition: string): Promise<number> {
  const [row] = await rawQuery<{ n: number }>(
    context.db,
    `select count(*)::int as n from (select 1 from task_assignment where agency_id = $1 and ${branch.column} = $2
       and ${condition} ${branch.nobodyNamed === true ? 'and person_id is null' : ''} limit ${COUNT_LIMIT}) s`,
    [context.subject.agencyId, branch.value],
  );
  return row?.n ?? 0;
}

async function countAll(context: ActingContext, branches: readonly Branch[], condition: string): Promise<number> {
  const counts = await Promise.all(branches.map((branch) => countBranch(context, branch, condition)));
  return Math.min(
    COUNT_LIMIT,
    counts.reduce((sum, count) => sum + count, 0),
  );
}

const FILTERS: readonly Filter[] = ['open', 'due_soon', 'overdue', 'reported', 'done', 'informed'];

export async function listTasks(context: ActingContext, query: TaskQuery): Promise<TaskPage> {
  const today = vietnamDate(context.clock.now());
  const [calendar, office] = await Promise.all([
    loadCalendar(context.db),
    loadTaskOffice(context.db, context.subject.agencyId, today),
  ]);
  const soon = soonHorizon(today, calendar);
  const day: PresentingDay = { today, calendar };
  const branches = branchesOf(query.box, context.subject, office);
  const condition = conditionOf(query.filter, today, soon);
  const wanted = { filter: query.filter, limit: query.limit + 1, cursor: readCursor(query.cursor), condition };
  const [found, ...counts] = await Promise.all([
    Promise.all(branches.map((branch) => readBranch(context, branch, wanted))),
    ...FILTERS.map((filter) => countAll(context, branches, conditionOf(filter, today, soon))),
  ]);
  const rows = found.flat().sort(compare(query.filter));
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const [open = 0, due_soon = 0, overdue = 0, reported = 0, done = 0, informed = 0] = counts;
  return {
    items: page.map((row) => presentTask(row, day)),
    nextCursor: rows.length > query.limit && last !== undefined ? writeCursor(last) : null,
    counts: { open, due_soon, overdue, reported, done, informed },
  };
}

/** Open parts of the person, for the number beside "Công việc". */
export async function countOpenTasks(context: ActingContext): Promise<number> {
  const today = vietnamDate(context.clock.now());
  const office = await loadTaskOffice(context.db, context.subject.agencyId, today);
  return countAll(context, branchesOf('mine', context.subject, office), conditionOf('open', today, today));
}
