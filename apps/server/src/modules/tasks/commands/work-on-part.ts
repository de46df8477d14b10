import type { AssigneePick, AssignmentRole } from '@congvu/contracts';
import type { Subject } from '../../../platform/authorise.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { holdsPart, type Office, peopleOf } from '../assignees.ts';
import { mayAssignment } from '../tasks.states.ts';
import { type AssignmentRow, moveAssignment } from '../tasks.store.ts';

/** Who sees the change at once: the holders and whoever gave the part. */
async function publishPart(tx: Tx, part: AssignmentRow, office: Office): Promise<void> {
  const personIds = [...new Set([part.assigned_by_person_id, ...peopleOf(part, office)])];
  await publish(tx, { topic: 'tasks', agencyId: part.agency_id, personIds });
}

/** First opening: parts of the subject begin, what was for information is thereby done. Answers the parts that moved. */
export async function openParts(
  tx: Tx,
  context: Context,
  subject: Subject,
  parts: readonly AssignmentRow[],
  office: Office,
): Promise<AssignmentRow[]> {
  const now = context.clock.now();
  const fresh = parts.filter((part) => mayAssignment('open', part.state) && holdsPart(subject, part, office));
  const opened: AssignmentRow[] = [];
  for (const part of fresh) {
    const set = part.role === 'informed' ? { opened_at: now, done_at: now } : { opened_at: now };
    opened.push(await moveAssignment(tx, part, 'open', true, set));
    await publishPart(tx, part, office);
  }
  return opened;
}

/** The result of a part. The lead's waits for approval where the directive asks for it; other parts are done with it. */
export async function reportPart(
  tx: Tx,
  context: Context,
  part: AssignmentRow,
  report: { result: string; needsApproval: boolean; office: Office },
): Promise<AssignmentRow> {
  const now = context.clock.now();
  const isFinal = part.role !== 'lead' || !report.needsApproval;
  const moved = await moveAssignment(tx, part, 'report', report.needsApproval, {
    result: report.result,
    reported_at: now,
    opened_at: part.opened_at ?? now,
    done_at: isFinal ? now : null,
  });
  await publishPart(tx, part, report.office);
  return moved;
}

export async function approvePart(
  tx: Tx,
  context: Context,
  part: AssignmentRow,
  office: Office,
): Promise<AssignmentRow> {
  const moved = await moveAssignment(tx, part, 'approve', true, { done_at: context.clock.now(), returned_reason: '' });
  await publishPart(tx, part, office);
  return moved;
}

/** "Làm lại": back to the holder with the reason; what was reported stays readable. */
export async function returnPart(tx: Tx, part: AssignmentRow, reason: string, office: Office): Promise<AssignmentRow> {
  const moved = await moveAssignment(tx, part, 'return', true, { returned_reason: reason, reported_at: null });
  await publishPart(tx, part, office);
  return moved;
}

async function close(
  tx: Tx,
  context: Context,
  parts: readonly AssignmentRow[],
  act: 'finish' | 'withdraw',
  office: Office,
): Promise<void> {
  const now = context.clock.now();
  for (const part of parts.filter((candidate) => mayAssignment(act, candidate.state))) {
    await moveAssignment(tx, part, act, true, act === 'finish' ? { done_at: now } : {});
    await publishPart(tx, part, office);
  }
}

/** The object is done: nothing of it is open for anybody any more. */
export async function finishParts(
  tx: Tx,
  context: Context,
  parts: readonly AssignmentRow[],
  office: Office,
): Promise<void> {
  await close(tx, context, parts, 'finish', office);
}

/** Takes parts back together with everything passed on from them. */
export async function withdrawParts(
  tx: Tx,
  context: Context,
  all: readonly AssignmentRow[],
  ids: readonly string[],
  office: Office,
): Promise<void> {
  const wanted = new Set(ids);
  for (let before = 0; before !== wanted.size; ) {
    before = wanted.size;
    for (const part of all) {
      if (part.parent_id !== null && wanted.has(part.parent_id)) {
        wanted.add(part.id);
      }
    }
  }
  await close(
    tx,
    context,
    all.filter((part) => wanted.has(part.id)),
    'withdraw',
    office,
  );
}

/**
 * What a new directive replaces among the live parts beside it: the one in charge when it names another, and parts of the same
 * people or units, who get the new one instead.
 */
export function replacedParts(
  siblings: readonly AssignmentRow[],
  picks: readonly { role: AssignmentRole; to: AssigneePick }[],
): AssignmentRow[] {
  const namesLead = picks.some((pick) => pick.role === 'lead');
  return siblings.filter((part) => {
    const again = picks.some(({ to }) =>
      to.kind === 'unit' ? part.person_id === null && part.unit_id === to.unitId : part.position_id === to.positionId,
    );
    return part.state !== 'withdrawn' && (again || (namesLead && part.role === 'lead'));
  });
}
