import { record } from '#modules/audit';
import { addMovement } from '#modules/documents';
import { type AmendedFacts, findAmendedFacts } from '#modules/incoming';
import { queueReport } from '#modules/interchange';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { incomingLink, publishIncoming, requestLink, tellRole } from '../amendments.notices.ts';
import { isRecalling } from '../amendments.states.ts';
import type { RequestRow } from '../amendments.tables.ts';
import { verbOf, writeAnswer } from '../amendments.words.ts';
import type { AmendmentsPorts } from '../ports.ts';
import { answerRequest, insertRequest, listRequests, lockTarget } from '../requests.store.ts';
import type { FoundTarget } from './find-target.ts';

export interface NewRequest {
  /** Who answers. */
  agencyId: string;
  target: FoundTarget;
  kind: RequestRow['kind'];
  letterId: string | null;
  messageId: string;
  reason: string;
}

const DAY_MS = 86_400_000;
const MOST_DAYS = 30;

/** The answer is due as the "received" notice is: by the end of the next working day (QĐ 28/2018 Art. 6; our choice for 15 and 16). */
export function answerBy(today: string, isWorking: (day: string) => boolean): string {
  for (let ahead = 1; ahead <= MOST_DAYS; ahead += 1) {
    const day = new Date(Date.parse(`${today}T00:00:00Z`) + ahead * DAY_MS).toISOString().slice(0, 10);
    if (isWorking(day)) {
      return day;
    }
  }
  return today;
}

/**
 * About the amended letter when it goes, about the letter that amends when that is taken or not: so the sender knows which of several
 * requests was answered.
 */
export async function report(
  tx: Tx,
  context: Context,
  request: RequestRow,
  code: '15' | '16',
  note: string,
): Promise<void> {
  const aboutLetter = !isRecalling(request.kind) && request.letter_id !== null;
  await queueReport(tx, context, {
    agencyId: aboutLetter ? request.agency_id : request.target_agency_id,
    documentId: aboutLetter ? (request.letter_id ?? request.target_id) : request.target_id,
    code,
    note: writeAnswer(request.kind, note),
    round: aboutLetter ? 1 : request.round,
  });
}

async function tellClerks(tx: Tx, context: Context, row: RequestRow, facts: AmendedFacts): Promise<void> {
  const isOwn = row.agency_id === row.target_agency_id;
  await tellRole(tx, context, {
    agencyId: row.agency_id,
    role: 'clerk',
    kind: 'amendments.asked',
    text: `Nơi gửi yêu cầu ${verbOf(row.kind)} ${facts.name}; cần trả lời.`,
    link: isOwn ? incomingLink(row.target_id) : requestLink(row.id),
    reason: 'Văn thư cơ quan',
  });
}

/** What was destroyed already is answered by itself: there is nothing left to decide. */
async function answerDestroyed(tx: Tx, context: Context, row: RequestRow): Promise<void> {
  const note = 'Nội dung đã hủy theo yêu cầu trước.';
  const recalling = isRecalling(row.kind);
  await answerRequest(tx, row, recalling ? 'agree' : 'lapse', { at: context.clock.now(), by: 'Hệ thống', note });
  if (recalling) {
    await report(tx, context, row, '15', note);
  }
}

/** Puts a request before the clerk; undefined when the very same one is there, or another that is still open. */
export async function raiseRequest(
  tx: Tx,
  context: Context,
  ports: AmendmentsPorts,
  wanted: NewRequest,
): Promise<RequestRow | undefined> {
  await lockTarget(tx, wanted.target.id);
  const facts = await findAmendedFacts(tx, wanted.target);
  if (facts === undefined) {
    return undefined;
  }
  const now = context.clock.now();
  const earlier = await listRequests(tx, wanted.target);
  const row = await insertRequest(tx, {
    agency_id: wanted.agencyId,
    id: newId(now.getTime()),
    target_agency_id: wanted.target.agencyId,
    target_id: wanted.target.id,
    kind: wanted.kind,
    letter_id: wanted.letterId,
    message_id: wanted.messageId,
    reason: wanted.reason,
    sender_name: facts.issuingAgencyName,
    round: earlier.length + 1,
    state: 'waiting',
    asked_at: now,
    answer_by: answerBy(vietnamDate(now), await ports.loadCalendar(tx)),
    answered_at: null,
    answered_by: '',
    answer_note: '',
    effect: null,
  });
  if (row === undefined) {
    return undefined;
  }
  const about = wanted.reason === '' ? '' : `: ${wanted.reason}`;
  await addMovement(tx, context, {
    agencyId: facts.agencyId,
    documentId: facts.id,
    kind: 'amendment_asked',
    text: `Nơi gửi yêu cầu ${verbOf(row.kind)}${about}`,
  });
  await record(tx, context, {
    action: 'amendments.requested_by_sender',
    agencyId: row.agency_id,
    objectKind: 'incoming',
    objectId: row.target_id,
    detail: { kind: row.kind, round: row.round, letter: row.letter_id, messageId: row.message_id },
  });
  if (facts.state === 'recalled') {
    await answerDestroyed(tx, context, row);
  } else if (row.kind !== 'replace') {
    await tellClerks(tx, context, row, facts);
  }
  await publishIncoming(tx, row.agency_id, [row.target_id]);
  return row;
}
