import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { alsoWithin } from '../../platform/reach.ts';
import { type CampaignRow, type CampaignTables, campaignTables } from './campaigns.tables.ts';

export type MovementRow = CampaignTables['campaign_movement'];

export interface CampaignKey {
  agencyId: string;
  id: string;
}

export function campaignMissing() {
  return notFound(
    'campaigns.not_found',
    'Không tìm thấy đợt thu này. Có thể đợt thu thuộc cơ quan khác; tải lại danh sách.',
  );
}

export function campaignClosed() {
  return conflict(
    'campaigns.closed',
    'Đợt thu đã kết thúc nên không làm được việc này. Tải lại trang để xem trạng thái hiện tại; cần thu tiếp thì mở đợt mới.',
  );
}

/** Of the own agency only: the campaign of another office does not exist here. */
export async function getCampaign(db: Db | Tx, key: CampaignKey): Promise<CampaignRow> {
  const row = await campaignTables(db)
    .selectFrom('campaign')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.id)
    .executeTakeFirst();
  if (row === undefined) {
    throw campaignMissing();
  }
  return row;
}

export async function lockCampaign(tx: Tx, key: CampaignKey): Promise<CampaignRow> {
  const row = await campaignTables(tx)
    .selectFrom('campaign')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw campaignMissing();
  }
  return row;
}

/** By id alone: in the own agency, or in the office whose line the caller has in hand. */
export async function findCampaign(db: Db | Tx, id: string): Promise<CampaignRow | undefined> {
  return campaignTables(db).selectFrom('campaign').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Whoever is asked reads the campaign and writes into its history: the line in hand says which office asks. */
export function withinOffice<T>(line: { agency_id: string }, work: () => T): T {
  return alsoWithin('party', [line.agency_id], work);
}

/** The campaign of a line of whatever agency. */
export function campaignOf(
  db: Db | Tx,
  line: { agency_id: string; campaign_id: string } | undefined,
): Promise<CampaignRow | undefined> {
  return line === undefined ? Promise.resolve(undefined) : withinOffice(line, () => findCampaign(db, line.campaign_id));
}

export async function insertCampaign(tx: Tx, row: CampaignRow): Promise<void> {
  await campaignTables(tx).insertInto('campaign').values(row).execute();
}

/** Changes an open campaign; no row means that somebody has closed it meanwhile. */
export async function updateOpenCampaign(
  tx: Tx,
  context: Context,
  key: CampaignKey,
  set: Partial<Omit<CampaignRow, 'agency_id' | 'id'>>,
): Promise<CampaignRow> {
  const row = await campaignTables(tx)
    .updateTable('campaign')
    .set({ ...set, updated_at: context.clock.now() })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.id)
    .where('state', '=', 'open')
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) {
    throw campaignClosed();
  }
  return row;
}

export async function keepReport(tx: Tx, context: Context, key: CampaignKey, documentId: string): Promise<void> {
  await campaignTables(tx)
    .updateTable('campaign')
    .set({ report_document_id: documentId, updated_at: context.clock.now() })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.id)
    .execute();
}

export async function addMovement(
  tx: Tx,
  context: Context,
  key: CampaignKey,
  movement: { kind: string; text: string },
): Promise<void> {
  const at = context.clock.now();
  await campaignTables(tx)
    .insertInto('campaign_movement')
    .values({
      agency_id: key.agencyId,
      id: newId(at.getTime()),
      campaign_id: key.id,
      at,
      actor_name: context.subject?.displayName ?? 'Hệ thống',
      ...movement,
    })
    .execute();
}

/** Newest first; the board shows the last ones. */
export async function listMovements(db: Db | Tx, key: CampaignKey, limit: number): Promise<MovementRow[]> {
  return campaignTables(db)
    .selectFrom('campaign_movement')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('campaign_id', '=', key.id)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
