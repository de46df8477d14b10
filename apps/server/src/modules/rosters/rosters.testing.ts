import type { RequestKind, ResultPreview } from '@congvu/contracts';
import type { z } from 'zod';
import { createRequestsModule } from '#modules/requests';
import type { Subject } from '../../platform/authorise.ts';
import { type ActingContext, command } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import {
  buildRequestsOffice,
  type RecordedRequestPorts,
  type RequestsOffice,
  recordRequestPorts,
} from '../requests/requests.testing.ts';
import { openBatches } from './commands/open-batches.ts';
import { previewResults } from './commands/preview-results.ts';
import { documentMoved, type LetterStep } from './document-moved.ts';
import { rosterPorts } from './roster-ports.ts';

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
  await rawQuery(
    db,
    `insert into request_setting (agency_id, certificate_destination_id, account_destination_id) values ($1, $2, $3)`,
    [world.district.agencyId, authority.id, department.id],
  );
  // Requests as modules.ts plugs them, with whoever stands above written down.
  const ports: RecordedRequestPorts = { ...recordRequestPorts(), ...rosterPorts };
  createRequestsModule(ports);
  return {
    ...world,
    department: {
      agencyId: department.id,
      focal: await buildSubject(db, { ...at, fullName: 'Phạm Thị Nhận', roles: ['specialist', 'focal'] }),
      clerk: await buildSubject(db, { ...at, fullName: 'Lù Văn Gác', roles: ['clerk'] }),
    },
    authorityId: authority.id,
    ports,
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
  await command(context, (tx) => documentMoved(tx, context, {}, step));
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

/** The letter of an open batch leaves, printed nowhere. */
export async function letGo(office: TestOffice, world: RosterWorld, batchId: string): Promise<void> {
  const documentId = newId();
  await rawQuery(office.db, "update request_batch set state = 'awaiting_signature', document_id = $2 where id = $1", [
    batchId,
    documentId,
  ]);
  await letterStep(office, world, documentId, 'issued', `${Math.floor(Math.random() * 9_000)}/UBND-VHTT`);
}

/** All accepted lines of a kind in one batch whose letter has left; answers the batch. */
export async function sendBatch(office: TestOffice, world: RosterWorld, kind: RequestKind): Promise<string> {
  office.clock.advance(1_000);
  const { batches } = await openBatches(office.as(world.district.focal), { kinds: [kind] });
  const id = batches[0]?.id ?? '';
  await letGo(office, world, id);
  return id;
}
