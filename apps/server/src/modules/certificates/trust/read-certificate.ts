import { type Certificate, isIssuedBy, PkiError, parseCertificate, readCertificates } from '@congvu/pki';
import { invalid } from '../../../platform/errors.ts';

/** Runs a proof over bytes of strangers: keys and algorithms nobody knows prove nothing. */
export function isProven(proof: () => boolean): boolean {
  try {
    return proof();
  } catch (error) {
    if (error instanceof PkiError) {
      return false;
    }
    throw error;
  }
}

/** Whether `issuer`'s name and key made this certificate. */
export function isMadeBy(certificate: Certificate, issuer: Certificate): boolean {
  return isProven(() => isIssuedBy(certificate, issuer));
}

/** PEM, or base64 of DER, as people paste it. @throws AppError `certificates.unreadable` naming the field */
export function readPasted(text: string, field: string): Certificate {
  try {
    const file = text.includes('-----BEGIN') ? Buffer.from(text, 'latin1') : Buffer.from(text, 'base64');
    const [der, ...more] = readCertificates(file);
    if (der === undefined || more.length > 0) {
      throw new PkiError('pki.certificate', 'Mỗi ô chỉ nhận một chứng thư số.');
    }
    return parseCertificate(Uint8Array.from(der));
  } catch (error) {
    if (!(error instanceof PkiError)) {
      throw error;
    }
    throw invalid(
      'certificates.unreadable',
      `Không đọc được chứng thư số: ${error.message} Dán nội dung tệp .cer hoặc .pem.`,
      [{ path: field, message: error.message }],
    );
  }
}
