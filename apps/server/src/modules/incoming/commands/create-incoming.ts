import type { CreateIncoming, IncomingAck, VerdictView } from '@congvu/contracts';
import { addMovement, guardAgainstStateSecret, insertDocument } from '#modules/documents';
import type { StoredBlob } from '#modules/files';
import { loadTaskOffice } from '#modules/tasks';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { attachReceived, documentFacts, listedFacts } from '../incoming.entry.ts';
import { authorizeInAgency } from '../incoming.policy.ts';
import { getIncoming, insertIncoming, transitionIncoming } from '../incoming.store.ts';
import { incomingTables } from '../incoming.tables.ts';
import { readTypedFacts, secrecyOf } from '../incoming.typed-facts.ts';
import type { IncomingPorts, ReceivedFacts } from '../ports.ts';
import { findSameKey, findSamePage } from '../queries/find-duplicates.ts';
import { settle } from './act-on-incoming.ts';
import { getLeader, giveArrivalNumber, presentedTo, tellLeader } from './register-incoming.ts';

const NOT_SCANNED: VerdictView = {
  verdict: 'unsigned',
  sentence: 'Văn bản giấy chưa quét, không có chữ ký số để kiểm tra.',
  signers: [],
};

interface Scan extends StoredBlob {
  verdict: VerdictView;
}

/** Takes the uploads for this document; each belongs to one document only, whoever is first. */
async function takeUploads(
  tx: Tx,
  context: ActingContext,
  ids: readonly string[],
  documentId: string,
): Promise<Scan[]> {
  if (ids.length === 0) {
    return [];
  }
  const rows = await incomingTables(tx)
    .updateTable('incoming_upload')
    .set({ used_by: documentId })
    .where('agency_id', '=', context.subject.agencyId)
    .where('id', 'in', ids)
    .where('used_by', 'is', null)
    .returningAll()
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = byId.get(id);
    if (row === undefined) {
      throw invalid(
        'incoming.upload_not_found',
        'Tệp đã tải lên không còn hoặc đã dùng cho văn bản khác. Tải tệp lên lại rồi vào sổ.',
      );
    }
    return { sha256: row.sha256, size: row.size, name: row.name, mediaType: row.media_type, verdict: row.verdict };
  });
}

async function assertNoDuplicate(
  tx: Tx,
  agencyId: string,
  facts: ReceivedFacts,
  scans: readonly Scan[],
  accept: boolean,
) {
  const found = [
    ...(await findSameKey(tx, agencyId, facts)),
    ...(await findSamePage(tx, agencyId, scans[0]?.sha256 ?? '')),
  ];
  const [first] = found;
  if (first !== undefined && !accept) {
    throw conflict(
      'incoming.duplicate',
      `${first.text} Xem lại văn bản ấy; nếu vẫn là văn bản khác thì xác nhận "Vẫn vào sổ".`,
    );
  }
  return first !== undefined;
}

/** The moment it came: now for today's papers, the start of the day for those the clerk dates back. */
function arrivalOf(context: ActingContext, arrivedOn: string | undefined): { at: Date; on: string } {
  const now = context.clock.now();
  const today = vietnamDate(now);
  if (arrivedOn === undefined || arrivedOn === today) {
    return { at: now, on: today };
  }
  if (arrivedOn > today) {
    const message = 'Ngày đến sau hôm nay. Ghi ngày văn thư nhận văn bản.';
    throw invalid('incoming.arrived_in_the_future', message, [{ path: 'arrivedOn', message }]);
  }
  return { at: new Date(`${arrivedOn}T00:00:00+07:00`), on: arrivedOn };
}

