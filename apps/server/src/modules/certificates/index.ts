import type { Services } from '../../platform/context.ts';
import type { ModuleDefinition } from '../../platform/module.ts';
import { certificateRoutes } from './certificates.routes.ts';
import { STOP_JOB, stopSigning } from './entries/stop-signing.ts';
import type { LossPorts } from './ports.ts';
import { applyLearnt, readLearnt } from './revocation/apply-revocations.ts';
import { APPLY_JOB } from './revocation/may-sign-now.ts';
import { refreshDueCrls } from './revocation/refresh-crls.ts';
import { REFRESH_JOB } from './revocation/refresh-soon.ts';
import { closeHsm } from './services/open-hsm.ts';
import { checkSigningSettings } from './services/signing-settings.ts';
import { tokensDesk } from './tokens/tokens.desk.ts';

export { presentCertificate } from './certificates.presenter.ts';
export { getCertificate } from './certificates.store.ts';
export type { CertificateKind, CertificateRow } from './certificates.tables.ts';
export { createDemoKeys } from './commands/create-demo-keys.ts';
export { openSigner } from './commands/open-signer.ts';
export { entryStatus } from './entries/advice.ts';
export { certificateFacts } from './entries/certificate-facts.ts';
export { getEntry } from './entries/entries.store.ts';
export type { CertificateEntryRow, SealRow, TokenRow } from './entries/entries.tables.ts';
export { listExpiring } from './entries/list-expiring.ts';
export { mailOfCertificate } from './entries/mail-of-certificate.ts';
export { markEntry } from './entries/mark-entry.ts';
export { listEntriesOfPerson, listSealsOfPerson, listTokensOfPerson } from './entries/of-person.ts';
export { passCustodyOn } from './entries/pass-custody-on.ts';
export { recordIssued } from './entries/record-issued.ts';
export { recordRenewed } from './entries/record-renewed.ts';
export { recordRestored } from './entries/record-restored.ts';
export { recordRevoked } from './entries/record-revoked.ts';
export type { LossPorts, ReportedLoss, SigningLossPorts } from './ports.ts';
export { findMyCertificate } from './queries/find-my-certificate.ts';
export { findUsableCertificate } from './queries/find-usable-certificate.ts';
export { provePerson } from './queries/prove-person.ts';
export { readCertificateImage } from './queries/read-image.ts';
export { signingWayOf } from './queries/signing-way.ts';
export { listLost, revocationMark } from './revocation/known-now.ts';
export { assertMaySignNow, revocationNote } from './revocation/may-sign-now.ts';
export { listEvidence, revocationSourceFor } from './revocation/sources.ts';
export { timestampAuthorityFor } from './services/timestamps.ts';
export { takeTokenBack } from './tokens/take-token-back.ts';
export { TOKEN_LABELS } from './tokens/tokens.states.ts';
export { listKnownRevocations, loadTrust } from './trust/load-trust.ts';

const EVERY_MINUTE = 60;

export function createCertificatesModule(ports: LossPorts): ModuleDefinition {
  return {
    name: 'certificates',
    routes: certificateRoutes(ports),
    jobs: (services: Services) => [
      { name: REFRESH_JOB, handle: () => refreshDueCrls(services, ports) },
      { name: APPLY_JOB, handle: (payload) => applyLearnt(services, ports, readLearnt(payload)) },
      { name: STOP_JOB, handle: (payload) => stopSigning(services, ports, payload) },
    ],
    desk: tokensDesk,
    sweeps: [
      {
        name: 'certificates.refresh_crls',
        everySeconds: EVERY_MINUTE,
        run: (services) => refreshDueCrls(services, ports),
      },
    ],
    start: async (services) => {
      await checkSigningSettings(services);
      return { stop: () => closeHsm(services.config) };
    },
  };
}
