import type { TrainingBehaviour } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { actOn } from '../act.ts';
import { type Ground, STEP_MS } from '../ground.ts';
import { getOutside } from './send-letter.ts';

/** How an outside agency answers from now on. */
export async function setTrainingBehaviour(
  context: ActingContext,
  ground: Ground,
  input: { code: string; behaviour: TrainingBehaviour },
): Promise<{ code: string }> {
  return actOn(context, ground, {
    action: 'training.behaviour_set',
    perform: async (simulator) => {
      const { code } = getOutside(input.code);
      const stepMs = simulator.partners.find((partner) => partner.code === code)?.stepMs ?? STEP_MS;
      simulator.setPartner({ code, behaviour: input.behaviour, stepMs });
      return { code };
    },
    about: ({ code }) => ({ objectId: code, detail: { behaviour: input.behaviour } }),
  });
}

/** Another name, so that the next synchronisation of the address book has something to find. */
export async function renameTrainingAgency(
  context: ActingContext,
  ground: Ground,
  input: { code: string; name: string },
): Promise<{ code: string }> {
  return actOn(context, ground, {
    action: 'training.agency_renamed',
    perform: async (simulator) => {
      const { code } = getOutside(input.code);
      simulator.agencies.rename(code, input.name);
      return { code };
    },
    about: ({ code }) => ({ objectId: code, detail: { name: input.name } }),
  });
}
