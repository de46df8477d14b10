import type { IncomingView, VerdictView } from '@congvu/contracts';
import { findFreeze, getDocument, listDocumentFiles, listMovements } from '#modules/documents';
import { getFile, serveFile } from '#modules/files';
import { getAgency } from '#modules/org';
import {
  type AssignmentRow,
  listDirectives,
  loadCalendar,
  type PresentingDay,
  partFacts,
  presentAssignment,
  presentDirective,
} from '#modules/tasks';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { AppError, notFound } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { completeLoad, type LoadedIncoming, topLead } from '../commands/act-on-incoming.ts';
import { findPageDeadlines } from '../commands/read-page.ts';
import { incomingPolicies } from '../incoming.policy.ts';
import { deadlineOf } from '../incoming.presenter.ts';
import { getIncoming } from '../incoming.store.ts';
import { incomingTables } from '../incoming.tables.ts';
import { listDuplicates } from './find-duplicates.ts';
import { findDeadlines } from './found-deadlines.ts';
import { nextNumber } from './incoming-options.ts';
import { nextAction, ownParts, workAbilities } from './next-action.ts';
import {
  presentArrival,
  presentFacts,
  presentHead,
  presentPresented,
  presentResult,
  presentReturned,
} from './view-facts.ts';
import { viewRelations } from './view-relations.ts';

export async function loadToRead(context: ActingContext, id: string): Promise<LoadedIncoming> {
  const row = await getIncoming(context.db, { agencyId: context.subject.agencyId, id });
  const loaded = await completeLoad(context.db, context, row);
  incomingPolicies.authorize('incoming.read', context.subject, loaded.facts);
  return loaded;
}

async function viewFiles(context: ActingContext, id: string) {
  const files = await listDocumentFiles(context.db, context.subject.agencyId, id);
  const [mainFile = null, ...others] = files
    .map(({ fileId, role, name, mediaType, size, malware }) => ({
      fileId,
      role,
      name,
      mediaType,
      size,
      malware,
      url: `/api/incoming/${id}/files/${fileId}`,
    }))
    .sort((left, right) => Number(left.role !== 'received') - Number(right.role !== 'received'));
  return mainFile?.role === 'received'
    ? { mainFile, attachments: others }
    : { mainFile: null, attachments: mainFile === null ? [] : [mainFile, ...others] };
}

async function viewSeen(context: ActingContext, id: string): Promise<IncomingView['seenBy']> {
  const rows = await incomingTables(context.db)
    .selectFrom('incoming_seen')
    .select(['person_name', 'at'])
    .where('agency_id', '=', context.subject.agencyId)
    .where('document_id', '=', id)
    .orderBy('at', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => ({ name: row.person_name, at: row.at.toISOString() }));
}

function viewParts(context: ActingContext, loaded: LoadedIncoming, day: PresentingDay) {
  const { parts, office, facts } = loaded;
  const { subject } = context;
  const decides = incomingPolicies.decide('incoming.approve_result', subject, facts).allowed;
  const present = (part: AssignmentRow) =>
    presentAssignment(subject, part, partFacts(subject, part, parts, office, decides), day);
  const lead = topLead(parts);
  const names = (role: AssignmentRow['role']) =>
    parts
      .filter((part) => part.role === role && part.parent_id === null && part.state !== 'withdrawn')
      .map((part) => part.person_name ?? part.unit_name);
  return {
    assignments: parts.map(present),
    lead: lead === undefined ? null : present(lead),
    coordinating: names('coordinating'),
    informed: names('informed'),
  };
}

const PAPER_SCAN = 'Bản quét của văn bản giấy; bản giấy có chữ ký và dấu là bản chính.';

/** A scan carries no digital signature because the paper carries the real one: it is not "for reference only". */
function presentVerdict({ source, verdict_detail: detail }: LoadedIncoming['row']): VerdictView {
  return source === 'paper' && detail.verdict === 'unsigned' ? { ...detail, sentence: PAPER_SCAN } : detail;
}

/** The document with its page, verdict, directives, parts, dates read from it, timeline and what this person may do. */
export async function viewIncoming(context: ActingContext, id: string): Promise<IncomingView> {
  const { db, subject } = context;
  const loaded = await loadToRead(context, id);
  const { row, facts } = loaded;
  const { agency_id: agencyId } = row;
  const day = { today: vietnamDate(context.clock.now()), calendar: await loadCalendar(db) };
  const [
    agency,
    document,
    files,
    directives,
    relations,
    movements,
    seenBy,
    duplicates,
    number,
    frozen = null,
    passages = [],
  ] = await Promise.all([
    getAgency(db, agencyId),
    getDocument(db, agencyId, id),
    viewFiles(context, id),
    listDirectives(db, { agencyId, kind: 'incoming', id }),
    viewRelations(db, agencyId, row),
    listMovements(db, agencyId, id),
    viewSeen(context, id),
    listDuplicates(db, row),
    nextNumber(context, row.arrived_on),
    findFreeze(db, agencyId, id),
    row.state === 'recalled' ? [] : findPageDeadlines(db, row.main_sha256),
  ]);
  const own = ownParts(subject, loaded);
  const maySee = row.state === 'received' && incomingPolicies.decide('incoming.register', subject, facts).allowed;
  return {
    id,
    ...presentHead(row),
    arrival: presentArrival(row, agency.name),
    nextArrivalNumber: maySee ? number : null,
    facts: presentFacts(row, document),
    factsReadOnly: row.source === 'axis',
    verdict: presentVerdict(row),
    envelopeNotes: row.envelope.notes ?? [],
    duplicates,
    ...files,
    brokenAttachments: row.envelope.broken ?? [],
    presentedTo: presentPresented(row),
    directives: directives.map((directive) => presentDirective(directive, day)),
    ...viewParts(context, loaded, day),
    deadline: deadlineOf(row, row.due_on, day),
    foundDeadlines: findDeadlines(row, passages, day),
    result: presentResult(row),
    returned: presentReturned(row),
    frozen,
    ...relations,
    movements,
    seenBy,
    nextAction: nextAction(subject, loaded, own),
    abilities: { ...incomingPolicies.abilities(subject, facts), ...workAbilities(subject, loaded, own) },
  };
}

/** A file of the document for whoever may read it. */
export async function readIncomingFile(
  context: ActingContext,
  id: string,
  fileId: string,
  download: boolean,
): Promise<FileAnswer> {
  const { row } = await loadToRead(context, id);
  if (row.state === 'recalled') {
    const freeze = await findFreeze(context.db, row.agency_id, id);
    throw new AppError(
      'incoming.recalled',
      410,
      `${freeze?.text ?? 'Văn bản đã bị thu hồi'}. Tệp của văn bản đã hủy; sổ chỉ giữ số đến, ngày đến và căn cứ thu hồi (Nghị định 30/2020, Điều 18).`,
    );
  }
  const files = await listDocumentFiles(context.db, row.agency_id, id);
  if (!files.some((file) => file.fileId === fileId)) {
    throw notFound('files.not_found', 'Văn bản này không có tệp ấy. Tải lại để xem danh sách tệp.');
  }
  const file = await getFile(context.db, row.agency_id, fileId);
  return serveFile(context, file, { inline: !download });
}
