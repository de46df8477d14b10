import { PkiError } from '@congvu/pki';
import { assertMaySignNow, openSigner, timestampAuthorityFor } from '#modules/certificates';
import type { SigningPorts } from './signing-act.ts';

const revocationSourceFor: SigningPorts['revocationSourceFor'] = () => () => ({
  find: async () => {
    throw new PkiError('pki.revocation_unconfigured', 'Chưa cấu hình nguồn kiểm tra thu hồi.');
  },
});

/** Keys, time and revocation as `certificates` has them. */
export const defaultPorts: Omit<SigningPorts, 'purposes'> = {
  openSigner,
  assertMaySignNow,
  timestampAuthorityFor,
  revocationSourceFor,
};
