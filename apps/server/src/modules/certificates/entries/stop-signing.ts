import { z } from 'zod';
import { type Services, systemContext } from '../../../platform/context.ts';
import type { LossPorts } from '../ports.ts';

export const STOP_JOB = 'certificates.stop_signing';

const Stopped = z.object({ agencyId: z.uuid(), certificateId: z.uuid() });

/** Behind a recorded revocation: signatures that were prepared with the key end. Called twice it finds nothing to do. */
export async function stopSigning(
  services: Services,
  ports: LossPorts,
  payload: Record<string, unknown>,
): Promise<void> {
  const key = Stopped.parse(payload);
  const context = systemContext(services);
  await services.db.transaction().execute((tx) => ports.revocationKnown(tx, context, key));
}
