import type { Services } from '../../../platform/context.ts';
import { settingOf } from '../mail.settings.ts';
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

/** What new mailboxes of an agency are kept by today. */
export async function backendOf(
  services: Services,
  ports: MailPorts,
  agencyId: string,
): Promise<MailBackend | undefined> {
  const { backend } = await settingOf(services.db, services.clock, agencyId);
  return backendNamed(services, ports, { name: backend, agencyId });
}
