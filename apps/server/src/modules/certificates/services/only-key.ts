import { createHash } from 'node:crypto';
import type { HashSigner } from '@congvu/pki';
import { AppError } from '../../../platform/errors.ts';

/** A device or a service may hold several keys: only that of the certificate in the register is ever used. */
export function onlyKeyOf(signer: HashSigner, certificateSha256: string, deviceLabel: string): HashSigner {
  return {
    identities: async () => {
      const found = (await signer.identities()).filter(
        ({ certificate }) => createHash('sha256').update(certificate).digest('hex') === certificateSha256,
      );
      if (found.length === 0) {
        throw new AppError(
          'certificates.key_missing',
          422,
          `Không thấy khóa của chứng thư này ở ${deviceLabel}. Chứng thư có thể đã được gia hạn: ghi chứng thư mới vào danh sách.`,
        );
      }
      return found;
    },
    begin: (request) => signer.begin(request),
    poll: (ticket) => signer.poll(ticket),
    cancel: (ticket) => signer.cancel(ticket),
  };
}
