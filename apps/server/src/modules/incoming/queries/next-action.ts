import type { IncomingView } from '@congvu/contracts';
import { type AssignmentRow, holdsPart, partFacts, taskPolicies } from '#modules/tasks';
import type { Abilities, Subject } from '../../../platform/authorise.ts';
import type { LoadedIncoming } from '../commands/act-on-incoming.ts';
import { type IncomingAction, incomingPolicies } from '../incoming.policy.ts';

/** Parts this person holds, those in charge first. */
export function ownParts(subject: Subject, loaded: Pick<LoadedIncoming, 'parts' | 'office'>): AssignmentRow[] {
  const order = { lead: 0, coordinating: 1, informed: 2 };
  return loaded.parts
    .filter((part) => part.state !== 'withdrawn' && holdsPart(subject, part, loaded.office))
    .sort((left, right) => order[left.role] - order[right.role]);
}

type PartVerb = 'report' | 'sub_assign' | 'approve_result';

function mayPart(subject: Subject, loaded: LoadedIncoming, part: AssignmentRow, verb: PartVerb): boolean {
  const facts = partFacts(subject, part, loaded.parts, loaded.office, false);
  return taskPolicies.decide(`tasks.${verb}`, subject, facts).allowed;
}

const NOTHING_OWN = 'Không có phần việc nào đang chờ.';

/** The buttons of the document: acts on any part of one's own, whichever it is. */
export function workAbilities(subject: Subject, loaded: LoadedIncoming, own: readonly AssignmentRow[]): Abilities {
  const may = (verb: PartVerb): true | string =>
    own.some((part) => mayPart(subject, loaded, part, verb)) ? true : NOTHING_OWN;
  return { 'incoming.report': may('report'), 'incoming.sub_assign': may('sub_assign') };
}

type Next = NonNullable<IncomingView['nextAction']>;

const OF_DOCUMENT: { action: IncomingAction; when: string[]; label: string }[] = [
  { action: 'incoming.direct', when: ['registered', 'awaiting_directive'], label: 'Bút phê' },
  { action: 'incoming.approve_result', when: ['awaiting_result_approval'], label: 'Duyệt kết quả' },
  { action: 'incoming.register', when: ['received'], label: 'Vào sổ' },
  { action: 'incoming.present', when: ['registered'], label: 'Chuyển lãnh đạo' },
];

function ofDocument(subject: Subject, { row, facts }: LoadedIncoming): Next | undefined {
  const found = OF_DOCUMENT.find(
    ({ action, when }) => when.includes(row.state) && incomingPolicies.decide(action, subject, facts).allowed,
  );
  return found === undefined ? undefined : { action: found.action, label: found.label };
}

/** A head first decides what was reported to him, then passes on what he has not, then reports. */
function ofPart(subject: Subject, loaded: LoadedIncoming, part: AssignmentRow): Next | undefined {
  const below = loaded.parts.filter((child) => child.parent_id === part.id && child.state !== 'withdrawn');
  if (below.some((child) => mayPart(subject, loaded, child, 'approve_result'))) {
    return { action: 'tasks.approve_result', label: 'Duyệt kết quả' };
  }
  if (below.length === 0 && part.person_id === null && mayPart(subject, loaded, part, 'sub_assign')) {
    return { action: 'incoming.sub_assign', label: 'Phân công' };
  }
  const waitsBelow = below.some((child) => child.role !== 'informed' && child.state !== 'done');
  return !waitsBelow && mayPart(subject, loaded, part, 'report')
    ? { action: 'incoming.report', label: 'Báo cáo kết quả' }
    : undefined;
}

/** The single primary act of this person; null while the document waits for others. */
export function nextAction(
  subject: Subject,
  loaded: LoadedIncoming,
  own: readonly AssignmentRow[],
): IncomingView['nextAction'] {
  const direct = ofDocument(subject, loaded);
  if (direct !== undefined) {
    return direct;
  }
  for (const part of own) {
    const next = ofPart(subject, loaded, part);
    if (next !== undefined) {
      return next;
    }
  }
  return null;
}
