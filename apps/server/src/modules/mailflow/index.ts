import type { Services } from '../../platform/context.ts';
import type { ModuleDefinition } from '../../platform/module.ts';
import { tendAntivirus } from './antivirus/scan-again.ts';
import type { MailNames } from './auth/names.ts';
import { BOUNCE_JOB, BouncePayload, takeBounce } from './bounces/take-bounce.ts';
import { proveAllKeys } from './domains/signing-keys.ts';
import { forgetPassages } from './filter/forget-passages.ts';
import { tendCopies } from './filter/tend-copies.ts';
import { type BroughtMail, bringMail } from './intake/bring-mail.ts';
import { startIntake } from './intake/start-intake.ts';
import type { TakenIn } from './intake/take-in.ts';
import { createWorld, type FlowPorts, type MailFlow, type MailWorld } from './mailflow.flow.ts';
import { mailflowRoutes } from './mailflow.routes.ts';
import { forgetOld } from './outbound/queue.store.ts';
import { QUEUE_JOB } from './outbound/queue-out.ts';
import { runQueue } from './outbound/run-queue.ts';
import { REPORT_JOB, ReportPayload, takeReports } from './reports/take-reports.ts';

export { MAIL_CLEARED_JOB, MAIL_FOUND_JOB } from './antivirus/scan-mail.ts';
export type { MailNames } from './auth/names.ts';
export { judgeSignatureAgain } from './judge/signature/judge-again.ts';
export { queueOut } from './outbound/queue-out.ts';

export interface MailflowModule extends ModuleDefinition {
  /** One mail without a connection, judged with the answers of this name service. */
  receive(services: Services, names: MailNames, mail: BroughtMail): Promise<TakenIn>;
}

const QUEUE_SECONDS = 15;
const ANTIVIRUS_SECONDS = 60;
const DAY_SECONDS = 86_400;

/** Mail in and out, judged on the way; `world` is the network, which tests put another one in the place of. */
export function createMailflowModule(ports: FlowPorts, world?: MailWorld): MailflowModule {
  const flows = new WeakMap<Services['db'], MailFlow>();
  const flowOf = (services: Services): MailFlow => {
    const known = flows.get(services.db);
    // The story of the demo is played on clocks of its own before the office opens.
    if (known?.services.clock === services.clock) {
      return known;
    }
    const flow: MailFlow = { services, world: world ?? createWorld(services), ports };
    flows.set(services.db, flow);
    return flow;
  };
  return {
    name: 'mailflow',
    receive: (services, names, mail) =>
      bringMail({ services, world: { ...createWorld(services), names }, ports }, mail),
    routes: mailflowRoutes(flowOf),
    jobs: (services) => [
      { name: QUEUE_JOB, handle: () => runQueue(flowOf(services)) },
      { name: REPORT_JOB, handle: (payload) => takeReports(services, ReportPayload.parse(payload)) },
      { name: BOUNCE_JOB, handle: (payload) => takeBounce(flowOf(services), BouncePayload.parse(payload)) },
    ],
    sweeps: [
      { name: 'mailflow.queue', everySeconds: QUEUE_SECONDS, run: (services) => runQueue(flowOf(services)) },
      {
        name: 'mailflow.antivirus',
        everySeconds: ANTIVIRUS_SECONDS,
        run: (services) => tendAntivirus(flowOf(services)),
      },
      { name: 'mailflow.copies', everySeconds: QUEUE_SECONDS, run: (services) => tendCopies(flowOf(services)) },
      { name: 'mailflow.forget_passages', everySeconds: DAY_SECONDS, run: forgetPassages },
      { name: 'mailflow.forget', everySeconds: DAY_SECONDS, run: forgetOld },
    ],
    start: async (services) => {
      if (services.config.role === 'web') {
        return { stop: async () => undefined };
      }
      const { ready, reason } = await proveAllKeys(services);
      if (!ready) {
        services.log.error({ reason }, 'outgoing mail waits: a key does not sign what its record proves');
      }
      return startIntake(flowOf(services));
    },
  };
}
