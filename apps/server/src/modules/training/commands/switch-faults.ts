import type { TrainingFault } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { actOn } from '../act.ts';
import { setFaults } from '../faults.ts';
import type { Ground } from '../ground.ts';

/** What goes wrong from now on: these and no others. */
export async function switchTrainingFaults(
  context: ActingContext,
  ground: Ground,
  on: TrainingFault[],
): Promise<{ on: TrainingFault[] }> {
  return actOn(context, ground, {
    action: 'training.faults_switched',
    perform: async (simulator) => {
      const wanted = [...new Set(on)];
      setFaults(simulator, wanted);
      return { on: wanted };
    },
    about: ({ on: wanted }) => ({ objectId: 'faults', detail: { on: wanted } }),
  });
}
