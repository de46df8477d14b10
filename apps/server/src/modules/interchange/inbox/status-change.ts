import { type EdxmlStatus, STATUS_CODES } from '@congvu/edxml';
import type { Db, Tx } from '../../../platform/db.ts';
import type { DispatchChange } from '../dispatch.store.ts';
import { readDescription } from '../envelope/status-envelope.ts';
import { isReportCode, REPORTED_STATE, type Step, stepDispatch } from '../interchange.states.ts';
import type { DispatchRow, InboxRow } from '../interchange.tables.ts';
import { isReceiver } from '../known-bodies.ts';

function names(candidate: DispatchRow, status: EdxmlStatus): boolean {
  const { documentId, numberSymbol, issuedOn } = status.responseTo;
  if (documentId !== undefined && documentId !== '') {
    return candidate.envelope_document_id === documentId;
  }
  return candidate.number_symbol === numberSymbol && (issuedOn === undefined || candidate.issued_on === issuedOn);
}

export type Target = { dispatchId: string; documentId: string } | 'unknown' | 'stranger';

export async function findTarget(
  db: Db | Tx,
  candidates: readonly DispatchRow[],
  row: InboxRow,
  status: EdxmlStatus,
): Promise<Target> {
  const ours = candidates.filter((candidate) => names(candidate, status));
  const reporter = { agencyId: row.sender_agency_id, code: row.sender_code };
  for (const candidate of ours) {
    if (await isReceiver(db, candidate, reporter)) {
      return { dispatchId: candidate.id, documentId: candidate.document_id };
    }
  }
  return ours.length === 0 ? 'unknown' : 'stranger';
}

/** The reporter's time, never later than now and never before the letter went out. */
function reportedAt(status: EdxmlStatus, dispatch: DispatchRow, now: Date): Date {
  const claimed = Date.parse(status.at ?? '');
  const earliest = dispatch.sent_at?.getTime() ?? now.getTime();
  return Number.isNaN(claimed) ? now : new Date(Math.min(now.getTime(), Math.max(claimed, earliest)));
}

function noteOf(status: EdxmlStatus, before: DispatchRow): { note: string; arrivalNumber: number | null } {
  const { note, arrivalNumber } = readDescription(status.description ?? '');
  const late = status.statusCode === '02' && before.arrival_number !== null;
  const name = Object.hasOwn(STATUS_CODES, status.statusCode)
    ? ''
    : `Trạng thái ${status.statusCode}${note === '' ? '' : ': '}`;
  return { note: `${late ? 'Trả lại sau tiếp nhận: ' : ''}${name}${note}`, arrivalNumber };
}

export function stepOf(dispatch: DispatchRow, status: EdxmlStatus): Step {
  return isReportCode(status.statusCode) ? stepDispatch(dispatch.state, status.statusCode) : { kind: 'keep' };
}

export function changeOf(
  dispatch: DispatchRow,
  { row: source, status, step }: { row: InboxRow; status: EdxmlStatus; step: Step },
  now: Date,
): DispatchChange {
  const { note, arrivalNumber } = noteOf(status, dispatch);
  const { sha256: report_key, message_id } = source;
  const report = {
    at: reportedAt(status, dispatch, now),
    note,
    message_id,
    report_key,
    status_code: status.statusCode,
  };
  if (step.kind !== 'move') {
    const state = isReportCode(status.statusCode) ? REPORTED_STATE[status.statusCode] : dispatch.state;
    // A số đến that comes late is still the số đến.
    return {
      row: { ...dispatch, arrival_number: dispatch.arrival_number ?? arrivalNumber },
      event: { ...report, state },
    };
  }
  const row: DispatchRow = {
    ...dispatch,
    state: step.to,
    note: note === '' && step.to !== 'refused' ? dispatch.note : note,
    arrival_number: arrivalNumber ?? dispatch.arrival_number,
    sent_at: dispatch.sent_at ?? report.at,
    arrived_at: dispatch.arrived_at ?? (step.to === 'refused' ? null : report.at),
    changed_at: now,
    // A refusal is a new thing to see to, whatever was settled before.
    settled_at: step.to === 'refused' ? null : dispatch.settled_at,
    settled_by: step.to === 'refused' ? null : dispatch.settled_by,
  };
  return { row, event: { ...report, state: step.to } };
}
