import { type Certificate, PkiError, parseCertificate } from '@congvu/pki';
import { PadesError } from '../errors.ts';

/** Certificates of one file, each read once, so that what was proven about one is not proven again. */
export interface CertificateStore {
  /** The object kept for these bytes. */
  keep(certificate: Certificate): Certificate;
  /** Undefined when the bytes are no certificate. */
  read(der: Uint8Array): Certificate | undefined;
  list(): readonly Certificate[];
}

/** Of all signatures, timestamps and evidence of a file together. */
const MAX_CERTIFICATES = 600;

export function certificateStore(): CertificateStore {
  const known = new Map<string, Certificate>();

  function add(key: string, certificate: Certificate): Certificate {
    known.set(key, certificate);
    if (known.size > MAX_CERTIFICATES) {
      throw new PadesError('pades.limit', 'Tệp PDF kèm quá nhiều chứng thư để kiểm tra.');
    }
    return certificate;
  }

  const keyOf = (der: Uint8Array): string => Buffer.from(der.buffer, der.byteOffset, der.length).toString('latin1');

  return {
    keep(certificate) {
      const key = keyOf(certificate.raw);
      return known.get(key) ?? add(key, certificate);
    },
    read(der) {
      const key = keyOf(der);
      try {
        return known.get(key) ?? add(key, parseCertificate(der));
      } catch (error) {
        if (error instanceof PkiError) {
          return undefined;
        }
        throw error;
      }
    },
    list: () => [...known.values()],
  };
}
