import type { Services } from './context.ts';
import type { Sweep } from './module.ts';
import { asInstallation } from './reach.ts';
import { rawQuery } from './sql.ts';

const DAY_SECONDS = 86_400;

/** Answers to repeated requests are kept a week: longer than any browser, phone or queue tries again. */
const FORGET_KEYS: Sweep = {
  name: 'platform.forget_idempotency_keys',
  everySeconds: DAY_SECONDS,
  run: async (services) => {
    await rawQuery(services.db, "delete from idempotency_key where created_at < now() - interval '7 days'", []);
  },
};

/** Runs each sweep again and again, never twice at once in this process; a failure is logged and tried at the next turn. */
export function startSweeps(services: Services, sweeps: Sweep[]): { stop(): Promise<void> } {
  const running = new Set<Promise<void>>();
  const timers = [FORGET_KEYS, ...sweeps].map((sweep) => {
    let busy = false;
    return setInterval(() => {
      if (busy || (sweep.evenReadOnly !== true && services.storage?.state().readOnly === true)) {
        return;
      }
      busy = true;
      const run = asInstallation(() => sweep.run(services))
        .catch((error: unknown) =>
          services.log.warn({ err: error, sweep: sweep.name }, 'sweep failed, will be tried again'),
        )
        .finally(() => {
          busy = false;
          running.delete(run);
        });
      running.add(run);
    }, sweep.everySeconds * 1000);
  });
  return {
    stop: async () => {
      for (const timer of timers) {
        clearInterval(timer);
      }
      await Promise.all(running);
    },
  };
}
