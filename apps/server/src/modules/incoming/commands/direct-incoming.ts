import type { DirectIncoming, IncomingAck, IncomingState } from '@congvu/contracts';
import {
  type AssignmentRow,
  giveDirective,
  peopleOf,
  ROLE_LABELS,
  rememberPhrase,
  replacedParts,
  type TaskObject,
  withdrawParts,
} from '#modules/tasks';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { linkOf, nameOf, tell } from '../incoming.notices.ts';
import { type IncomingChange, type IncomingRow, transitionIncoming } from '../incoming.store.ts';
import type { IncomingPorts } from '../ports.ts';
import {
  clearIncomingNotices,
  guardWords,
  type LoadedIncoming,
  loadForStep,
  type Settlement,
  settle,
  topLead,
} from './act-on-incoming.ts';

export function taskObject(row: IncomingRow): TaskObject {
  return {
    agencyId: row.agency_id,
    kind: 'incoming',
    id: row.id,
    title: nameOf(row),
    abstract: row.abstract,
    link: linkOf(row),
  };
}

export function partName(part: Pick<AssignmentRow, 'person_name' | 'unit_name'>): string {
  return part.person_name ?? part.unit_name;
}

/** "Văn phòng - Thống kê chủ trì; Tư pháp - Hộ tịch phối hợp". */
export function namesOf(parts: readonly AssignmentRow[]): string {
  const groups = (['lead', 'coordinating', 'informed'] as const).map((role) => {
    const names = parts.filter((part) => part.role === role).map(partName);
    return names.length === 0 ? '' : `${names.join(', ')} ${ROLE_LABELS[role].toLowerCase()}`;
  });
  return groups.filter((group) => group !== '').join('; ');
}

const GIVEN_REASONS = { lead: 'Được giao chủ trì', coordinating: 'Được giao phối hợp', informed: 'Nhận để biết' };

export async function tellParts(
  tx: Tx,
  context: ActingContext,
  loaded: Pick<LoadedIncoming, 'row' | 'office'>,
  parts: readonly AssignmentRow[],
): Promise<void> {
  const { row, office } = loaded;
  for (const role of ['informed', 'coordinating', 'lead'] as const) {
    const concerned = parts.filter((part) => part.role === role);
    await tell(tx, context, row, {
      personIds: concerned.flatMap((part) => peopleOf(part, office)),
      kind: 'incoming.directed',
      text: `${context.subject.displayName} giao ${nameOf(row)}.`,
      reason: GIVEN_REASONS[role],
    });
  }
}

interface Given {
  dueOn: string | null;
  parts: AssignmentRow[];
}

function changeOf(context: ActingContext, row: IncomingRow, body: DirectIncoming, given: Given): IncomingChange {
  const lead = given.parts.find((part) => part.role === 'lead');
  const { subject } = context;
  return {
    ...(lead !== undefined && {
      due_on: lead.due_on,
      lead_name: partName(lead),
      needs_approval: body.needsApproval,
      receiver_text: namesOf(given.parts),
    }),
    ...(lead === undefined && row.lead_name === null && { receiver_text: namesOf(given.parts) }),
    ...(row.presented_to === null && {
      presented_to: subject.positionId,
      presented_name: subject.displayName,
      presented_title: subject.title,
    }),
    forwarded_on: row.forwarded_on ?? vietnamDate(context.clock.now()),
  };
}

/** Where the bút phê leads, and what the sender is told of it. */
function outcome(
  row: IncomingRow,
  parts: readonly AssignmentRow[],
): { to: IncomingState; status: Settlement['status'] } {
  if (row.state === 'in_progress') {
    return { to: 'in_progress', status: undefined };
  }
  const lead = parts.find((part) => part.role === 'lead');
  return lead === undefined
    ? { to: 'done', status: { code: '06', note: 'Nhận để biết' } }
    : { to: 'in_progress', status: { code: '04', note: partName(lead) } };
}

/** Bút phê: the words with what they set. In work it may name another lead or add people; who is replaced loses the part. */
export async function directIncoming(
  context: ActingContext,
  ports: IncomingPorts,
  id: string,
  body: DirectIncoming,
): Promise<IncomingAck> {
  await guardWords(context, { name: 'incoming.direct', objectId: id }, [
    { place: 'Bút phê', text: body.text },
    ...body.assignments.map((assignment) => ({ place: 'Ghi chú giao việc', text: assignment.note })),
  ]);
  return command(context, async (tx) => {
    const loaded = await loadForStep(tx, context, id, { act: 'direct', action: 'incoming.direct' });
    const { row, parts: before, office } = loaded;
    const top = before.filter((part) => part.parent_id === null);
    const replaced = replacedParts(top, body.assignments).map((part) => part.id);
    await withdrawParts(tx, context, before, replaced, office);
    const staying = topLead(top.filter((part) => !replaced.includes(part.id)));
    const {
      dueOn,
      assignments: parts,
      directiveId,
    } = await giveDirective(tx, context, office, {
      object: taskObject(row),
      text: body.text,
      assignments: body.assignments,
      dueOn: body.dueOn,
      needsApproval: body.needsApproval,
      keepsLead: staying !== undefined && !body.assignments.some((assignment) => assignment.role === 'lead'),
    });
    if (body.rememberPhrase) {
      await rememberPhrase(tx, context, body);
    }
    const { to, status } = outcome(row, parts);
    const done = to === 'done' ? { done_at: context.clock.now() } : {};
    await transitionIncoming(tx, row, 'direct', { ...changeOf(context, row, body, { dueOn, parts }), ...done }, to);
    await clearIncomingNotices(tx, row);
    await tellParts(tx, context, loaded, parts);
    return settle(tx, context, ports, id, {
      audited: 'incoming.directed',
      detail: { directiveId, dueOn, parts: parts.map((part) => part.id), replaced },
      movement: { kind: 'directed', text: `Bút phê, giao việc: ${namesOf(parts)}` },
      status,
    });
  });
}
