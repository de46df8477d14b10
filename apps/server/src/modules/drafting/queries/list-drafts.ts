import type { DraftBox, DraftPage, DraftQuery } from '@congvu/contracts';
import { listPositions } from '#modules/org';
import { hasRole, type Subject } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type DraftListRow, presentDraftItem } from '../drafting.presenter.ts';

/** Counts stop here: a tab that says "1000+" needs no exact figure, and the query stays short (server brief). */
const COUNT_LIMIT = 1_000;

interface Scope {
  sql: string;
  parameters: unknown[];
}

interface Reach {
  subject: Subject;
  /** Units whose content the person answers for. */
  units: string[];
}

type BoxName = DraftBoxName;
type DraftBoxName = (typeof DraftBox)['options'][number];

/** Units whose drafts this person approves: below a head; for a leader the units that have no head of their own. */
async function reachOf(context: ActingContext): Promise<Reach & { heads: Set<string> }> {
  const { subject } = context;
  const positions = await listPositions(context.db, subject.agencyId, vietnamDate(context.clock.now()));
  const heads = new Set(
    positions.filter((position) => position.roles.includes('unit_head')).map((position) => position.unitId),
  );
  const own = hasRole(subject, 'unit_head') ? subject.unitIds : [];
  const headless = hasRole(subject, 'leader', 'unit_head')
    ? [...new Set(positions.map((position) => position.unitId))].filter((unit) => !heads.has(unit))
    : [];
  return { subject, units: [...new Set([...own, ...headless])], heads };
}

/** The same rule as the policy, as SQL; every branch begins with columns of an index led by agency_id. */
function scopeOf(box: BoxName, { subject, units }: Reach): Scope {
  switch (box) {
    case 'mine':
      return {
        sql: `d.drafter_person_id = $2 and d.state in ('draft', 'submitted', 'content_approved')`,
        parameters: [subject.personId],
      };
    case 'returned':
      return {
        sql: `d.drafter_person_id = $2 and d.state = 'draft' and d.returned_at is not null`,
        parameters: [subject.personId],
      };
    case 'to_approve':
      return { sql: `d.unit_id = any($2::uuid[]) and d.state = 'submitted'`, parameters: [units] };
    case 'to_check':
      return { sql: `d.state = 'content_approved' and $2::boolean`, parameters: [hasRole(subject, 'clerk')] };
    case 'unit':
      return {
        sql: `d.unit_id = any($2::uuid[]) and d.state in ('draft', 'submitted', 'content_approved')`,
        parameters: [[...new Set([...subject.unitIds, ...units])]],
      };
    default:
      return { sql: `d.drafter_person_id = $2 and d.state = 'handed_over'`, parameters: [subject.personId] };
  }
}

async function countBox(context: ActingContext, scope: Scope): Promise<number> {
  const [row] = await rawQuery<{ n: number }>(
    context.db,
    `select count(*)::int as n from (select 1 from drafting_draft d where d.agency_id = $1 and ${scope.sql} limit ${COUNT_LIMIT}) s`,
    [context.subject.agencyId, ...scope.parameters],
  );
  return row?.n ?? 0;
}

const COLUMNS = `d.*, doc.type_name, doc.abstract, doc.urgency, doc.drafting_unit,
  (select count(*)::int from document_file f where f.agency_id = d.agency_id and f.document_id = d.id and f.role = 'attachment') as attachment_count,
  (select count(*)::int from drafting_comment c where c.agency_id = d.agency_id and c.draft_id = d.id
     and c.parent_id is null and c.resolved_at is null) as open_comments`;

function readCursor(cursor: string | undefined): [string, string] | undefined {
  const [at, id] = Buffer.from(cursor ?? '', 'base64url')
    .toString()
    .split('|');
  return at !== undefined && id !== undefined && !Number.isNaN(Date.parse(at)) && /^[0-9a-f-]{36}$/.test(id)
    ? [at, id]
    : undefined;
}

export async function findDraftRows(context: ActingContext, query: DraftQuery): Promise<DraftListRow[]> {
  const reach = await reachOf(context);
  return readRows(context, query, scopeOf(query.box, reach));
}

async function readRows(context: ActingContext, query: DraftQuery, scope: Scope): Promise<DraftListRow[]> {
  const parameters: unknown[] = [context.subject.agencyId, ...scope.parameters, query.limit + 1];
  const conditions = [scope.sql];
  const cursor = readCursor(query.cursor);
  if (cursor !== undefined) {
    parameters.push(...cursor);
    conditions.push(`(d.updated_at, d.id) < ($${parameters.length - 1}::timestamptz, $${parameters.length}::uuid)`);
  }
  if (query.q !== undefined && query.q.trim() !== '') {
    parameters.push(
      `%${query.q
        .trim()
        .normalize('NFC')
        .replace(/[%_\\]/g, '\\$&')}%`,
    );
    conditions.push(`doc.abstract ilike $${parameters.length}`);
  }
  return rawQuery<DraftListRow>(
    context.db,
    `select ${COLUMNS} from drafting_draft d
     join document doc on doc.agency_id = d.agency_id and doc.id = d.id
     where d.agency_id = $1 and ${conditions.join(' and ')}
     order by d.updated_at desc, d.id desc limit $3`,
    parameters,
  );
}

export async function draftCounts(context: ActingContext): Promise<DraftPage['counts']> {
  const reach = await reachOf(context);
  const count = (box: BoxName) => countBox(context, scopeOf(box, reach));
  const [mine, returned, to_approve, to_check, unit, handed_over] = await Promise.all([
    count('mine'),
    count('returned'),
    count('to_approve'),
    count('to_check'),
    count('unit'),
    count('handed_over'),
  ]);
  return { mine, returned, to_approve, to_check, unit, handed_over };
}

export async function listDrafts(context: ActingContext, query: DraftQuery): Promise<DraftPage> {
  const reach = await reachOf(context);
  const [rows, counts] = await Promise.all([readRows(context, query, scopeOf(query.box, reach)), draftCounts(context)]);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => presentDraftItem(row, context.subject, reach.heads.has(row.unit_id))),
    nextCursor:
      rows.length > query.limit && last !== undefined
        ? Buffer.from(`${last.updated_at.toISOString()}|${last.id}`).toString('base64url')
        : null,
    counts,
  };
}
