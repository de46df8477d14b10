import type { CreateRequest, FilledContent, FormCode, RequestKind, RequestView } from '@congvu/contracts';
import { type FilledForm, type FormDefinition, formByKind, isListForm } from '@congvu/forms';
import type { z } from 'zod';
import { getEntry } from '#modules/certificates';
import { getAgency, listUnits } from '#modules/org';
import { hasRole } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, type Context, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { countFindings } from '../engine/check.ts';
import { contentOf, isUrgent, readContent, searchTextOf, subjectOf } from '../engine/content.ts';
import { finishStep } from '../engine/finish-step.ts';
import { prefill } from '../engine/prefill.ts';
import { currentFindings } from '../engine/readiness.ts';
import { pluggedPorts } from '../plugged-ports.ts';
import type { RequestsPorts } from '../ports.ts';
import { viewRequest } from '../queries/view-request.ts';
import { requestLink } from '../requests.links.ts';
import { requestDeskPolicies } from '../requests.policy.ts';
import { consolidatorOf, insertRequest } from '../requests.store.ts';
import type { RequestRow } from '../requests.tables.ts';

export interface RequestToOpen {
  agencyId: string;
  unitId: string;
  kind: RequestKind;
  preparedBy: { personId: string; name: string };
  declarantPersonId?: string | null | undefined;
  /** Whose certificate or device it is about when that is not the declarant's (Mẫu 04 of somebody who has left). */
  subjectPersonId?: string | null | undefined;
  certificateEntryId?: string | undefined;
  content?: FilledContent | undefined;
  campaignId?: string | undefined;
  nil?: boolean | undefined;
  urgent?: boolean | undefined;
  /** Written into the history: "Lập theo đợt thu…". */
  why: string;
}

export interface OpenedRequest {
  id: string;
  form: FormCode;
  link: string;
}

/** What was given counts; where it is silent the registers speak. */
function merge(filled: FilledForm, content: FilledContent | undefined): FilledContent {
  const base = contentOf(filled);
  if (content === undefined) {
    return base;
  }
  const given = Object.entries(content.fields ?? {}).filter(([, value]) => value !== '');
  return {
    ...base,
    ...content,
    ...(base.fields !== undefined && { fields: { ...base.fields, ...Object.fromEntries(given) } }),
    ...(base.rows !== undefined && { rows: content.rows ?? base.rows }),
  };
}

function isKept(filled: FilledForm, form: FilledForm, key: string): boolean {
  return filled.fields?.[key] === form.fields?.[key];
}

async function campaignOf(
  tx: Tx,
  ports: RequestsPorts,
  given: RequestToOpen,
  form: FormDefinition,
): Promise<{ dueBefore: string; officeAgencyId: string } | undefined> {
  if (given.campaignId === undefined) {
    return undefined;
  }
  const campaign = await ports.campaign(tx, { campaignId: given.campaignId, agencyId: given.agencyId });
  if (campaign === undefined || !campaign.forms.includes(form.code)) {
    throw invalid(
      'requests.form_not_in_campaign',
      `Đợt thu này không yêu cầu ${form.label} của cơ quan. Lập đề nghị ngoài đợt thu, hoặc hỏi lại đơn vị đầu mối.`,
    );
  }
  if (!campaign.open) {
    throw conflict(
      'requests.campaign_closed',
      'Đợt thu đã kết thúc nên không nhận thêm. Lập đề nghị ngoài đợt thu, đơn vị đầu mối vẫn tiếp nhận.',
    );
  }
  return campaign;
}

/** A list is answered once in a campaign, a second would be sent twice; sheets are one a person. */
async function assertOnce(tx: Tx, given: RequestToOpen, form: FormDefinition): Promise<void> {
  if (given.campaignId === undefined || !isListForm(form)) {
    return;
  }
  const [twin] = await rawQuery<{ id: string }>(
    tx,
    `select id from request where campaign_id = $1 and agency_id = $2 and kind = $3 and state not in ('withdrawn', 'refused')`,
    [given.campaignId, given.agencyId, given.kind],
  );
  if (twin !== undefined) {
    throw conflict(
      'requests.wrong_state',
      `Cơ quan đã lập mẫu này cho đợt thu (xem ${requestLink(twin.id)}). Mở đề nghị đó ra làm tiếp, hoặc rút trước khi lập lại.`,
    );
  }
}

function newRow(
  context: Context,
  given: RequestToOpen,
  parts: {
    form: FormDefinition;
    content: FilledForm;
    prefilled: string[];
    names: { agency: string; unit: string };
    consolidatorId: string;
    dueBefore: string | null;
    declarantPersonId: string | null;
  },
): RequestRow {
  const now = context.clock.now();
  const nil = given.nil ?? false;
  const { content, form } = parts;
  return {
    agency_id: given.agencyId,
    id: newId(now.getTime()),
    kind: given.kind,
    form_code: form.code,
    form_set: form.set,
    state: 'draft',
    revision: 1,
    version: 1,
    subject: subjectOf(content, nil),
    search_text: searchTextOf(content),
    agency_name: parts.names.agency,
    unit_id: given.unitId,
    unit_name: parts.names.unit,
    prepared_by: given.preparedBy.personId,
    prepared_by_name: given.preparedBy.name,
    declarant_person_id: parts.declarantPersonId,
    declarant_name: parts.declarantPersonId === null ? null : (content.signerName ?? ''),
    certificate_entry_id: given.certificateEntryId ?? null,
    content,
    content_hash: null,
    prefilled: parts.prefilled,
    findings: [],
    errors: 0,
    warnings: 0,
    overrides: [],
    signs_regularly: false,
    signs_what: '',
    item_count: nil ? 0 : (content.rows?.length ?? 1),
    file_id: null,
    file_sha256: null,
    pages: 0,
    campaign_id: given.campaignId ?? null,
    due_before: parts.dueBefore,
    consolidator_agency_id: parts.consolidatorId,
    destination_agency_id: null,
    nil,
    urgent: given.urgent === true || isUrgent(content),
    late: false,
    submitted_at: null,
    accepted_at: null,
    returned_reason: null,
    returned_by: null,
    returned_at: null,
    returned_fields: [],
    batch_id: null,
    closed_at: null,
    created_at: now,
    updated_at: now,
  };
}

