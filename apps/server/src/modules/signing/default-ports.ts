import { assertMaySignNow, openSigner, revocationSourceFor, timestampAuthorityFor } from '#modules/certificates';
import type { SigningPorts } from './signing-act.ts';

/** Keys, time and revocation as `certificates` has them. */
export const defaultPorts: Omit<SigningPorts, 'purposes'> = {
  openSigner,
  assertMaySignNow,
  timestampAuthorityFor,
  answerMs: 6_000,
  revocationSourceFor: (services) => revocationSourceFor(services),
};
