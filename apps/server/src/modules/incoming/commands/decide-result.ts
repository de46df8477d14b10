import type { DecideResult, IncomingAck, ReturnResult } from '@congvu/contracts';
import type { z } from 'zod';
import {
  type AssignmentRow,
  approvePart,
  findPart,
  finishParts,
  partFacts,
  peopleOf,
  returnPart,
  taskPolicies,
} from '#modules/tasks';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { nameOf, tell } from '../incoming.notices.ts';
import { incomingPolicies } from '../incoming.policy.ts';
import { mayAct } from '../incoming.states.ts';
import { transitionIncoming, wrongState } from '../incoming.store.ts';
import type { IncomingPorts } from '../ports.ts';
import { clearIncomingNotices, guardWords, type LoadedIncoming, loadVisible, settle } from './act-on-incoming.ts';

type Verb = 'approve_result' | 'return_result';

/** At the top the leader decides with the document; below, whoever passed the part on. Answers whether it is the top. */
function authorizeDecision(context: ActingContext, loaded: LoadedIncoming, part: AssignmentRow, verb: Verb): boolean {
  const { row, parts, office, facts } = loaded;
  if (part.parent_id !== null) {
    taskPolicies.authorize(`tasks.${verb}`, context.subject, partFacts(context.subject, part, parts, office, false));
    return false;
  }
  if (!mayAct(verb, row.state)) {
    throw wrongState(verb, row.state);
  }
  incomingPolicies.authorize(`incoming.${verb}`, context.subject, facts);
  return true;
}

async function tellHolder(
  tx: Tx,
  context: ActingContext,
  loaded: LoadedIncoming,
  part: AssignmentRow,
  news: { kind: string; verb: string; reason: string },
): Promise<void> {
  await clearIncomingNotices(tx, loaded.row, [context.subject.personId]);
  await tell(tx, context, loaded.row, {
    personIds: peopleOf(part, loaded.office),
    kind: news.kind,
    text: `${context.subject.displayName} ${news.verb} ${nameOf(loaded.row)}.`,
    reason: news.reason,
  });
}

/** Duyệt kết quả; at the top the document is done with it. */
export async function approveResult(
  context: ActingContext,
  ports: IncomingPorts,
  id: string,
  body: z.infer<typeof DecideResult>,
): Promise<IncomingAck> {
  await guardWords(context, { name: 'incoming.approve_result', objectId: id }, [{ place: 'Ý kiến', text: body.note }]);
  return command(context, async (tx) => {
    const loaded = await loadVisible(tx, context, id);
    const { row, parts, office } = loaded;
    const part = findPart(parts, body.assignmentId);
    const isTop = authorizeDecision(context, loaded, part, 'approve_result');
    await approvePart(tx, context, part, office);
    if (isTop) {
      await transitionIncoming(tx, row, 'approve_result', { done_at: context.clock.now() });
      await finishParts(
        tx,
        context,
        parts.filter((other) => other.id !== part.id),
        office,
      );
    }
    await tellHolder(tx, context, loaded, part, {
      kind: 'incoming.result_approved',
      verb: 'duyệt kết quả',
      reason: 'Kết quả đã báo cáo',
    });
    return settle(tx, context, ports, id, {
      audited: 'incoming.result_approved',
      detail: { assignmentId: part.id },
      movement: { kind: 'approved', text: body.note === '' ? 'Duyệt kết quả' : `Duyệt kết quả: ${body.note}` },
      status: isTop ? { code: '06', note: body.note } : undefined,
    });
  });
}

/** Làm lại, with the reason. */
export async function returnResult(
  context: ActingContext,
  ports: IncomingPorts,
  id: string,
  body: z.infer<typeof ReturnResult>,
): Promise<IncomingAck> {
  await guardWords(context, { name: 'incoming.return_result', objectId: id }, [{ place: 'Lý do', text: body.reason }]);
  return command(context, async (tx) => {
    const loaded = await loadVisible(tx, context, id);
    const { row, parts, office } = loaded;
    const part = findPart(parts, body.assignmentId);
    const isTop = authorizeDecision(context, loaded, part, 'return_result');
    await returnPart(tx, part, body.reason, office);
    if (isTop) {
      await transitionIncoming(tx, row, 'return_result', { result_text: null, result_by: null, result_at: null });
    }
    await tellHolder(tx, context, loaded, part, {
      kind: 'incoming.result_returned',
      verb: 'yêu cầu làm lại kết quả',
      reason: body.reason,
    });
    return settle(tx, context, ports, id, {
      audited: 'incoming.result_returned',
      detail: { assignmentId: part.id },
      movement: { kind: 'result_returned', text: `Yêu cầu làm lại: ${body.reason}` },
    });
  });
}
