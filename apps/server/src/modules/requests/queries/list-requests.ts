import type { RequestBox, RequestPage, RequestQuery, RequestState } from '@congvu/contracts';
import { formByKind, isListForm, nameKey } from '@congvu/forms';
import type { Subject } from '../../../platform/authorise.ts';
import { hasRole } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { guidesItself } from '../engine/read-request.ts';
import { requestDeskPolicies, seesAgency } from '../requests.policy.ts';
import { KIND_HINTS, LIST_COLUMNS, type ListRow, presentListItem } from '../requests.presenter.ts';

/** Counts stop here: a tab that says "1000+" needs no exact figure. */
const COUNT_LIMIT = 1_000;
const BOXES: RequestBox[] = [
  'mine',
  'to_declare',
  'to_approve',
  'to_seal',
  'agency',
  'to_check',
  'checked',
  'received',
];
const RECEIVED: RequestState[] = [
  'submitted',
  'accepted',
  'returned',
  'refused',
  'batched',
  'forwarded',
  'resulted',
  'closed',
];

interface Parameters {
  values: unknown[];
  add(value: unknown): string;
}

function createParameters(): Parameters {
  const values: unknown[] = [];
  return {
    values,
    add: (value) => {
      values.push(value);
      return `$${values.length}`;
    },
  };
}

type Filters = Partial<Pick<RequestQuery, 'q' | 'kind' | 'state' | 'campaignId' | 'agencyId'>>;

export interface Reader {
  subject: Subject;
  guidesItself: boolean;
}

/** What a person may see of the own agency: the same rule as `requests.read`. */
function reachOf({ subject }: Reader, own: string, parameters: Parameters): string[] {
  if (seesAgency(subject)) {
    return [own];
  }
  const units = hasRole(subject, 'unit_head')
    ? subject.unitIds.map((unitId) => `${own} and r.unit_id = ${parameters.add(unitId)}`)
    : [];
  return [...units, ...mineOf(subject, own, parameters)];
}

function mineOf(subject: Subject, own: string, parameters: Parameters): string[] {
  const me = parameters.add(subject.personId);
  return [`${own} and r.declarant_person_id = ${me}`, `${own} and r.prepared_by = ${me}`];
}

function approvals({ subject, guidesItself }: Reader, own: string, parameters: Parameters): string[] {
  const waiting = `${own} and r.state = 'awaiting_head'`;
  if (hasRole(subject, 'leader')) {
    return [waiting];
  }
  if (!guidesItself || !hasRole(subject, 'unit_head')) {
    return [];
  }
  const me = parameters.add(subject.personId);
  const others = `r.prepared_by <> ${me} and r.declarant_person_id is distinct from ${me}`;
  return subject.unitIds.map((unitId) => `${waiting} and r.unit_id = ${parameters.add(unitId)} and ${others}`);
}

function seals({ subject }: Reader, own: string, parameters: Parameters): string[] {
  if (!hasRole(subject, 'clerk')) {
    return [];
  }
  const me = parameters.add(subject.personId);
  return [
    `${own} and r.state = 'awaiting_seal' and not exists (select 1 from request_signature s where s.agency_id = r.agency_id
      and s.request_id = r.id and s.revision = r.revision and s.role = 'head' and s.person_id = ${me} and s.voided_at is null)`,
  ];
}

/** Each condition is a branch of its own, read in the order of its index and merged: no branch is ever sorted whole. */
function branchesOf(box: RequestBox, reader: Reader, parameters: Parameters): string[] {
  const { subject } = reader;
  const agency = parameters.add(subject.agencyId);
  const own = `r.agency_id = ${agency}`;
  const office = (states: RequestState[]) =>
    states.map((state) => `r.consolidator_agency_id = ${agency} and r.state = '${state}'`);
  switch (box) {
    case 'to_declare':
      return [
        `${own} and r.declarant_person_id = ${parameters.add(subject.personId)} and r.state = 'awaiting_declarant'`,
      ];
    case 'to_approve':
      return approvals(reader, own, parameters);
    case 'to_seal':
      return seals(reader, own, parameters);
    case 'agency':
      return reachOf(reader, own, parameters);
    case 'to_check':
      return hasRole(subject, 'focal') ? office(['submitted']) : [];
    case 'checked':
      return hasRole(subject, 'focal') ? office(['accepted']) : [];
    case 'received':
      return seesAgency(subject) ? office(RECEIVED) : [];
    default:
      return mineOf(subject, own, parameters);
  }
}

