import type { OutgoingBox, OutgoingPage, OutgoingQuery, OutgoingState } from '@congvu/contracts';
import { hasRole, type Subject } from '../../../platform/authorise.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { seesAll } from '../outgoing.policy.ts';
import { type OutgoingListRow, presentOutgoingItem } from '../outgoing.presenter.ts';
import type { OutgoingPorts } from '../ports.ts';
import { createParameters, matchesQuery, type Parameters, reachOf } from './outgoing-reach.ts';

/** Counts stop here: a tab that says "1000+" needs no exact figure, and the query stays short. */
const COUNT_LIMIT = 1_000;
const BOXES: OutgoingBox[] = ['all', 'to_sign', 'to_number', 'to_issue', 'issued', 'following', 'returned', 'mine'];

function inState(conditions: string[], ...states: OutgoingState[]): string[] {
  return conditions.flatMap((condition) => states.map((state) => `${condition} and o.state = '${state}'`));
}

/** Each condition is a branch of its own, read in the order of its index and merged: no branch is ever sorted whole. */
function branchesOf(box: OutgoingBox, subject: Subject, parameters: Parameters): string[] {
  const drafter = () => `o.drafter_person_id = ${parameters.add(subject.personId)}`;
  const signer = () => `o.signer_position_id = ${parameters.add(subject.positionId)}`;
  const clerk = hasRole(subject, 'clerk') ? ['true'] : [];
  switch (box) {
    case 'to_sign':
      return inState(
        [`${signer()} and o.signer_person_id = ${parameters.add(subject.personId)}`],
        'awaiting_signature',
      );
    case 'to_number':
      return inState(clerk, 'signed', 'numbered');
    case 'to_issue':
      return inState(clerk, 'sealed');
    case 'issued':
      return inState(reachOf(subject, parameters), 'issued');
    case 'following':
      return inState([drafter(), signer()], 'issued');
    case 'returned':
      return inState(seesAll(subject) ? ['true'] : [drafter()], 'returned');
    case 'mine':
      return [drafter()];
    default:
      return reachOf(subject, parameters);
  }
}

type Filters = Pick<OutgoingQuery, 'q' | 'year' | 'documentType'>;

function filtersOf(query: Filters, parameters: Parameters): string {
  const conditions: string[] = [];
  if (query.year !== undefined) {
    const [from, to] = [`${query.year}-01-01`, `${query.year}-12-31`];
    conditions.push(`d.issued_on between ${parameters.add(from)} and ${parameters.add(to)}`);
  }
  if (query.documentType !== undefined) {
    conditions.push(`d.document_type = ${parameters.add(query.documentType)}`);
  }
  const words = matchesQuery(query.q, parameters);
  if (words !== undefined) {
    conditions.push(words);
  }
  return conditions.map((condition) => ` and ${condition}`).join('');
}

function readCursor(cursor: string | undefined): [string, string] | undefined {
  const [at, id] = Buffer.from(cursor ?? '', 'base64url')
    .toString()
    .split('|');
  const isGood = at !== undefined && id !== undefined && !Number.isNaN(Date.parse(at)) && /^[0-9a-f-]{36}$/.test(id);
  return isGood ? [at, id] : undefined;
}

const DOCUMENT = 'join document d on d.agency_id = o.agency_id and d.id = o.id';

/** Ids of one box in order: every branch gives at most a page, the page is the first of them all. */
function selectIds(
  subject: Subject,
  query: Filters & { box: OutgoingBox; limit: number; cursor?: string | undefined },
  parameters: Parameters,
): string | undefined {
  const branches = branchesOf(query.box, subject, parameters);
  if (branches.length === 0) {
    return undefined;
  }
  const filters = filtersOf(query, parameters);
  const cursor = readCursor(query.cursor);
  const after =
    cursor === undefined
      ? ''
      : ` and (o.changed_at, o.id) < (${parameters.add(cursor[0])}::timestamptz, ${parameters.add(cursor[1])}::uuid)`;
  const join = filters === '' ? '' : DOCUMENT;
  const pages = branches.map(
    (branch) => `(select o.id, o.changed_at from outgoing_document o ${join}
      where o.agency_id = $1 and ${branch}${filters}${after}
      order by o.changed_at desc, o.id desc limit ${query.limit})`,
  );
  return pages.length === 1 ? (pages[0] ?? '') : pages.join(' union ');
}

async function readRows(context: ActingContext, query: OutgoingQuery): Promise<OutgoingListRow[]> {
  const { subject } = context;
  const parameters = createParameters(subject.agencyId);
  const ids = selectIds(subject, { ...query, limit: query.limit + 1 }, parameters);
  if (ids === undefined) {
    return [];
  }
  return rawQuery<OutgoingListRow>(
    context.db,
    `with page as (select id, changed_at from (${ids}) found order by changed_at desc, id desc limit ${query.limit + 1})
     select o.*, d.document_type, d.type_name, d.abstract, d.urgency, d.number_symbol, d.issued_on, d.drafting_unit,
       (select f.kind from document_freeze f where f.agency_id = o.agency_id and f.document_id = o.id) as frozen
     from page join outgoing_document o on o.agency_id = $1 and o.id = page.id ${DOCUMENT}
     order by o.changed_at desc, o.id desc`,
    parameters.values,
  );
}

async function countBox(context: ActingContext, box: OutgoingBox): Promise<number> {
  const parameters = createParameters(context.subject.agencyId);
  const ids = selectIds(context.subject, { box, limit: COUNT_LIMIT }, parameters);
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

export async function countBoxes<B extends OutgoingBox>(
  context: ActingContext,
  boxes: readonly B[],
): Promise<Record<B, number>> {
  const counts = await Promise.all(boxes.map((box) => countBox(context, box)));
  // One count for each box, in their order.
  return Object.fromEntries(boxes.map((box, index) => [box, counts[index] ?? 0])) as Record<B, number>;
}

export async function findOutgoingRows(
  context: ActingContext,
  box: OutgoingBox,
  limit: number,
): Promise<OutgoingListRow[]> {
  return (await readRows(context, { box, limit })).slice(0, limit);
}

export async function listOutgoing(
  context: ActingContext,
  ports: OutgoingPorts,
  query: OutgoingQuery,
): Promise<OutgoingPage> {
  const { subject, db } = context;
  const [rows, counts] = await Promise.all([readRows(context, query), countBoxes(context, BOXES)]);
  const page = rows.slice(0, query.limit);
  const issued = page.filter((row) => row.state === 'issued').map((row) => row.id);
  const deliveries = issued.length === 0 ? new Map() : await ports.countDeliveries(db, subject.agencyId, issued);
  const last = page.at(-1);
  return {
    items: page.map((row) => presentOutgoingItem(row, subject, deliveries.get(row.id) ?? null)),
    nextCursor:
      rows.length > query.limit && last !== undefined
        ? Buffer.from(`${last.changed_at.toISOString()}|${last.id}`).toString('base64url')
        : null,
    counts,
  };
}