function assertNil(given: RequestToOpen): void {
  if (given.nil === true && ((given.content?.rows?.length ?? 0) > 0 || given.content?.fields !== undefined)) {
    throw invalid(
      'requests.nil_has_rows',
      'Đã ghi nội dung thì không phải là "Không phát sinh". Xóa các dòng, hoặc lập danh sách như thường.',
    );
  }
}

/** Colleagues' identity papers are not handed to whoever offers to help with a form. */
function mayReadPersonal({ subject }: Context, declarantPersonId: string | null): boolean {
  return (
    subject === undefined || subject.personId === declarantPersonId || hasRole(subject, 'clerk', 'leader', 'unit_head')
  );
}

/** A draft for an agency, prefilled from the registers. */
async function openWith(tx: Tx, context: Context, ports: RequestsPorts, given: RequestToOpen): Promise<OpenedRequest> {
  assertNil(given);
  const on = vietnamDate(context.clock.now());
  const form = formByKind(given.kind, on);
  const campaign = await campaignOf(tx, ports, given, form);
  await assertOnce(tx, given, form);
  // Who asks in a campaign is who gets the answers.
  const consolidatorId = campaign?.officeAgencyId ?? (await consolidatorOf(tx, given.agencyId));
  const isSheet = !isListForm(form) && given.nil !== true;
  const declarantPersonId = isSheet ? (given.declarantPersonId ?? given.preparedBy.personId) : null;
  const [agency, consolidator, units] = await Promise.all([
    getAgency(tx, given.agencyId),
    getAgency(tx, consolidatorId),
    listUnits(tx, given.agencyId, on),
  ]);
  const known = await prefill(tx, {
    agencyId: given.agencyId,
    kind: given.kind,
    form,
    declarantPersonId,
    subjectPersonId: given.subjectPersonId ?? null,
    certificateEntryId: given.certificateEntryId ?? null,
    consolidatorName: consolidator.name,
    personal: mayReadPersonal(context, declarantPersonId),
    on,
  });
  const content = readContent(form, merge(known.form, given.content), known.form.signerName);
  const row = newRow(context, given, {
    form,
    content,
    prefilled: known.prefilled.filter((key) => isKept(known.form, content, key)),
    names: { agency: agency.name, unit: units.find(({ id }) => id === given.unitId)?.name ?? '' },
    consolidatorId,
    dueBefore: campaign?.dueBefore ?? null,
    declarantPersonId,
  });
  const findings = await currentFindings(tx, context, row);
  const checked = { ...row, findings, ...countFindings(findings) };
  await insertRequest(tx, checked);
  await finishStep(tx, context, ports, checked, {
    from: 'draft',
    verb: 'drafted',
    text: given.why,
    detail: { kind: row.kind, nil: row.nil, declarant: declarantPersonId },
  });
  return { id: row.id, form: form.code, link: requestLink(row.id) };
}

/** For modules above (campaigns, proposals), in their transaction. @throws AppError `requests.campaign_closed` and the like */
export function openRequest(tx: Tx, context: Context, given: RequestToOpen): Promise<OpenedRequest> {
  return openWith(tx, context, pluggedPorts(), given);
}

/** Sheets about a certificate of somebody else are declared by whoever asks; all others by the person they are about. */
function declarantOf(kind: RequestKind, personId: string | undefined, callerId: string): string {
  return kind === 'cert.revoke' ? callerId : (personId ?? callerId);
}

async function isAboutOneself(context: ActingContext, body: z.output<typeof CreateRequest>): Promise<boolean> {
  const { personId, agencyId } = context.subject;
  const isSheet = !isListForm(formByKind(body.kind)) && body.kind !== 'cert.issue.org';
  if (!isSheet || (body.personId ?? personId) !== personId || body.campaignId !== undefined) {
    return false;
  }
  if (body.certificateEntryId === undefined) {
    return true;
  }
  const entry = await getEntry(context.db, agencyId, body.certificateEntryId);
  return entry.person_id === personId || entry.custodian_person_id === personId;
}

/** The caller's own draft. */
export async function createRequest(
  context: ActingContext,
  ports: RequestsPorts,
  body: z.output<typeof CreateRequest>,
): Promise<RequestView> {
  const { subject } = context;
  requestDeskPolicies.authorize('requests.create', subject, { own: await isAboutOneself(context, body) });
  const opened = await command(context, (tx) =>
    openWith(tx, context, ports, {
      agencyId: subject.agencyId,
      unitId: subject.unitId,
      kind: body.kind,
      preparedBy: { personId: subject.personId, name: subject.displayName },
      declarantPersonId: declarantOf(body.kind, body.personId, subject.personId),
      subjectPersonId: body.personId ?? null,
      certificateEntryId: body.certificateEntryId,
      content: body.content,
      campaignId: body.campaignId,
      nil: body.nil,
      why: body.nil ? 'Lập báo cáo không phát sinh' : 'Lập đề nghị',
    }),
  );
  return viewRequest(context, opened.id);
}