async function insertTyped(
  tx: Tx,
  context: ActingContext,
  entry: { id: string; body: CreateIncoming; facts: ReceivedFacts; scans: Scan[]; isDuplicate: boolean },
): Promise<void> {
  const { id, body, facts, scans, isDuplicate } = entry;
  const { agencyId, displayName } = context.subject;
  const now = context.clock.now();
  const arrived = arrivalOf(context, body.arrivedOn);
  const verdict = scans[0]?.verdict ?? NOT_SCANNED;
  await insertDocument(tx, {
    agency_id: agencyId,
    id,
    direction: 'incoming',
    ...documentFacts(facts),
    drafting_unit: '',
    document_code: '',
    created_at: now,
  });
  await insertIncoming(tx, {
    agency_id: agencyId,
    id,
    state: body.register ? 'registered' : 'received',
    source: body.source,
    arrived_at: arrived.at,
    arrived_on: arrived.on,
    ...(body.register && { registered_at: now, registered_by: displayName }),
    ...listedFacts(agencyId, facts),
    attachment_count: Math.max(0, scans.length - 1),
    reply_due_on: facts.replyDueOn,
    receiver_text: '',
    verdict: verdict.verdict,
    verdict_detail: JSON.stringify(verdict),
    sender_code: '',
    envelope_document_id: '',
    main_sha256: scans[0]?.sha256 ?? '',
    envelope: '{}',
    is_duplicate: isDuplicate,
    needs_approval: true,
    note: body.facts.note,
  });
  const [main = null, ...attachments] = scans;
  await attachReceived(tx, context, { agencyId, id }, { main, attachments });
}

/** Vào sổ by hand in one act; with a leader it is Lưu và chuyển. */
export async function createIncoming(
  context: ActingContext,
  ports: IncomingPorts,
  body: CreateIncoming,
): Promise<IncomingAck> {
  const { agencyId } = context.subject;
  authorizeInAgency(context.subject, 'incoming.create');
  const now = context.clock.now();
  const id = newId(now.getTime());
  const door = { agencyId, name: 'incoming.create', objectId: id };
  await guardAgainstStateSecret(context, door, secrecyOf(body.facts, body.declaredSecrecy));
  const facts = readTypedFacts(body.facts, vietnamDate(now));
  return command(context, async (tx) => {
    const scans = await takeUploads(tx, context, body.uploadIds, id);
    const isDuplicate = await assertNoDuplicate(tx, agencyId, facts, scans, body.acceptDuplicate);
    await insertTyped(tx, context, { id, body, facts, scans, isDuplicate });
    const text = body.source === 'mail' ? 'Nhận qua thư điện tử công vụ' : 'Nhận văn bản giấy';
    await addMovement(tx, context, { agencyId, documentId: id, kind: 'received', text });
    if (!body.register) {
      return settle(tx, context, ports, id, { audited: 'incoming.received', detail: { source: body.source } });
    }
    return registerTyped(tx, context, ports, { id, presentTo: body.presentTo, scans });
  });
}

async function registerTyped(
  tx: Tx,
  context: ActingContext,
  ports: IncomingPorts,
  entry: { id: string; presentTo: string | null; scans: readonly Scan[] },
): Promise<IncomingAck> {
  const { agencyId } = context.subject;
  const row = await getIncoming(tx, { agencyId, id: entry.id });
  const office = await loadTaskOffice(tx, agencyId, vietnamDate(context.clock.now()));
  const leader = entry.presentTo === null ? undefined : getLeader(office, entry.presentTo);
  if (leader !== undefined) {
    await transitionIncoming(tx, row, 'present', presentedTo(context, leader));
    await tellLeader(tx, context, row, leader);
  }
  const number = await giveArrivalNumber(tx, context, row);
  const onward = leader === undefined ? '' : `, chuyển ${leader.title} ${leader.fullName}`;
  return settle(tx, context, ports, entry.id, {
    audited: 'incoming.registered',
    detail: {
      source: row.source,
      arrivalNumber: number,
      presentedTo: leader?.positionId ?? null,
      files: entry.scans.map((scan) => scan.sha256),
    },
    movement: { kind: 'registered', text: `Vào sổ, số đến ${number}${onward}` },
  });
}
