import type { FilledContent, RequestKind, ResultPreview } from '@congvu/contracts';
import { formByKind } from '@congvu/forms';
import type { z } from 'zod';
import { insertFile, storeBytes } from '#modules/files';
import type { Subject } from '../../../platform/authorise.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { acceptRequests } from '../commands/accept-many.ts';
import { attestApprove } from '../commands/attest.ts';
import { createRequest, openRequest } from '../commands/open-request.ts';
import { sendRequest } from '../commands/send-request.ts';
import { readContent, subjectOf } from '../engine/content.ts';
import { materialiseItems } from '../engine/items.ts';
import { updateRequest } from '../requests.store.ts';
import {
  buildRequestsOffice,
  PASSWORD,
  type RecordedRequestPorts,
  type RequestingAgency,
  type RequestsOffice,
  recordRequestPorts,
} from '../requests.testing.ts';
import { openBatches } from './commands/open-batches.ts';
import { previewResults } from './commands/preview-results.ts';
import { documentMoved, type LetterStep } from './document-moved.ts';
import { rosterTables } from './rosters.tables.ts';

export interface RosterWorld extends RequestsOffice {
  /** Department of the province, with its office here. */
  department: { agencyId: string; focal: Subject; clerk: Subject };
  /** Certificate authority: an address outside. */
  authorityId: string;
  ports: RecordedRequestPorts;
}

export async function buildRosterWorld(office: TestOffice): Promise<RosterWorld> {
  const world = await buildRequestsOffice(office);
  const { db } = office;
  const department = await buildAgency(db, { name: 'Sở Thông tin và Truyền thông', tier: 'province' });
  const unit = await buildUnit(db, department.id, { name: 'Phòng Công nghệ thông tin' });
  const at = { agencyId: department.id, unitId: unit.id };
  const authority = await buildAgency(db, { name: 'Cục Chứng thực số', tier: 'central', hosted: false });
  await rosterTables(db)
    .insertInto('request_setting')
    .values({
      agency_id: world.district.agencyId,
      consolidator_agency_id: null,
      certificate_destination_id: authority.id,
      account_destination_id: department.id,
      mailbox_domain: '',
      unit_slug: '',
      scan_retention_days: 365,
    })
    .execute();
  return {
    ...world,
    department: {
      agencyId: department.id,
      focal: await buildSubject(db, { ...at, fullName: 'Phạm Thị Nhận', roles: ['specialist', 'focal'] }),
      clerk: await buildSubject(db, { ...at, fullName: 'Lù Văn Gác', roles: ['clerk'] }),
    },
    authorityId: authority.id,
    ports: recordRequestPorts(),
  };
}

/** A list written, sent, approved by the head and accepted by the guiding office. */
export async function acceptList(
  office: TestOffice,
  world: RosterWorld,
  agency: RequestingAgency,
  kind: RequestKind,
  content: FilledContent,
  campaignId?: string,
): Promise<string> {
  const { ports } = world;
  const as = (subject: Subject): ActingContext => {
    office.clock.advance(1_000);
    return office.as(subject);
  };
  const draft = await createRequest(as(agency.clerk), ports, {
    kind,
    nil: false,
    content,
    ...(campaignId !== undefined && { campaignId }),
  });
  await sendRequest(as(agency.clerk), ports, draft.id, { version: draft.version });
  const approved = await attestApprove(as(agency.leader), ports, { ids: [draft.id], password: PASSWORD });
  const accepted = await acceptRequests(as(world.district.focal), ports, [draft.id]);
  const failed = [...approved.items, ...accepted.items].find(({ ok }) => !ok);
  if (failed !== undefined) {
    throw new Error(`${failed.code}: ${failed.message}`);
  }
  return draft.id;
}

/** Rows of Mẫu số 06 with these names. */
export function people(...names: string[]): FilledContent {
  return {
    rows: names.map((fullName, index) => ({
      fullName,
      position: 'Chuyên viên',
      unit: 'Văn phòng',
      phone: `091200${String(index).padStart(4, '0')}`,
      note: '',
    })),
  };
}

