import type { HashSigner, RevocationSource, TimestampAuthority, TrustAnchorEntry } from '@congvu/pki';
import type { CertificateRow } from '#modules/certificates';
import type { ActingContext, Services } from '../../platform/context.ts';
import type { AnyPurpose } from './purpose.ts';
import type { BatchRow } from './signing.tables.ts';

/** How `certificates` opens a key; tests put a device of their own in its place. */
export type OpenSigner = (context: ActingContext, certificate: CertificateRow, pin?: string) => Promise<HashSigner>;

/** What signing asks of `certificates` and of the outside; tests put other keys, clocks of authorities and faults in its place. */
export interface SigningPorts {
  purposes: readonly AnyPurpose[];
  openSigner: OpenSigner;
  /** @throws AppError when this key must not sign at this moment */
  assertMaySignNow(services: Services, certificate: CertificateRow): Promise<void>;
  /** Undefined when none is configured: an office without one signs at level B. One that is silent throws when it is asked. */
  timestampAuthorityFor(services: Services): Promise<TimestampAuthority | undefined>;
  /** How long a signer waits for the time of one document: then it is completed without and gets its time later. */
  answerMs: number;
  revocationSourceFor(services: Services): (anchor: TrustAnchorEntry) => RevocationSource;
}

/** One person at one batch. */
export interface SigningAct {
  context: ActingContext;
  ports: SigningPorts;
  batch: BatchRow;
  certificate: CertificateRow;
  purpose: AnyPurpose;
  reason: string;
}
