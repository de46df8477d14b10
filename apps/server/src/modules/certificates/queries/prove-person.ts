import { algorithmsOf, isSignedBy, parseCertificate, publicKeyOf, type SigningAlgorithm } from '@congvu/pki';
import type { Services } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { type CertificateRow, certificateTables } from '../certificates.tables.ts';
import { assertMaySignNow } from '../revocation/may-sign-now.ts';
import { isProven } from '../trust/read-certificate.ts';

interface SignedProof {
  certificateSha256: string;
  algorithm: SigningAlgorithm;
  signed: Uint8Array;
  signature: Uint8Array;
}

/** The key of a person on a token; keys of an organisation are used by several people and say nothing about who sits there. */
async function findPersonal(services: Services, sha256: string): Promise<CertificateRow | undefined> {
  return certificateTables(services.db)
    .selectFrom('certificate')
    .selectAll()
    .where('leaf_sha256', '=', sha256)
    .where('kind', '=', 'person')
    .where('key_kind', '=', 'token')
    .executeTakeFirst();
}

function isSigned(row: CertificateRow, { algorithm, signed, signature }: SignedProof): boolean {
  return isProven(() => {
    const key = publicKeyOf(parseCertificate(row.chain[0] ?? Buffer.alloc(0)));
    return algorithmsOf(key).includes(algorithm) && isSignedBy(algorithm, key, signed, signature);
  });
}

/**
 * For the sign-in page: the person whose certificate signed these bytes, by the same rules that let it sign a document now. The
 * signature comes first, so that strangers make nobody ask the services of an authority.
 */
export async function provePerson(
  services: Services,
  proof: SignedProof,
): Promise<{ personId: string; serial: string } | { refused: string }> {
  const row = await findPersonal(services, proof.certificateSha256);
  if (row === undefined || row.person_id === null) {
    return { refused: 'unknown' };
  }
  if (!isSigned(row, proof)) {
    return { refused: 'signature' };
  }
  try {
    await assertMaySignNow(services, row);
  } catch (error) {
    if (error instanceof AppError) {
      return { refused: error.code.replace('certificates.', '') };
    }
    throw error;
  }
  return { personId: row.person_id, serial: row.serial };
}
