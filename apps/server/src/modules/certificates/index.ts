import type { ModuleDefinition } from '../../platform/module.ts';
import { certificateRoutes } from './certificates.routes.ts';

export { presentCertificate } from './certificates.presenter.ts';
export { getCertificate, type KeyOwner } from './certificates.store.ts';
export type { AnchorRow, CertificateKind, CertificateRow, KeyKind } from './certificates.tables.ts';
export {
  createDemoKeys,
  type DemoKeyRequest,
  type DemoOrganisationKey,
  type DemoPersonKey,
} from './commands/create-demo-keys.ts';
export { openSigner } from './commands/open-signer.ts';
export { findMyCertificate } from './queries/find-my-certificate.ts';
export { findUsableCertificate } from './queries/find-usable-certificate.ts';
export { type CertificateImage, readCertificateImage } from './queries/read-image.ts';
export { type KnownRevocation, listKnownRevocations, loadTrustAnchors } from './queries/trust.ts';

export function createCertificatesModule(): ModuleDefinition {
  return { name: 'certificates', routes: certificateRoutes };
}
