import type { ModuleDefinition } from '../../platform/module.ts';
import { careRoutes } from './care/care.routes.ts';
import { guardNight } from './care/guard-night.ts';
import { RAISE_JOB } from './care/raise-job.ts';
import { raiseWaiting } from './care/raise-waiting.ts';
import { checkRoutes } from './check/check.routes.ts';
import { forgetChecks } from './check/forget-checks.ts';
import { expireBatches } from './commands/expire-batches.ts';
import { pollDevices } from './commands/poll-devices.ts';
import { defaultPorts } from './default-ports.ts';
import { deviceRoutes } from './device.routes.ts';
import { signingDesk } from './signing.desk.ts';
import { signingRoutes } from './signing.routes.ts';
import type { SigningPorts } from './signing-act.ts';

export { checkStoredFile } from './check/check-stored-file.ts';
export { judgePdf } from './judge/judge-pdf.ts';
export { listSigners } from './judge/list-signers.ts';
export { lossPorts } from './loss-ports.ts';
export type {
  AttachmentBase,
  DescribedDocument,
  RaisedFile,
  ReviewedAttachment,
  SignedAttachment,
  SignedObject,
  SigningBase,
  SigningPurpose,
  SigningReview,
} from './purpose.ts';

/** Everything but the purposes is what `certificates` offers, unless told. */
export type SigningModulePorts = Pick<SigningPorts, 'purposes'> & Partial<SigningPorts>;

export function createSigningModule(given: SigningModulePorts): ModuleDefinition {
  const ports: SigningPorts = { ...defaultPorts, ...given };
  return {
    name: 'signing',
    routes: [...signingRoutes(ports), ...deviceRoutes(ports), ...careRoutes(ports), ...checkRoutes],
    desk: signingDesk,
    jobs: (services) => [{ name: RAISE_JOB, handle: () => raiseWaiting(services, ports) }],
    sweeps: [
      { name: 'signing.expire_batches', everySeconds: 60, run: expireBatches },
      { name: 'signing.poll_devices', everySeconds: 5, run: (services) => pollDevices(services, ports) },
      { name: 'signing.raise', everySeconds: 60, run: (services) => raiseWaiting(services, ports) },
      { name: 'signing.guard_night', everySeconds: 300, run: (services) => guardNight(services, ports) },
      { name: 'signing.forget_checks', everySeconds: 300, run: forgetChecks },
    ],
  };
}
