import type { AssignmentRole, IncomingQuery, IncomingTab } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { IncomingRow } from '../incoming.store.ts';
import { byWords } from './by-words.ts';
import {
  agencyConditions,
  filterConditions,
  type ListReach,
  Parameters,
  readsAgency,
  type ViewerScope,
  viewerScope,
} from './list-scope.ts';

export type ListRow = Pick<
  IncomingRow,
  | 'agency_id'
  | 'id'
  | 'state'
  | 'source'
  | 'arrived_at'
  | 'arrived_on'
  | 'arrival_number'
  | 'number_symbol'
  | 'type_name'
  | 'abstract'
  | 'issuing_agency_name'
  | 'issued_on'
  | 'urgency'
  | 'attachment_count'
  | 'due_on'
  | 'lead_name'
  | 'verdict'
  | 'is_duplicate'
  | 'presented_to'
  | 'presented_name'
  | 'presented_title'
  | 'needs_approval'
  | 'result_by'
  | 'done_at'
> & {
  signer_count: number;
  my_role: AssignmentRole | null;
  /** The deadline of the viewer's own part; null for lists of the agency. */
  my_due_on: string | null;
  seen: boolean;
  /** Key of the page, with all digits of the instant. */
  cursor: string;
};

/** Counts stop here ("1000+"). */
export const COUNT_LIMIT = 1_000;

const COLUMNS = `d.agency_id, d.id, d.state, d.source, d.arrived_at, d.arrived_on, d.arrival_number, d.number_symbol, d.type_name,
  d.abstract, d.issuing_agency_name, d.issued_on, d.urgency, d.attachment_count, d.due_on, d.lead_name, d.verdict, d.is_duplicate,
  d.presented_to, d.presented_name, d.presented_title, d.needs_approval, d.result_by, d.done_at,
  jsonb_array_length(d.verdict_detail->'signers') as signer_count`;

type Cursor = [string, string];

function readCursor(cursor: string | undefined, byDue: boolean): Cursor | undefined {
  const [at, id] = Buffer.from(cursor ?? '', 'base64url')
    .toString()
    .split('|');
  const shape = byDue ? /^\d{4}-\d\d-\d\d$/ : /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/;
  const isWhole = at !== undefined && id !== undefined && shape.test(at) && /^[0-9a-f-]{36}$/.test(id);
  return isWhole && !Number.isNaN(Date.parse(at.slice(0, 10))) ? [at, id] : undefined;
}

export function writeCursor(row: Pick<ListRow, 'cursor' | 'id'>): string {
  return Buffer.from(`${row.cursor}|${row.id}`).toString('base64url');
}

/** "Sắp hạn" is read by deadline, everything else newest first. */
function keyOf(tab: IncomingTab): { byDue: boolean; column: 'due_on' | 'arrived_at'; sort: 'asc' | 'desc' } {
  return tab === 'due_soon'
    ? { byDue: true, column: 'due_on', sort: 'asc' }
    : { byDue: false, column: 'arrived_at', sort: 'desc' };
}

function after(tab: IncomingTab, cursor: Cursor | undefined, alias: string, idColumn: string, parameters: Parameters) {
  if (cursor === undefined) {
    return [];
  }
  const { byDue, column } = keyOf(tab);
  const [at, id] = cursor;
  const type = byDue ? 'date' : 'timestamptz';
  return [
    `(${alias}.${column}, ${alias}.${idColumn}) ${byDue ? '>' : '<'} (${parameters.add(at)}::${type}, ${parameters.add(id)}::uuid)`,
  ];
}

const SEEN = (person: string) =>
  `exists (select 1 from incoming_seen s where s.agency_id = d.agency_id and s.document_id = d.id and s.person_id = ${person}::uuid) as seen`;

type RowQuery = Partial<IncomingQuery> & { limit: number; isPage?: boolean };

function agencyStatement(tab: IncomingTab, reach: ListReach, query: RowQuery, parameters: Parameters): string {
  const { subject } = reach;
  const { byDue, column, sort } = keyOf(tab);
  const conditions = [
    `d.agency_id = ${parameters.add(subject.agencyId)}::uuid`,
    ...agencyConditions(tab, reach, parameters),
    ...filterConditions(query, subject.agencyId, parameters),
    ...after(tab, readCursor(query.cursor, byDue), 'd', 'id', parameters),
  ];
  // The page is found first, so that nothing is computed for rows beyond it.
  return `select ${COLUMNS}, null as my_role, null::date as my_due_on, d.${column}::text as cursor,
      ${SEEN(parameters.add(subject.personId))}
    from (select * from incoming_document d where ${conditions.join(' and ')}
          order by d.${column} ${sort}, d.id ${sort} limit ${parameters.add(query.limit)}) d
    order by d.${column} ${sort}, d.id ${sort}`;
}

