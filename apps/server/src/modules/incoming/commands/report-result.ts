import type { IncomingAck, ReportResult } from '@congvu/contracts';
import {
  type AssignmentRow,
  findPart,
  finishParts,
  partFacts,
  peopleOf,
  reportPart,
  taskPolicies,
} from '#modules/tasks';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { nameOf, tell } from '../incoming.notices.ts';
import { mayAct } from '../incoming.states.ts';
import { transitionIncoming, wrongState } from '../incoming.store.ts';
import type { IncomingPorts } from '../ports.ts';
import {
  clearIncomingNotices,
  guardWords,
  type LoadedIncoming,
  loadVisible,
  settle,
  topLead,
} from './act-on-incoming.ts';
import { partName } from './direct-incoming.ts';

/** What people below have reported must be decided before it goes up as the unit's result. */
function assertNothingUndecided(part: AssignmentRow, all: readonly AssignmentRow[]): void {
  const waiting = all.filter((child) => child.parent_id === part.id && child.state === 'reported');
  if (waiting.length > 0) {
    const names = waiting.map(partName).join(', ');
    throw conflict(
      'incoming.result_open',
      `Kết quả của ${names} đang chờ duyệt trong đơn vị. Duyệt hoặc trả lại trước khi báo cáo chung.`,
    );
  }
}

/** Who waits for this report: the leader at the top, the holder of the part above below it, the lead for those beside him. */
function waitingFor(loaded: LoadedIncoming, part: AssignmentRow): string[] {
  const { row, parts, office } = loaded;
  const above = parts.find((candidate) => candidate.id === part.parent_id);
  if (above !== undefined) {
    return peopleOf(above, office);
  }
  const lead = topLead(parts);
  if (part.role !== 'lead' && lead !== undefined) {
    return peopleOf(lead, office);
  }
  return office.positions
    .filter((position) => position.positionId === row.presented_to)
    .map((position) => position.personId);
}

async function moveDocument(
  tx: Tx,
  context: ActingContext,
  loaded: LoadedIncoming,
  result: string,
): Promise<'done' | 'awaiting_result_approval'> {
  const { row, parts, office } = loaded;
  const now = context.clock.now();
  const to = row.needs_approval ? 'awaiting_result_approval' : 'done';
  await transitionIncoming(
    tx,
    row,
    'report',
    {
      result_text: result,
      result_by: context.subject.displayName,
      result_at: now,
      ...(to === 'done' && { done_at: now }),
    },
    to,
  );
  if (to === 'done') {
    const lead = topLead(parts);
    await finishParts(
      tx,
      context,
      parts.filter((part) => part.id !== lead?.id),
      office,
    );
  }
  return to;
}

/** Báo cáo kết quả of one part; the lead's moves the document on. */
export async function reportResult(
  context: ActingContext,
  ports: IncomingPorts,
  id: string,
  body: ReportResult,
): Promise<IncomingAck> {
  await guardWords(context, { name: 'incoming.report', objectId: id }, [{ place: 'Kết quả', text: body.result }]);
  return command(context, async (tx) => {
    const loaded = await loadVisible(tx, context, id);
    const { row, parts, office } = loaded;
    const part = findPart(parts, body.assignmentId);
    const isTop = part.role === 'lead' && part.parent_id === null;
    if (isTop && !mayAct('report', row.state)) {
      throw wrongState('report', row.state);
    }
    taskPolicies.authorize('tasks.report', context.subject, partFacts(context.subject, part, parts, office, false));
    assertNothingUndecided(part, parts);
    const needsApproval = part.parent_id !== null || row.needs_approval;
    await reportPart(tx, context, part, { result: body.result, needsApproval, office });
    const to = isTop ? await moveDocument(tx, context, loaded, body.result) : row.state;
    await clearIncomingNotices(tx, row, [context.subject.personId]);
    await tell(tx, context, row, {
      personIds: waitingFor(loaded, part),
      kind: 'incoming.result_reported',
      text: `${context.subject.displayName} báo cáo kết quả ${nameOf(row)}.`,
      reason: needsApproval && part.role === 'lead' ? 'Chờ duyệt kết quả' : 'Kết quả của đơn vị, cá nhân phối hợp',
    });
    return settle(tx, context, ports, id, {
      audited: 'incoming.result_reported',
      detail: { assignmentId: part.id },
      movement: { kind: 'reported', text: `Báo cáo kết quả: ${body.result}` },
      status: isTop && to === 'done' ? { code: '06', note: '' } : undefined,
    });
  });
}