function filtersOf(query: Filters, parameters: Parameters): string {
  const conditions: string[] = [];
  const equal = (column: string, value: string | undefined) => {
    if (value !== undefined) {
      conditions.push(`${column} = ${parameters.add(value)}`);
    }
  };
  equal('r.kind', query.kind);
  equal('r.state', query.state);
  equal('r.campaign_id', query.campaignId);
  equal('r.agency_id', query.agencyId);
  const words = nameKey(query.q ?? '')
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  if (words.length > 0) {
    conditions.push(`r.search_text like all (${parameters.add(words)}::text[])`);
  }
  return conditions.map((condition) => ` and ${condition}`).join('');
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What no page of ours wrote begins at the first row: it never reaches the database. */
function readCursor(cursor: string | undefined): [string, string] | undefined {
  const [at, id] = Buffer.from(cursor ?? '', 'base64url')
    .toString()
    .split('|');
  const isGood =
    at !== undefined && id !== undefined && MOMENT.test(at) && !Number.isNaN(Date.parse(at)) && UUID.test(id);
  return isGood ? [at, id] : undefined;
}

function selectIds(
  reader: Reader,
  query: Filters & { box: RequestBox; limit: number; cursor?: string | undefined },
  parameters: Parameters,
): string | undefined {
  const branches = branchesOf(query.box, reader, parameters);
  if (branches.length === 0) {
    return undefined;
  }
  const filters = filtersOf(query, parameters);
  const cursor = readCursor(query.cursor);
  const after =
    cursor === undefined
      ? ''
      : ` and (r.updated_at, r.id) < (${parameters.add(cursor[0])}::timestamptz, ${parameters.add(cursor[1])}::uuid)`;
  const pages = branches.map(
    (branch) => `(select r.id, r.updated_at from request r where ${branch}${filters}${after}
      order by r.updated_at desc, r.id desc limit ${query.limit})`,
  );
  return pages.length === 1 ? (pages[0] ?? '') : pages.join(' union ');
}

const COLUMNS = LIST_COLUMNS.map((column) => `r.${column}`).join(', ');
const DONE = `(select count(*)::int from request_item i where i.agency_id = r.agency_id and i.request_id = r.id and i.live
  and i.state in ('granted', 'refused', 'recorded')) as done_count`;

export async function readPage(
  context: ActingContext,
  reader: Reader,
  query: Filters & { box: RequestBox; limit: number; cursor?: string | undefined },
): Promise<ListRow[]> {
  const parameters = createParameters();
  const ids = selectIds(reader, query, parameters);
  if (ids === undefined) {
    return [];
  }
  return rawQuery<ListRow>(
    context.db,
    `with page as (select id, updated_at from (${ids}) found order by updated_at desc, id desc limit ${query.limit})
     select ${COLUMNS}, ${DONE} from page join request r on r.id = page.id order by page.updated_at desc, page.id desc`,
    parameters.values,
  );
}

export async function countBox(
  context: ActingContext,
  reader: Reader,
  query: Filters & { box: RequestBox },
): Promise<number> {
  const parameters = createParameters();
  const ids = selectIds(reader, { ...query, limit: COUNT_LIMIT }, parameters);
  if (ids === undefined) {
    return 0;
  }
  const [row] = await rawQuery<{ n: number }>(
    context.db,
    `select count(*)::int as n from (select 1 from (${ids}) found limit ${COUNT_LIMIT}) bounded`,
    parameters.values,
  );
  return row?.n ?? 0;
}

export async function countBoxes<B extends RequestBox>(
  context: ActingContext,
  reader: Reader,
  boxes: readonly B[],
): Promise<Record<B, number>> {
  const counts = await Promise.all(boxes.map((box) => countBox(context, reader, { box })));
  // One count for each box, in their order.
  return Object.fromEntries(boxes.map((box, index) => [box, counts[index] ?? 0])) as Record<B, number>;
}

export async function readerOf(context: ActingContext): Promise<Reader> {
  const { subject } = context;
  return { subject, guidesItself: await guidesItself(context.db, subject.agencyId) };
}

/** Kinds this person may start: a sheet about oneself always, lists and the organisation's sheet as work of the office. */
function mayStart(context: ActingContext): RequestPage['mayStart'] {
  const on = vietnamDate(context.clock.now());
  const kinds = Object.keys(KIND_HINTS) as (keyof typeof KIND_HINTS)[];
  return kinds.flatMap((kind) => {
    const form = formByKind(kind, on);
    const own = !isListForm(form) && kind !== 'cert.issue.org';
    const may = requestDeskPolicies.decide('requests.create', context.subject, { own }).allowed;
    return may
      ? [{ kind, form: form.code, formLabel: form.label, title: form.shortTitle, hint: KIND_HINTS[kind] }]
      : [];
  });
}

export function presentRow(row: ListRow, { subject, guidesItself: itself }: Reader): RequestPage['items'][number] {
  // Who approved and where the batch went narrow the seal and the reading: both are asked again on opening and acting.
  return presentListItem(row, subject, { guidesItself: itself, headPersonId: null, destinationAgencyId: null });
}

export async function listRequests(context: ActingContext, query: RequestQuery): Promise<RequestPage> {
  const reader = await readerOf(context);
  const [rows, counts] = await Promise.all([
    readPage(context, reader, { ...query, limit: query.limit + 1 }),
    countBoxes(context, reader, BOXES),
  ]);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => presentRow(row, reader)),
    nextCursor:
      rows.length > query.limit && last !== undefined
        ? Buffer.from(`${last.updated_at.toISOString()}|${last.id}`).toString('base64url')
        : null,
    counts,
    mayStart: mayStart(context),
  };
}
