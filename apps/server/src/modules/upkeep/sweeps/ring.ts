import { listHostedAgencies } from '#modules/org';
import { command, type Services, systemContext } from '../../../platform/context.ts';
import { readUpkeep } from '../queries/view-upkeep.ts';
import { readProgress, writeProgress } from '../upkeep.store.ts';
import { recordForAll, tellResponsible, type Upkeep } from '../upkeep.ts';

const TOLD = 'alarm';
const AGAIN_MS = 86_400_000;

interface Told {
  kinds: string;
  at: string;
}

/** Rings once when something new is wrong, and once a day while it stays so. The demo, where nobody keeps anything, is left in peace. */
export async function ring(services: Services, upkeep: Upkeep): Promise<void> {
  if (services.config.demo && services.config.backup === undefined) {
    return;
  }
  // Nobody is there to be told; the first administrator is, as soon as there is one.
  if ((await listHostedAgencies(services.db)).length === 0) {
    return;
  }
  const { alarms } = await readUpkeep(services, upkeep);
  const kinds = alarms.map(({ kind }) => kind).join(' ');
  const now = upkeep.wall.now();
  const told = await readProgress<Told>(services.db, TOLD);
  const isNews = told?.kinds !== kinds || now.getTime() - new Date(told.at).getTime() >= AGAIN_MS;
  if (!isNews || (kinds === '' && told === undefined)) {
    return;
  }
  const context = systemContext(services);
  await command(context, async (tx) => {
    await writeProgress(tx, TOLD, { kinds, at: now.toISOString() } satisfies Told, now);
    await recordForAll(tx, context, {
      action: kinds === '' ? 'upkeep.alarm_over' : 'upkeep.alarm_rung',
      objectId: 'alarm',
      detail: { kinds },
    });
    const [worst] = alarms;
    if (worst !== undefined) {
      const more = alarms.length === 1 ? '' : ` (và ${alarms.length - 1} việc khác)`;
      await tellResponsible(tx, context, {
        kind: 'upkeep.alarm',
        text: `${worst.text}${more}`,
        reason: 'Dữ liệu của cơ quan chưa được giữ an toàn',
      });
    }
  });
}
