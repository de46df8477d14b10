import type { CampaignReport } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { openDraft } from '#modules/drafting';
import { insertFile, type StoredBlob, storeBytes } from '#modules/files';
import { getAgency, listUnits } from '#modules/org';
import { loadCalendar } from '#modules/tasks';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { draftLink, findDraft } from '../basis.ts';
import { addMovement, getCampaign, keepReport } from '../campaigns.store.ts';
import type { CampaignRow } from '../campaigns.tables.ts';
import { assertMay, lockForAct } from '../lock-for-act.ts';
import type { BoardRow } from '../members.store.ts';
import { allMembers, writeBoard, XLSX } from '../queries/export-campaign.ts';
import { reportContent } from '../report-content.ts';

interface Prepared {
  rows: BoardRow[];
  list: StoredBlob;
}

/** The list is written and its bytes are durable before the transaction; what moves meanwhile stands in the next report. */
async function prepare(context: ActingContext, campaign: CampaignRow): Promise<Prepared> {
  const today = vietnamDate(context.clock.now());
  const [rows, calendar] = await Promise.all([allMembers(context.db, campaign), loadCalendar(context.db)]);
  const bytes = await writeBoard(rows, { campaign, today, calendar });
  return { rows, list: await storeBytes(context, bytes, 'Danh sach theo doi dot thu.xlsx', XLSX) };
}

/** The report that stands, unless its draft was withdrawn. */
async function findReport(db: Db | Tx, campaign: CampaignRow): Promise<string | undefined> {
  if (campaign.report_document_id === null) {
    return undefined;
  }
  const draft = await findDraft(db, campaign.agency_id, campaign.report_document_id);
  return draft === undefined || draft.state === 'withdrawn' ? undefined : draft.id;
}

async function openReport(
  tx: Tx,
  context: ActingContext,
  campaign: CampaignRow,
  { rows, list }: Prepared,
): Promise<{ id: string }> {
  const { subject } = context;
  const today = vietnamDate(context.clock.now());
  const [calendar, agency, units] = [
    await loadCalendar(tx),
    await getAgency(tx, subject.agencyId),
    await listUnits(tx, subject.agencyId, today),
  ];
  const above = agency.parent_id === null ? undefined : await getAgency(tx, agency.parent_id);
  const file = await insertFile(tx, context, subject.agencyId, list, subject.personId);
  return openDraft(tx, context, {
    agencyId: subject.agencyId,
    owner: {
      personId: subject.personId,
      positionId: subject.positionId,
      unitId: subject.unitId,
      name: subject.displayName,
    },
    content: reportContent({
      campaign,
      rows,
      today,
      calendar,
      officeName: agency.name,
      above: above === undefined ? undefined : { id: above.id, name: above.name },
      unitSymbol: units.find((unit) => unit.id === subject.unitId)?.symbol ?? '',
    }),
    fileIds: [file.id],
    relate: campaign.document_id === null ? [] : [{ documentId: campaign.document_id, kind: 'basis' }],
    movement: `Hệ thống soạn báo cáo kết quả đợt thu "${campaign.name}"`,
  });
}

function answerOf(documentId: string): z.infer<typeof CampaignReport> {
  return { documentId, link: draftLink(documentId) };
}

/** The closing report as a draft of whoever asks for it; asked again, the same one. */
export async function draftReport(context: ActingContext, id: string): Promise<z.infer<typeof CampaignReport>> {
  const seen = await getCampaign(context.db, { agencyId: context.subject.agencyId, id });
  assertMay(context, seen, 'campaigns.report');
  const known = await findReport(context.db, seen);
  if (known !== undefined) {
    return answerOf(known);
  }
  const prepared = await prepare(context, seen);
  return command(context, async (tx) => {
    const campaign = await lockForAct(tx, context, id, 'campaigns.report');
    const key = { agencyId: campaign.agency_id, id };
    const standing = await findReport(tx, campaign);
    if (standing !== undefined) {
      // A twin was quicker while the list was being written.
      await record(tx, context, {
        action: 'campaigns.report_found',
        agencyId: campaign.agency_id,
        objectKind: 'campaign',
        objectId: id,
        detail: { documentId: standing },
      });
      return answerOf(standing);
    }
    const opened = await openReport(tx, context, campaign, prepared);
    await keepReport(tx, context, key, opened.id);
    await addMovement(tx, context, key, { kind: 'report_drafted', text: 'Soạn báo cáo kết quả đợt thu' });
    await record(tx, context, {
      action: 'campaigns.report_drafted',
      agencyId: campaign.agency_id,
      objectKind: 'campaign',
      objectId: id,
      detail: { documentId: opened.id },
    });
    await publish(tx, { topic: 'campaigns', agencyId: campaign.agency_id, ids: [id] });
    return answerOf(opened.id);
  });
}
