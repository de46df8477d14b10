import type { IncomingAck, SubAssignIncoming } from '@congvu/contracts';
import { findPart, giveDirective, partFacts, replacedParts, taskPolicies, withdrawParts } from '#modules/tasks';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { IncomingPorts } from '../ports.ts';
import { clearIncomingNotices, guardWords, loadVisible, settle } from './act-on-incoming.ts';
import { namesOf, taskObject, tellParts } from './direct-incoming.ts';

/** The head of a unit passes the unit's part on to people of the unit (Decree 30/2020 Art. 24 khoản 2). */
export async function subAssignIncoming(
  context: ActingContext,
  ports: IncomingPorts,
  id: string,
  body: SubAssignIncoming,
): Promise<IncomingAck> {
  await guardWords(context, { name: 'incoming.sub_assign', objectId: id }, [
    { place: 'Ý kiến phân công', text: body.text },
    ...body.assignments.map((assignment) => ({ place: 'Ghi chú giao việc', text: assignment.note })),
  ]);
  return command(context, async (tx) => {
    const loaded = await loadVisible(tx, context, id);
    const { row, parts: before, office } = loaded;
    const part = findPart(before, body.assignmentId);
    taskPolicies.authorize(
      'tasks.sub_assign',
      context.subject,
      partFacts(context.subject, part, before, office, false),
    );
    const below = before.filter((candidate) => candidate.parent_id === part.id);
    const replaced = replacedParts(below, body.assignments).map((candidate) => candidate.id);
    await withdrawParts(tx, context, before, replaced, office);
    const staying = below.some(
      (child) => child.role === 'lead' && child.state !== 'withdrawn' && !replaced.includes(child.id),
    );
    const given = await giveDirective(tx, context, office, {
      object: taskObject(row),
      text: body.text === '' ? part.directive_text : body.text,
      assignments: body.assignments,
      // Words that were the leader's set no new date: the part's own deadline is passed on with it.
      dueOn: body.dueOn === undefined && body.text === '' ? part.due_on : body.dueOn,
      needsApproval: true,
      keepsLead: staying,
      from: { part, unitIds: context.subject.unitIds },
    });
    await clearIncomingNotices(tx, row, [context.subject.personId]);
    await tellParts(tx, context, loaded, given.assignments);
    return settle(tx, context, ports, id, {
      audited: 'incoming.sub_assigned',
      detail: { assignmentId: part.id, parts: given.assignments.map((child) => child.id), replaced },
      movement: { kind: 'sub_assigned', text: `Phân công: ${namesOf(given.assignments)}` },
      // Passing on begins the work as well as opening does.
      status:
        part.role === 'lead' && part.parent_id === null && part.state === 'given'
          ? { code: '05', note: '' }
          : undefined,
    });
  });
}
