import type { RequestView } from '@congvu/contracts';
import { formByCode } from '@congvu/forms';
import { record } from '#modules/audit';
import { listFiles } from '#modules/files';
import { getAgency, listOfficers } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { liveOverrides } from '../engine/check.ts';
import { contentOf, maskForm } from '../engine/content.ts';
import { findTwins } from '../engine/duplicates.ts';
import { readRequest, type SeenRequest, withinRequest } from '../engine/read-request.ts';
import { currentFindings } from '../engine/readiness.ts';
import { yearlyCostOf } from '../engine/yearly-cost.ts';
import { pluggedPorts } from '../plugged-ports.ts';
import { isParty, requestPolicies } from '../requests.policy.ts';
import { presentItem, presentListItem, requestSteps } from '../requests.presenter.ts';
import { listMovements, listSignatures } from '../requests.store.ts';
import { type RequestRow, type RevisionRow, requestTables, type SignatureRow } from '../requests.tables.ts';
import { approveModes, declareModes } from '../signing/modes.ts';

const ITEMS_SHOWN = 500;
/** Longer lists are checked when they are saved and sent, not each time they are looked at. */
const CHECKED_ON_VIEW = 200;

/** Opening what is somebody else's leaves a trace (spec requests.md §5): personal data stand in it. */
export async function traceViewing(context: ActingContext, { row, facts }: SeenRequest, what: string): Promise<void> {
  if (isParty(context.subject, facts)) {
    return;
  }
  await command({ ...context, idempotency: undefined }, (tx) =>
    record(tx, context, {
      action: 'requests.viewed',
      agencyId: row.agency_id,
      objectKind: 'request',
      objectId: row.id,
      detail: { what, byAgency: context.subject.agencyId, state: row.state },
    }),
  );
}

const FRESH: readonly RequestRow['state'][] = ['draft', 'awaiting_declarant', 'awaiting_head'];

async function findingsOf(context: ActingContext, { row }: SeenRequest): Promise<RequestView['findings']> {
  if (FRESH.includes(row.state)) {
    return (row.content.rows?.length ?? 0) > CHECKED_ON_VIEW ? row.findings : currentFindings(context.db, context, row);
  }
  const isOffice = row.agency_id !== context.subject.agencyId || row.agency_id === row.consolidator_agency_id;
  return isOffice && (row.state === 'submitted' || row.state === 'accepted')
    ? [...row.findings, ...(await findTwins(context.db, row, true))]
    : row.findings;
}

async function batchOf(context: ActingContext, row: RequestRow): Promise<RequestView['batch']> {
  if (row.batch_id === null) {
    return null;
  }
  const wanted = { officeId: row.consolidator_agency_id, batchId: row.batch_id };
  const batch = await pluggedPorts().batchOf(context.db, wanted);
  if (batch === undefined) {
    return null;
  }
  const { id, name, stateLabel, numberSymbol } = batch;
  return { id, name, stateLabel, numberSymbol };
}

async function attachmentsOf(context: ActingContext, row: RequestRow): Promise<RequestView['attachments']> {
  const kept = await requestTables(context.db)
    .selectFrom('request_file')
    .selectAll()
    .where('agency_id', '=', row.agency_id)
    .where('request_id', '=', row.id)
    .orderBy('added_at')
    .execute();
  const ids = kept.map(({ file_id }) => file_id);
  const files = await listFiles(context.db, row.agency_id, ids);
  return files.map((file) => ({
    fileId: file.id,
    role: kept.some(({ file_id, role }) => file_id === file.id && role === 'scan') ? 'signed' : 'attachment',
    name: file.name,
    mediaType: file.media_type,
    size: file.size,
    malware: file.malware,
    url: `/api/requests/${row.id}/file/${file.id}`,
  }));
}

function presentRevision(row: RequestRow, revision: RevisionRow): RequestView['revisions'][number] {
  return {
    revision: revision.revision,
    submittedAt: revision.submitted_at?.toISOString() ?? '',
    endedAt: revision.ended_at?.toISOString() ?? null,
    reason: revision.reason,
    pdfUrl: `/api/requests/${row.id}/revisions/${revision.revision}/print`,
  };
}

async function revisionsOf(context: ActingContext, row: RequestRow): Promise<RequestView['revisions']> {
  const rows = await requestTables(context.db)
    .selectFrom('request_revision')
    .selectAll()
    .where('agency_id', '=', row.agency_id)
    .where('request_id', '=', row.id)
    .where('revision', '<', row.state === 'returned' ? row.revision + 1 : row.revision)
    .orderBy('revision', 'desc')
    .execute();
  return rows.map((revision) => presentRevision(row, revision));
}

