import type { Services } from '../../../platform/context.ts';
import type { BackendName } from '../mail.tables.ts';
import type { BackendFactory, MailBackend, MailPorts } from '../ports.ts';
import { createEmbeddedBackend } from './embedded.ts';
import { createPostfixBackend } from './postfix/postfix.ts';
import { createZimbraBackend } from './zimbra/zimbra-backend.ts';

/** The manual way is none of these: nothing is told to a program, a person does the step. */
const FACTORIES: Partial<Record<BackendName, BackendFactory>> = {
  embedded: (services, ports) => createEmbeddedBackend(services, ports),
  postfix: (services, ports) => createPostfixBackend(services, ports),
  zimbra: (services, _ports, agencyId) => createZimbraBackend(services, agencyId),
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
