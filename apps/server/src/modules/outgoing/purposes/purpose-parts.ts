import type { SigningCheck } from '@congvu/contracts';
import { assertMaySign } from '#modules/org';
import type { SigningReview } from '#modules/signing';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { AppError, conflict } from '../../../platform/errors.ts';
import { outgoingTitle } from '../outgoing.notices.ts';
import { type OutgoingAction, outgoingPolicies } from '../outgoing.policy.ts';
import { getOutgoing, type OutgoingRecord, outgoingFacts, wrongState } from '../outgoing.store.ts';

/** The document when the person may see it. @throws AppError 404 · 403 */
export async function readVisible(context: ActingContext, id: string): Promise<OutgoingRecord> {
  const record = await getOutgoing(context.db, context.subject.agencyId, id);
  outgoingPolicies.authorize('outgoing.read', context.subject, outgoingFacts(record.row));
  return record;
}

export function contentChanged(): AppError {
  return conflict(
    'outgoing.content_changed',
    'Văn bản đã thay đổi sau khi mở xem để ký nên chưa được ký. Mở lại văn bản, xem bản mới rồi ký.',
  );
}

/** The bytes that were shown must be the bytes of now, in a state that may still be signed. */
export function assertSignable(
  context: ActingContext,
  { row }: OutgoingRecord,
  action: 'outgoing.sign' | 'outgoing.seal',
  shownSha256: string,
): void {
  const states = action === 'outgoing.sign' ? ['awaiting_signature'] : ['signed', 'numbered'];
  if (!states.includes(row.state)) {
    throw wrongState(row);
  }
  outgoingPolicies.authorize(action, context.subject, outgoingFacts(row));
  if (row.current_sha256 !== shownSha256) {
    throw contentChanged();
  }
}

/** Authority is asked on the day of signing, not on the day the letter was written (Decree 30/2020 Art. 13). */
export async function assertAuthority(db: Db | Tx, context: ActingContext, { row, document }: OutgoingRecord) {
  return assertMaySign(db, {
    agencyId: row.agency_id,
    positionId: row.signer_position_id,
    capacity: row.signer_capacity,
    documentType: document.document_type,
    on: vietnamDate(context.clock.now()),
  });
}

type Stopped = NonNullable<SigningReview['stopped']>;

/** Why the person cannot sign this now; the other documents of the batch go on. */
export function whyStopped(
  context: ActingContext,
  { row }: OutgoingRecord,
  action: Extract<OutgoingAction, 'outgoing.sign' | 'outgoing.seal'>,
  codeForPerson: 'outgoing.not_the_signer' | 'outgoing.clerk_is_signer',
): Stopped | null {
  const decision = outgoingPolicies.decide(action, context.subject, outgoingFacts(row));
  if (decision.allowed) {
    return null;
  }
  const expected = action === 'outgoing.sign' ? ['awaiting_signature'] : ['signed', 'numbered'];
  const code = expected.includes(row.state) ? codeForPerson : 'outgoing.wrong_state';
  return { code, message: decision.reason };
}

export async function stoppedBy(work: () => Promise<unknown>): Promise<Stopped | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof AppError) {
      return { code: error.code, message: error.message };
    }
    throw error;
  }
}

export function presentReview(
  record: OutgoingRecord,
  parts: { checks: SigningCheck[]; nextNumber: string | null; stopped: Stopped | null },
): SigningReview {
  const { row, document } = record;
  return {
    title: outgoingTitle(document),
    typeName: document.type_name,
    pages: row.pages,
    attachmentCount: row.attachment_count,
    receiverCount: row.receiver_count,
    fileUrl: `/api/outgoing/${row.id}/files/${row.current_file_id}`,
    shownSha256: row.current_sha256,
    blockLines: row.block_lines,
    findings: row.findings,
    ...parts,
  };
}

export function extentCheck({ row }: OutgoingRecord): SigningCheck {
  const attached = row.attachment_count === 0 ? '' : `, kèm ${row.attachment_count} tệp`;
  const sent = row.receiver_count === 0 ? '' : `, gửi ${row.receiver_count} cơ quan`;
  return { ok: true, text: `${row.pages} trang${attached}${sent}` };
}
