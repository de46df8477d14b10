import type { KnownCertificate } from '@congvu/forms';
import type { Db, Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';

export interface AskedCertificates {
  identityNumbers?: readonly string[];
  serialKeys?: readonly string[];
  tokenKeys?: readonly string[];
}

export interface CertificateFacts {
  /** By `identityKey` of the number. */
  byIdentity: Map<string, KnownCertificate[]>;
  bySerial: Map<string, KnownCertificate>;
  tokens: Map<string, { state: string; certificateSerial: string | null }>;
}

export async function certificateFacts(_db: Db | Tx, _asked: AskedCertificates): Promise<CertificateFacts> {
  throw new AppError('certificates.entry_state', 501, 'Sổ chứng thư số đang được dựng.');
}
