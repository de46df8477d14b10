import type { AmendmentRequestView, IncomingAmendments } from '@congvu/contracts';
import { findFreeze, getDocument } from '#modules/documents';
import {
  type AmendedFacts,
  findAmendedFacts,
  maySeeIncoming,
  type RunningWork,
  readRunningWork,
} from '#modules/incoming';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import { incomingLink } from '../amendments.notices.ts';
import { requestPolicies } from '../amendments.policy.ts';
import { isRecalling, REQUEST_STATE_LABELS } from '../amendments.states.ts';
import type { RequestRow } from '../amendments.tables.ts';
import { verbOf } from '../amendments.words.ts';
import { completeRequest, type LoadedRequest, withTarget } from '../load-request.ts';
import { getRequest, listRequests, listRequestsOfLetter } from '../requests.store.ts';
import { nameOfDocument, viewLinks } from './view-links.ts';

function keptOf({ arrivalNumber }: AmendedFacts): string {
  const number = arrivalNumber === null ? '' : `số đến ${arrivalNumber} trong sổ, `;
  return `${number}ngày đến, nơi gửi và căn cứ thu hồi`;
}

function consequencesOf(row: RequestRow, target: AmendedFacts, work: RunningWork): string[] {
  if (row.kind === 'update') {
    return ['Bản mới được gắn với văn bản này; bản cũ vẫn đọc được như bản trước.'];
  }
  return [
    `Hủy ${work.files} tệp cùng trích yếu, bút phê và nội dung đã đọc được; không lấy lại được.`,
    `Chỉ còn ${keptOf(target)}.`,
    ...(work.parts.length === 0 ? [] : [`${work.parts.length} việc đang xử lý sẽ dừng.`]),
  ];
}

async function viewLetter(context: ActingContext, row: RequestRow): Promise<AmendmentRequestView['letter']> {
  if (row.letter_id === null) {
    return null;
  }
  const letter = await getDocument(context.db, row.agency_id, row.letter_id);
  return { documentId: letter.id, name: nameOfDocument(letter), link: incomingLink(letter.id) };
}

const NOTHING: RunningWork = { files: 0, parts: [] };

async function presentRequest(
  context: ActingContext,
  { row, target, facts }: LoadedRequest,
): Promise<AmendmentRequestView> {
  const isWaiting = row.state === 'waiting';
  const work = isWaiting ? await withTarget(row, () => readRunningWork(context.db, target)) : NOTHING;
  const name = [target.typeName, target.numberSymbol].filter((part) => part !== '').join(' ');
  return {
    id: row.id,
    kind: row.kind,
    sentence: `${row.sender_name} đề nghị ${verbOf(row.kind)} ${name}`,
    reason: row.reason,
    senderName: row.sender_name,
    round: row.round,
    state: row.state,
    stateLabel: REQUEST_STATE_LABELS[row.state],
    askedAt: row.asked_at.toISOString(),
    answerBy: row.answer_by,
    overdue: isWaiting && row.answer_by < vietnamDate(context.clock.now()),
    target: {
      documentId: target.id,
      name: target.name,
      arrivalNumber: target.arrivalNumber,
      arrivedOn: target.arrivedOn,
      link: row.agency_id === row.target_agency_id ? incomingLink(target.id) : null,
    },
    letter: await viewLetter(context, row),
    consequences: isWaiting ? consequencesOf(row, target, work) : [],
    openParts: isRecalling(row.kind) ? work.parts : [],
    answeredAt: row.answered_at?.toISOString() ?? null,
    answeredBy: row.answered_by,
    answerNote: row.answer_note,
    abilities: requestPolicies.abilities(context.subject, facts),
  };
}

async function viewDestroyed(
  context: ActingContext,
  target: AmendedFacts,
  rows: readonly RequestRow[],
): Promise<IncomingAmendments['destroyed']> {
  const freeze = await findFreeze(context.db, target.agencyId, target.id);
  if (target.state !== 'recalled' || freeze === undefined) {
    return null;
  }
  const cause = rows.find((row) => row.effect !== null);
  return {
    text: freeze.text,
    at: freeze.at,
    by: freeze.by,
    reason: cause?.reason ?? '',
    kept: keptOf(target),
    files: cause?.effect?.files.length ?? 0,
    stoppedParts: cause?.effect?.stopped ?? 0,
  };
}

/** What senders ask about an incoming document, or ask by it, and what was done about it. */
export async function viewIncomingAmendments(context: ActingContext, documentId: string): Promise<IncomingAmendments> {
  const { db, subject } = context;
  const { agencyId } = subject;
  const target = await findAmendedFacts(db, { agencyId, id: documentId });
  if (target === undefined || !(await maySeeIncoming(db, subject, documentId))) {
    throw notFound('incoming.not_found', 'Không tìm thấy văn bản đến này. Tải lại danh sách văn bản đến.');
  }
  const about = await listRequests(db, target);
  const by = (await listRequestsOfLetter(db, agencyId, documentId)).filter((row) => row.target_id !== documentId);
  const requests: AmendmentRequestView[] = [];
  for (const row of [...about, ...by]) {
    const loaded = await completeRequest(db, context, row);
    // Requests about documents this person does not see are those people's business.
    if (requestPolicies.decide('amendments.read_request', subject, loaded.facts).allowed) {
      requests.push(await presentRequest(context, loaded));
    }
  }
  return {
    documentId,
    destroyed: await viewDestroyed(context, target, about),
    requests,
    links: await viewLinks(db, agencyId, documentId),
  };
}

/** One request by itself: about a document of an agency that has closed there is no page here. */
export async function viewRequest(context: ActingContext, id: string): Promise<AmendmentRequestView> {
  const loaded = await completeRequest(context.db, context, await getRequest(context.db, context.subject.agencyId, id));
  requestPolicies.authorize('amendments.read_request', context.subject, loaded.facts);
  return presentRequest(context, loaded);
}
