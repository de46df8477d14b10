import type { SigningDevice } from '@congvu/contracts';
import type { CertificateRow } from '../certificates.tables.ts';

const WAYS: Record<CertificateRow['key_kind'], SigningDevice['way']> = {
  demo_software: 'page',
  token: 'agent',
  sim: 'phone',
  remote: 'phone',
  hsm: 'server',
};

/** Who asks the key: this page, the program on the signer's computer, the phone, or the server itself. */
export function signingWayOf(row: Pick<CertificateRow, 'key_kind'>): SigningDevice['way'] {
  return WAYS[row.key_kind];
}
