import type { GuardedKind } from '../../platform/guarded-change.ts';
import type { ModuleDefinition } from '../../platform/module.ts';
import { kindsOf } from './kinds.ts';
import { secondPersonRoutes } from './secondperson.routes.ts';
import { lapseChanges } from './sweeps/lapse.ts';

export { useAgreed } from './commands/use-agreed.ts';

const LAPSE_SECONDS = 300;

/** The kinds belong to the modules that carry them out; nothing here knows what they change. */
export function createSecondPersonModule(kinds: readonly GuardedKind[]): ModuleDefinition {
  return {
    name: 'secondperson',
    routes: secondPersonRoutes(kindsOf(kinds)),
    sweeps: [{ name: 'secondperson.lapse', everySeconds: LAPSE_SECONDS, run: lapseChanges }],
  };
}