/** The letter of a batch takes a step, as `outgoing` tells it. */
export async function letterStep(
  office: TestOffice,
  world: RosterWorld,
  documentId: string,
  to: LetterStep['to'],
  numberSymbol = '',
): Promise<void> {
  office.clock.advance(1_000);
  const context = office.as(world.district.clerk);
  const step = { agencyId: world.district.agencyId, documentId, to, numberSymbol };
  await command(context, (tx) => documentMoved(tx, context, world.ports, step));
}

export async function readOne<T>(office: TestOffice, statement: string, values: unknown[]): Promise<T> {
  const [row] = await rawQuery<T>(office.db, statement, values);
  if (row === undefined) {
    throw new Error('no row');
  }
  return row;
}

export function stateOf(
  office: TestOffice,
  requestId: string,
): Promise<{ state: string; returned_reason: string | null }> {
  return readOne(office, 'select state, returned_reason from request where id = $1', [requestId]);
}

export async function itemsOf(
  office: TestOffice,
  requestId: string,
): Promise<
  { id: string; no: number; state: string; live: boolean; batch_id: string | null; recorded_at: Date | null }[]
> {
  return rawQuery(
    office.db,
    'select id, no, state, live, batch_id, recorded_at from request_item where request_id = $1 order by no',
    [requestId],
  );
}

/** As the route does with an uploaded file. */
export function previewFile(
  context: ActingContext,
  batchId: string,
  name: string,
  bytes: Uint8Array,
): Promise<z.infer<typeof ResultPreview>> {
  async function* files() {
    const { Readable } = await import('node:stream');
    yield { name, declaredType: '', stream: Readable.from([Buffer.from(bytes)]) };
  }
  return previewResults(context, batchId, files());
}

/** A request as the guiding office has accepted it, past the rules of filling in: for what comes behind. */
export async function plantAccepted(
  office: TestOffice,
  agency: RequestingAgency,
  planted: { kind: RequestKind; content: FilledContent; urgent?: boolean; campaignId?: string; declarant?: Subject },
): Promise<string> {
  office.clock.advance(1_000);
  const context = office.as(agency.clerk);
  const page = await storeBytes(office, Buffer.from(`%PDF-1.7 ${Math.random()}`), 'de-nghi.pdf', 'application/pdf');
  return command(context, async (tx) => {
    const { id } = await openRequest(tx, context, {
      agencyId: agency.agencyId,
      unitId: agency.unitId,
      kind: 'account.new',
      preparedBy: { personId: agency.clerk.personId, name: agency.clerk.displayName },
      content: people('Người Tạm'),
      urgent: planted.urgent ?? false,
      why: 'Lập để thử',
    });
    const form = formByKind(planted.kind);
    const content = readContent(form, planted.content, planted.declarant?.displayName);
    const row = await updateRequest(
      tx,
      { agencyId: agency.agencyId, id },
      {
        kind: planted.kind,
        form_code: form.code,
        content,
        subject: subjectOf(content, false),
        declarant_person_id: planted.declarant?.personId ?? null,
        declarant_name: planted.declarant?.displayName ?? null,
      },
    );
    const count = await materialiseItems(tx, context, row);
    const file = await insertFile(tx, office, agency.agencyId, page);
    await rawQuery(
      tx,
      `update request set state = 'accepted', submitted_at = $2, accepted_at = $2, item_count = $3, file_id = $4, file_sha256 = $5,
         campaign_id = $6 where id = $1`,
      [id, context.clock.now(), count, file.id, file.sha256, planted.campaignId ?? null],
    );
    return id;
  });
}

/** All accepted lines of a kind in one batch whose letter has left, printed nowhere; answers the batch. */
export async function sendBatch(office: TestOffice, world: RosterWorld, kind: RequestKind): Promise<string> {
  office.clock.advance(1_000);
  const { batches } = await openBatches(office.as(world.district.focal), world.ports, { kinds: [kind] });
  const id = batches[0]?.id ?? '';
  const documentId = newId();
  await rawQuery(office.db, "update request_batch set state = 'awaiting_signature', document_id = $2 where id = $1", [
    id,
    documentId,
  ]);
  await letterStep(office, world, documentId, 'issued', `${Math.floor(Math.random() * 9_000)}/UBND-VHTT`);
  return id;
}
