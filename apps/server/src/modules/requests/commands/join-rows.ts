import type { RequestKind, RequestState } from '@congvu/contracts';
import { type FormRow, formByKind } from '@congvu/forms';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { oneAtATime } from '../../../platform/sql.ts';
import { countFindings } from '../engine/check.ts';
import { contentOf, readContent, searchTextOf, subjectOf } from '../engine/content.ts';
import { finishStep } from '../engine/finish-step.ts';
import { currentFindings } from '../engine/readiness.ts';
import { pluggedPorts } from '../plugged-ports.ts';
import { requestLink } from '../requests.links.ts';
import { FINAL_STATES } from '../requests.states.ts';
import { updateRequest } from '../requests.store.ts';
import { type RequestRow, requestTables } from '../requests.tables.ts';
import { type OpenedRequest, openRequest } from './open-request.ts';

export interface RowsToJoin {
  agencyId: string;
  unitId: string;
  kind: RequestKind;
  rows: readonly FormRow[];
  /** Column by which a row that stands already is known. */
  key: 'account' | 'mailbox' | 'fullName';
  preparedBy: { personId: string; name: string };
  why: string;
}

/** The list the agency is writing, of the same unit first; locked. */
async function lockOpenList(tx: Tx, given: RowsToJoin): Promise<RequestRow | undefined> {
  // Twins would each find no list and begin one.
  await oneAtATime(tx, `requests.rows ${given.agencyId} ${given.kind}`);
  return requestTables(tx)
    .selectFrom('request')
    .selectAll()
    .where('agency_id', '=', given.agencyId)
    .where('kind', '=', given.kind)
    .where('state', '=', 'draft')
    .where('nil', '=', false)
    .orderBy((order) => order.case().when('unit_id', '=', given.unitId).then(0).else(1).end())
    .orderBy('updated_at', 'desc')
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
}

function fold(row: FormRow, key: string): string {
  return (row[key] ?? '').replace(/\s+/g, ' ').trim().toLowerCase();
}

/**
 * Rows of a list form for an agency: they join the draft that is being written, else begin one (modules above, in their transaction).
 * A row whose key stands there already is not written twice. Whoever has the draft open gets `requests.version_conflict` and reloads.
 */
export async function joinRows(tx: Tx, context: Context, given: RowsToJoin): Promise<OpenedRequest> {
  const list = await lockOpenList(tx, given);
  if (list === undefined) {
    return openRequest(tx, context, { ...given, content: { rows: [...given.rows] } });
  }
  const known = new Set((list.content.rows ?? []).map((row) => fold(row, given.key)));
  const fresh = given.rows.filter((row) => !known.has(fold(row, given.key)));
  const opened = { id: list.id, form: list.form_code, link: requestLink(list.id) };
  if (fresh.length === 0) {
    return opened;
  }
  const content = readContent(
    { code: list.form_code, set: list.form_set },
    { ...contentOf(list.content), rows: [...(list.content.rows ?? []), ...fresh] },
    list.content.signerName,
  );
  const findings = await currentFindings(tx, context, { ...list, content });
  const row = await updateRequest(
    tx,
    { agencyId: list.agency_id, id: list.id },
    {
      content,
      findings,
      ...countFindings(findings),
      version: list.version + 1,
      subject: subjectOf(content, false),
      search_text: searchTextOf(content),
      item_count: content.rows?.length ?? 0,
      updated_at: context.clock.now(),
    },
  );
  await finishStep(tx, context, pluggedPorts(), row, {
    from: 'draft',
    verb: 'rows_joined',
    text: given.why,
    detail: { rows: fresh.length, version: row.version },
  });
  return opened;
}

export interface RowUnderWay {
  requestId: string;
  link: string;
  state: RequestState;
  row: FormRow;
}

/** Rows of the lists of a kind that are not at their end: who stands there is asked for no second time. */
export async function rowsUnderWay(
  db: Db | Tx,
  asked: { agencyId: string; kind: RequestKind },
): Promise<RowUnderWay[]> {
  const requests = await requestTables(db)
    .selectFrom('request')
    .select(['id', 'state', 'content'])
    .where('agency_id', '=', asked.agencyId)
    .where('kind', '=', asked.kind)
    .where('state', 'not in', FINAL_STATES)
    .where('nil', '=', false)
    .orderBy('id')
    .execute();
  return requests.flatMap(({ id, state, content }) =>
    (content.rows ?? []).map((row) => ({ requestId: id, link: requestLink(id), state, row })),
  );
}

export interface RequestStanding {
  id: string;
  kind: RequestKind;
  state: RequestState;
  link: string;
  formLabel: string;
}

/** How requests stand that a module above has opened. */
export async function requestStandings(db: Db | Tx, ids: readonly string[]): Promise<Map<string, RequestStanding>> {
  if (ids.length === 0) {
    return new Map();
  }
  const rows = await requestTables(db)
    .selectFrom('request')
    .select(['id', 'kind', 'state'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(
    rows.map((row) => [row.id, { ...row, link: requestLink(row.id), formLabel: formByKind(row.kind).label }]),
  );
}
