import { command, type Services } from '../../../platform/context.ts';
import { changeKeys, type KeyChangeReport, type KeyProgress } from '../../../platform/keys/change-keys.ts';
import { recordForAll, systemContext } from '../upkeep.ts';

/**
 * Ordered at the machine (`congvu keys rotate`), never from a page: only there one can see to it that the new key file is kept apart. Each
 * office's log says when its keys were changed, before the old one is gone.
 */
export async function changeOfficeKeys(
  services: Services,
  options: { settleMs: number; told(progress: KeyProgress): void },
): Promise<KeyChangeReport> {
  const { db, blobs, config } = services;
  return changeKeys({
    ...options,
    place: config,
    db,
    blobs,
    now: () => new Date(),
    beforeRetiring: async ({ to, secrets, files, resumed }) => {
      const context = systemContext(services);
      await command(context, async (tx) => {
        await recordForAll(tx, context, {
          action: 'upkeep.keys_changed',
          objectId: to,
          detail: { secrets, files, resumed },
        });
        return null;
      });
    },
  });
}
