import type { MailFlow } from '../mailflow.flow.ts';
import { createGate } from './gate.ts';
import { type OpenPort, openSmtpPort } from './open-port.ts';
import { createMailMemory } from './read-data.ts';
import { createSourceLimits, DEFAULT_RULES } from './source-limits.ts';

/** Mails judged at the same time: more only makes each of them slower. */
const AT_ONCE = 8;

/** Opens the ports of the settings; none of them, and the office takes no mail from the network. */
export async function startIntake(flow: MailFlow): Promise<{ stop(): Promise<void> }> {
  const { port, submissionPort } = flow.services.config.smtp;
  const common = {
    flow,
    gate: createGate(AT_ONCE),
    memory: createMailMemory(),
    limits: createSourceLimits(DEFAULT_RULES),
  };
  const ports: OpenPort[] = [];
  if (port !== 0) {
    ports.push(await openSmtpPort({ ...common, kind: 'transfer', port }));
  }
  if (submissionPort !== 0) {
    ports.push(await openSmtpPort({ ...common, kind: 'submission', port: submissionPort }));
  }
  return {
    stop: async () => {
      await Promise.all(ports.map((open) => open.close()));
    },
  };
}
