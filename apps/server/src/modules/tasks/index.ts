import type { ModuleDefinition } from '../../platform/module.ts';
import { countOpenTasks } from './queries/list-tasks.ts';
import { taskRoutes } from './tasks.routes.ts';

export { heldUnits, holdsPart, loadTaskOffice, type Office, peopleOf } from './assignees.ts';
export { addWorkingDays, isWorkingDay } from './calendar.ts';
export { forgetWords } from './commands/forget-words.ts';
export { giveDirective, type TaskObject } from './commands/give-directive.ts';
export { rememberPhrase } from './commands/keep-phrase.ts';
export { movePart, openPartsOf } from './commands/move-part.ts';
export {
  approvePart,
  finishParts,
  openParts,
  replacedParts,
  reportPart,
  returnPart,
  withdrawParts,
} from './commands/work-on-part.ts';
export { presentDeadline, soonHorizon } from './deadlines.ts';
export { countOpenParts } from './queries/count-open-parts.ts';
export { taskPolicies } from './tasks.policy.ts';
export { type PresentingDay, partFacts, presentAssignment, presentDirective } from './tasks.presenter.ts';
export { ROLE_LABELS } from './tasks.states.ts';
export {
  type AssignmentRow,
  findPart,
  listAssignments,
  listDirectives,
  loadCalendar,
} from './tasks.store.ts';

export function createTasksModule(): ModuleDefinition {
  return {
    name: 'tasks',
    routes: taskRoutes,
    counts: async (context) => ({ tasks: await countOpenTasks(context) }),
  };
}
