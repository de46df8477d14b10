import type { ModuleDefinition } from '../../platform/module.ts';
import { certificateRoutes } from './certificates.routes.ts';
import { type LossPorts, NO_LOSS_PORTS } from './ports.ts';

export { presentCertificate } from './certificates.presenter.ts';
export { getCertificate } from './certificates.store.ts';
export type { CertificateKind, CertificateRow } from './certificates.tables.ts';
export { createDemoKeys } from './commands/create-demo-keys.ts';
export { openSigner } from './commands/open-signer.ts';
export type { CertificateRef, LossPorts, SignedDocument } from './ports.ts';
export { findMyCertificate } from './queries/find-my-certificate.ts';
export { findUsableCertificate } from './queries/find-usable-certificate.ts';
export { readCertificateImage } from './queries/read-image.ts';

export { signingWayOf } from './queries/signing-way.ts';
export { assertMaySignNow, revocationNote } from './revocation/may-sign-now.ts';
export { timestampAuthorityFor } from './services/timestamps.ts';
export { listKnownRevocations, loadTrust, loadTrustAnchors } from './trust/load-trust.ts';

export function createCertificatesModule(_ports: LossPorts = NO_LOSS_PORTS): ModuleDefinition {
  return { name: 'certificates', routes: certificateRoutes };
}
