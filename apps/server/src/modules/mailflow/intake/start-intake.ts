import { openFilter } from '../filter/open-filter.ts';
import type { MailFlow } from '../mailflow.flow.ts';
import { createGate } from './gate.ts';
import { openSmtpPort } from './open-port.ts';
import { createMailMemory } from './read-data.ts';
import { createSourceLimits, DEFAULT_RULES } from './source-limits.ts';

/** Mails judged at the same time: more only makes each of them slower. */
const AT_ONCE = 8;

/** Opens the ports of the settings; none of them, and the office takes no mail from the network. */
export async function startIntake(flow: MailFlow): Promise<{ stop(): Promise<void> }> {
  const { port, submissionPort, filter } = flow.services.config.smtp;
  const common = {
    flow,
    gate: createGate(AT_ONCE),
    memory: createMailMemory(),
    limits: createSourceLimits(DEFAULT_RULES),
  };
  const ports: { close(): Promise<void> }[] = [];
  if (port !== 0) {
    ports.push(await openSmtpPort({ ...common, kind: 'transfer', port }));
  }
  if (submissionPort !== 0) {
    ports.push(await openSmtpPort({ ...common, kind: 'submission', port: submissionPort }));
  }
  if (filter.port !== 0) {
    ports.push(await openFilter({ ...common, kind: 'outside', port: filter.port }));
  }
  if (filter.submissionPort !== 0) {
    ports.push(await openFilter({ ...common, kind: 'submitted', port: filter.submissionPort }));
  }
  return {
    stop: async () => {
      await Promise.all(ports.map((open) => open.close()));
    },
  };
}