/** Rows of the tab for each id and section: one scan in order each, so the best of all of them are among the best of each. */
function viewerHits(
  tab: IncomingTab,
  reach: ListReach,
  scope: ViewerScope,
  query: RowQuery,
  parameters: Parameters,
): string {
  const { byDue, column, sort } = keyOf(tab);
  const agency = `${parameters.add(reach.subject.agencyId)}::uuid`;
  const ids = `${parameters.add(scope.ids)}::uuid[]`;
  const filters = filterConditions(query, reach.subject.agencyId, parameters);
  const [only] = scope.sections;
  // A section written into the statement lets the partial index of deadlines serve it.
  const section = scope.sections.length === 1 ? `'${only}'` : 'part.section';
  const conditions = [
    `v.agency_id = ${agency} and v.viewer_id = who.id and v.section = ${section}`,
    ...filters,
    ...after(tab, readCursor(query.cursor, byDue), 'v', 'document_id', parameters),
  ];
  if (byDue) {
    conditions.push(`v.due_on <= ${parameters.add(reach.soon)}::date`);
  }
  if (byDue && query.isPage !== false) {
    // Given to a person and to the unit with different deadlines: the nearer one alone decides where it stands.
    conditions.push(
      `not exists (select 1 from incoming_viewer o where o.agency_id = v.agency_id and o.viewer_id = any(${ids})
         and o.document_id = v.document_id and o.section = 'open' and (o.due_on, o.viewer_id) < (v.due_on, v.viewer_id))`,
    );
  }
  const join =
    filters.length === 0 ? '' : 'join incoming_document d on d.agency_id = v.agency_id and d.id = v.document_id';
  return `select hit.* from unnest(${ids}) as who(id) cross join unnest(${parameters.add(scope.sections)}::text[]) as part(section)
    cross join lateral (
      select v.document_id, v.arrived_at, v.due_on, v.role from incoming_viewer v ${join}
      where ${conditions.join(' and ')} order by v.${column} ${sort}, v.document_id ${sort} limit ${parameters.add(query.limit)}
    ) hit`;
}

const STRENGTH = `case role when 'lead' then 0 when 'coordinating' then 1 else 2 end`;

function viewerStatement(
  tab: IncomingTab,
  reach: ListReach,
  scope: ViewerScope,
  query: RowQuery,
  parameters: Parameters,
): string {
  const { column, sort } = keyOf(tab);
  const hits = viewerHits(tab, reach, scope, query, parameters);
  return `with hit as (${hits}), mine as (
      select distinct on (document_id) document_id, arrived_at, min(due_on) over (partition by document_id) as due_on, role
      from hit order by document_id, ${STRENGTH}
    ), page as (select * from mine order by ${column} ${sort}, document_id ${sort} limit ${parameters.add(query.limit)})
    select ${COLUMNS}, page.role as my_role, page.due_on as my_due_on, page.${column}::text as cursor,
      ${SEEN(parameters.add(reach.subject.personId))}
    from page join incoming_document d on d.agency_id = ${parameters.add(reach.subject.agencyId)}::uuid and d.id = page.document_id
    order by page.${column} ${sort}, page.document_id ${sort}`;
}

/** One page of a tab, one row more than asked when there is a next page. */
export async function findRows(
  context: ActingContext,
  tab: IncomingTab,
  reach: ListReach,
  query: RowQuery,
): Promise<ListRow[]> {
  const parameters = new Parameters();
  if (readsAgency(tab, reach.subject)) {
    const statement = agencyStatement(tab, reach, query, parameters);
    return byWords(reach.subject.agencyId, query.q, () => rawQuery<ListRow>(context.db, statement, parameters.values));
  }
  const scope = viewerScope(tab, reach);
  return scope === undefined
    ? []
    : rawQuery<ListRow>(context.db, viewerStatement(tab, reach, scope, query, parameters), parameters.values);
}

/** How many the tab holds, bounded; `overdueOnly` counts those of it that are late. */
export async function countRows(
  context: ActingContext,
  tab: IncomingTab,
  reach: ListReach,
  overdueOnly = false,
): Promise<number> {
  const parameters = new Parameters();
  const limit = COUNT_LIMIT + 1;
  let rows: string;
  if (readsAgency(tab, reach.subject)) {
    const conditions = [
      `d.agency_id = ${parameters.add(reach.subject.agencyId)}::uuid`,
      ...agencyConditions(tab, reach, parameters),
      ...(overdueOnly ? [`d.due_on < ${parameters.add(reach.day.today)}::date`] : []),
    ];
    rows = `select d.id from incoming_document d where ${conditions.join(' and ')} limit ${limit}`;
  } else {
    const scope = viewerScope(tab, reach);
    if (scope === undefined) {
      return 0;
    }
    const hits = viewerHits(tab, reach, scope, { limit, isPage: false }, parameters);
    const late = overdueOnly ? `where due_on < ${parameters.add(reach.day.today)}::date` : '';
    rows = `select distinct document_id from (${hits}) hit ${late} limit ${limit}`;
  }
  const [row] = await rawQuery<{ n: number }>(
    context.db,
    `select count(*)::int as n from (${rows}) s`,
    parameters.values,
  );
  return row?.n ?? 0;
}
