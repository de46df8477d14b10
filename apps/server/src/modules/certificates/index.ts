import type { ModuleDefinition } from '../../platform/module.ts';
import { certificateRoutes } from './certificates.routes.ts';

export { presentCertificate } from './certificates.presenter.ts';
export { getCertificate } from './certificates.store.ts';
export type { CertificateKind, CertificateRow } from './certificates.tables.ts';
export { createDemoKeys } from './commands/create-demo-keys.ts';
export { openSigner } from './commands/open-signer.ts';
export { findMyCertificate } from './queries/find-my-certificate.ts';
export { findUsableCertificate } from './queries/find-usable-certificate.ts';
export { readCertificateImage } from './queries/read-image.ts';
export { listKnownRevocations, loadTrustAnchors } from './queries/trust.ts';

export function createCertificatesModule(): ModuleDefinition {
  return { name: 'certificates', routes: certificateRoutes };
}
