import { openSigner } from '#modules/certificates';
import type { ModuleDefinition } from '../../platform/module.ts';
import { checkRoutes } from './check/check.routes.ts';
import { forgetChecks } from './check/forget-checks.ts';
import { expireBatches } from './commands/expire-batches.ts';
import type { SigningPurpose } from './purpose.ts';
import { signingRoutes } from './signing.routes.ts';

export { checkStoredFile } from './check/check-stored-file.ts';
export { judgePdf } from './judge/judge-pdf.ts';
export { listSigners, type SignersOfFile } from './judge/list-signers.ts';
export type { SignedObject, SigningBase, SigningPurpose, SigningReview } from './purpose.ts';

export interface SigningModulePorts {
  /** What can be signed; the owners of the documents answer for right and state. */
  purposes: readonly SigningPurpose[];
}

export function createSigningModule({ purposes }: SigningModulePorts): ModuleDefinition {
  return {
    name: 'signing',
    routes: [...signingRoutes({ purposes, openSigner }), ...checkRoutes],
    sweeps: [
      { name: 'signing.expire_batches', everySeconds: 60, run: expireBatches },
      { name: 'signing.forget_checks', everySeconds: 300, run: forgetChecks },
    ],
  };
}
