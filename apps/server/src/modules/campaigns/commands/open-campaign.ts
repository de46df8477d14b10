import type { CampaignView, OpenCampaign } from '@congvu/contracts';
import { record } from '#modules/audit';
import { assertNoStateSecret, getDocument } from '#modules/documents';
import { loadCalendar } from '#modules/tasks';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { assertDueAhead, chosenAgencies } from '../asking.ts';
import { basisOf, documentUnknown } from '../basis.ts';
import { officePolicies } from '../campaigns.policy.ts';
import { addMovement, insertCampaign } from '../campaigns.store.ts';
import type { CampaignRow } from '../campaigns.tables.ts';
import { formsPhrase } from '../form-words.ts';
import { type Calendar, DEFAULT_STEPS, dueSentence, reachedRung } from '../ladder.ts';
import { insertMembers } from '../members.store.ts';
import type { CampaignsPorts } from '../ports.ts';
import { viewCampaign } from '../queries/view-campaign.ts';
import { callMembers } from '../reminders/call-members.ts';

async function basisText(tx: Tx, context: ActingContext, ports: CampaignsPorts, body: OpenCampaign): Promise<string> {
  if (body.documentId === undefined) {
    return body.basisText;
  }
  if (!(await ports.maySee(tx, context.subject, body.documentId))) {
    throw documentUnknown();
  }
  const document = await getDocument(tx, context.subject.agencyId, body.documentId);
  return body.basisText === '' ? basisOf(document) : body.basisText;
}

function rowOf(context: ActingContext, body: OpenCampaign, basis: string, calendar: Calendar): CampaignRow {
  const now = context.clock.now();
  const steps = [...new Set(body.reminderSteps ?? DEFAULT_STEPS)].sort((left, right) => left - right);
  const day = { due_before: body.dueBefore, reminder_steps: steps };
  return {
    agency_id: context.subject.agencyId,
    id: newId(now.getTime()),
    name: body.name,
    forms: [...new Set(body.forms)].sort(),
    document_id: body.documentId ?? null,
    basis_text: basis,
    ...day,
    // Rungs before the opening are past: the agencies are told of the opening itself.
    last_rung: reachedRung(day, vietnamDate(now), calendar)?.key ?? null,
    state: 'open',
    report_document_id: null,
    opened_by: context.subject.personId,
    opened_by_name: context.subject.displayName,
    opened_at: now,
    closed_at: null,
    updated_at: now,
  };
}

/** Asks agencies for forms before a day: one line each with the names of today, all told. */
export async function openCampaign(
  context: ActingContext,
  ports: CampaignsPorts,
  body: OpenCampaign,
): Promise<CampaignView> {
  const { subject } = context;
  officePolicies.authorize('campaigns.open', subject, null);
  const today = vietnamDate(context.clock.now());
  assertDueAhead(body.dueBefore, today);
  assertNoStateSecret({ texts: [{ place: 'Tên đợt thu', text: `${body.name}\n${body.basisText}` }] });
  const { id } = await command(context, async (tx) => {
    const calendar = await loadCalendar(tx);
    const agencies = await chosenAgencies(tx, subject.agencyId, body.agencyIds, today);
    const row = rowOf(context, body, await basisText(tx, context, ports, body), calendar);
    const key = { agencyId: row.agency_id, id: row.id };
    await insertCampaign(tx, row);
    await insertMembers(tx, context, key, agencies);
    await addMovement(tx, context, key, {
      kind: 'opened',
      text: `Mở đợt thu ${formsPhrase(row.forms)} đến ${agencies.length} cơ quan, hạn ${dueSentence(row.due_before, calendar)}`,
    });
    await record(tx, context, {
      action: 'campaigns.opened',
      agencyId: row.agency_id,
      objectKind: 'campaign',
      objectId: row.id,
      detail: {
        forms: row.forms,
        dueBefore: row.due_before,
        agencies: agencies.length,
        documentId: row.document_id,
        reminderSteps: row.reminder_steps,
      },
    });
    await callMembers(tx, context, row, { step: 'opened', isReminder: false });
    await publish(tx, { topic: 'campaigns', agencyId: row.agency_id, ids: [row.id] });
    return { id: row.id };
  });
  return viewCampaign(context, id);
}