async function itemsOf(context: ActingContext, row: RequestRow) {
  const rows = await requestTables(context.db)
    .selectFrom('request_item')
    .selectAll()
    .where('agency_id', '=', row.agency_id)
    .where('request_id', '=', row.id)
    .where('revision', '=', row.revision)
    .orderBy('part')
    .orderBy('no')
    .limit(ITEMS_SHOWN + 1)
    .execute();
  return {
    items: rows.slice(0, ITEMS_SHOWN).map((item) => presentItem(item, row)),
    moreItems: rows.length > ITEMS_SHOWN,
    done: rows.filter(({ state }) => state === 'granted' || state === 'refused' || state === 'recorded').length,
  };
}

function presentSignature(signature: SignatureRow): RequestView['signatures'][number] {
  return {
    role: signature.role,
    mode: signature.mode,
    name: signature.person_name,
    title: signature.title,
    at: signature.at.toISOString(),
    certificateSerial: signature.certificate_serial,
  };
}

function presentReturned(row: RequestRow): RequestView['returned'] {
  if (row.returned_at === null || row.returned_reason === null) {
    return null;
  }
  return {
    reason: row.returned_reason,
    by: row.returned_by ?? '',
    at: row.returned_at.toISOString(),
    fields: row.returned_fields,
  };
}

function hasSealStep(row: RequestRow, signatures: readonly SignatureRow[]): boolean {
  const { layout } = formByCode(row.form_code, row.form_set);
  const isAsked = row.state === 'awaiting_seal' || signatures.some(({ role }) => role === 'seal');
  return isAsked || (layout.kind === 'sheet' && layout.seal === 'always' && !row.nil);
}

async function composeWithin(context: ActingContext, seen: SeenRequest): Promise<RequestView> {
  const { row, facts } = seen;
  const { subject, db } = context;
  const key = { agencyId: row.agency_id, id: row.id };
  const full = requestPolicies.decide('requests.read_personal', subject, facts).allowed;
  const signatures = await listSignatures(db, key, row.revision);
  const { items, moreItems, done } = await itemsOf(context, row);
  const officers = await listOfficers(db, [row.agency_id], vietnamDate(context.clock.now()));
  const head = officers.find(({ office }) => office === 'head');
  const findings = await findingsOf(context, seen);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const listed = presentListItem({ ...row, done_count: done }, subject, facts);
  return {
    ...listed,
    errors,
    warnings: findings.length - errors,
    set: row.form_set,
    revision: row.revision,
    version: row.version,
    content: contentOf(full ? row.content : maskForm(row.content)),
    // They quote what was typed.
    findings: full ? findings : [],
    overrides: liveOverrides(row).map(({ code, field, row: line, by, reason, at }) => ({
      code,
      field,
      row: line,
      by,
      reason,
      at,
    })),
    prefilled: row.prefilled,
    consolidatorName: (await getAgency(db, row.consolidator_agency_id)).name,
    declareModes: await declareModes(context, row),
    approveModes:
      listed.abilities['requests.approve'] === true ? await approveModes(context, row, subject.personId) : [],
    signatures: signatures.map(presentSignature),
    items,
    moreItems,
    pdfUrl: `/api/requests/${row.id}/print?format=pdf`,
    attachments: full ? await attachmentsOf(context, row) : [],
    steps: requestSteps(row, signatures, {
      hasSeal: hasSealStep(row, signatures),
      headTitle: head?.title ?? 'Thủ trưởng',
    }),
    movements: (await listMovements(db, key)).map(({ at, actor_name, kind, text }) => ({
      at: at.toISOString(),
      actorName: actor_name,
      kind,
      text,
    })),
    returned: presentReturned(row),
    revisions: await revisionsOf(context, row),
    batch: await batchOf(context, row),
    yearlyCost: await yearlyCostOf(db, context, row),
  };
}

function compose(context: ActingContext, seen: SeenRequest): Promise<RequestView> {
  return withinRequest(seen.row, () => composeWithin(context, seen));
}

/** One's own act has its own trace; the view it answers with leaves none. */
export async function viewRequest(context: ActingContext, id: string): Promise<RequestView> {
  return compose(context, await readRequest(context, id));
}

export async function openRequestView(context: ActingContext, id: string): Promise<RequestView> {
  const seen = await readRequest(context, id);
  await traceViewing(context, seen, 'detail');
  return compose(context, seen);
}
