import { createHash, type KeyObject, randomUUID } from 'node:crypto';
import { algorithmsOf, type HashSigner, PkiError, type SigningIdentity, signWithKey } from '@congvu/pki';
import type { CertificateRow } from '../certificates.tables.ts';

/** What the row says of its key, as every signer describes itself. */
function identityOf(row: CertificateRow, algs: SigningIdentity['algs']): SigningIdentity {
  const [certificate, ...chain] = row.chain;
  if (certificate === undefined) {
    throw new PkiError('pki.unknown_identity', 'Chứng thư không có nội dung.');
  }
  return {
    id: row.id,
    kind: 'file-test',
    certificate,
    chain,
    algs,
    owner: row.kind === 'person' ? { person: row.subject_name } : { organisation: row.subject_name },
  };
}

/** A demo key already opened with its PIN. Its tickets live no longer than the request: after a crash the PIN is asked again. */
export function createDemoSigner(row: CertificateRow, key: KeyObject): HashSigner {
  const identity = identityOf(row, algorithmsOf(key));
  const answers = new Map<string, Uint8Array[]>();
  return {
    identities: async () => [identity],
    begin: async ({ identityId, items, algorithm }) => {
      const chosen = algorithm ?? identity.algs[0];
      if (identityId !== identity.id || chosen === undefined || !identity.algs.includes(chosen)) {
        throw new PkiError(
          'pki.unknown_identity',
          'Không có khóa này hoặc khóa không ký được bằng thuật toán đã chọn.',
        );
      }
      const signatures = items.map(({ docId, attrs, toBeSigned }) => {
        if (Buffer.compare(createHash('sha256').update(attrs).digest(), toBeSigned) !== 0) {
          throw new PkiError('pki.attributes_mismatch', `Giá trị băm cần ký không khớp nội dung (${docId}).`);
        }
        return signWithKey(key, chosen, attrs);
      });
      const ticket = { id: randomUUID(), identityId };
      answers.set(ticket.id, signatures);
      return ticket;
    },
    poll: async ({ id }) => {
      const signatures = answers.get(id);
      return signatures === undefined ? { failed: 'expired' } : { signatures };
    },
    cancel: async ({ id }) => {
      answers.delete(id);
    },
  };
}
