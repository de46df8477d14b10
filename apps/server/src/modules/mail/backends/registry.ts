import type { Services } from '../../../platform/context.ts';
import type { BackendName } from '../mail.tables.ts';
import type { BackendFactory, MailBackend, MailPorts } from '../ports.ts';
import { createEmbeddedBackend } from './embedded.ts';

/** The manual way is none of these: nothing is told to a program, a person does the step. */
const FACTORIES: Partial<Record<BackendName, BackendFactory>> = {
  embedded: (services, ports) => createEmbeddedBackend(services, ports),
};

/** What keeps the mailboxes named so; undefined while a person does it by hand. */
export function backendNamed(
  services: Services,
  ports: MailPorts,
  which: { name: BackendName; agencyId: string },
): MailBackend | undefined {
  return FACTORIES[which.name]?.(services, ports, which.agencyId);
}

const ORDER: readonly BackendName[] = ['manual', 'embedded', 'postfix', 'zimbra'];

/** What an office may choose from. */
export function availableBackends(): BackendName[] {
  return ORDER.filter((name) => name === 'manual' || FACTORIES[name] !== undefined);
}
