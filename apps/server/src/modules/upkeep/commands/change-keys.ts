import { command, type Services, systemContext } from '../../../platform/context.ts';
import { changeKeys, type KeyChangeReport, type KeyProgress } from '../../../platform/keys/change-keys.ts';
import { recordForAll, tellResponsible } from '../upkeep.ts';

/** Who stands behind the change: two persons by the number of their proposal, or one with a reason. */
export type BehindKeys = { proposal: number; proposedBy: string; decidedBy: string } | { alone: string };

/**
 * One person changes the keys: nothing keeps an operator with the key file from it, so it is written down and the heads hear of it before
 * it begins.
 */
export async function announceAlone(services: Services, reason: string): Promise<void> {
  const context = systemContext(services);
  await command(context, async (tx) => {
    await recordForAll(tx, context, { action: 'upkeep.keys_changed_alone', objectId: 'keys', detail: { reason } });
    await tellResponsible(tx, context, {
      kind: 'upkeep.keys_changed_alone',
      text: `MỘT người đang đổi khóa mã hóa của văn phòng ở máy chủ, không có người thứ hai. Lý do ghi lại: ${reason}`,
      reason: 'Đổi khóa là việc của hai người',
    });
    return null;
  });
}

/**
 * Ordered at the machine (`congvu keys rotate`), never from a page: only there one can see to it that the new key file is kept apart. Each
 * office's log says when its keys were changed, before the old one is gone.
 */
export async function changeOfficeKeys(
  services: Services,
  options: { settleMs: number; behind: BehindKeys | undefined; told(progress: KeyProgress): void },
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
          detail: { secrets, files, resumed, ...options.behind },
        });
        return null;
      });
    },
  });
}
