import { listHostedAgencies } from '#modules/org';
import type { Services } from '../../../platform/context.ts';
import { installationIdentity } from './installation-identity.ts';
import type { Identity } from './wire/protocol.ts';

/** What we say of ourselves to whoever asks. */
export async function ownIdentity(services: Services): Promise<Identity> {
  const { publicKey } = await installationIdentity(services);
  const agencies = await listHostedAgencies(services.db);
  return {
    product: 'congvu',
    protocol: 1,
    title: agencies[0]?.name ?? 'Công Vụ',
    publicKey,
    time: services.clock.now().toISOString(),
    agencies: agencies.flatMap(({ name, codes }) => codes.map((code) => ({ code, name }))),
  };
}
