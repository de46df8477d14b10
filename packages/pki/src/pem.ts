import { PkiError } from './errors.ts';

const BLOCK =
  /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;

/**
 * Every certificate of a PEM file, or the one of a DER file.
 * @throws PkiError `pki.certificate` when there is none
 */
export function readCertificates(file: Uint8Array): Uint8Array[] {
  if (file[0] === 0x30) {
    return [file];
  }
  const text = Buffer.from(file).toString('latin1');
  const found = [...text.matchAll(BLOCK)].map(([, body = '']) => new Uint8Array(Buffer.from(body, 'base64')));
  if (found.length === 0) {
    throw new PkiError('pki.certificate', 'Tệp không chứa chứng thư số (PEM hoặc DER).');
  }
  return found;
}

/** One certificate as PEM, 64 characters a line. */
export function writePem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const CRL_BLOCK = /-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END X509 CRL-----/;

/**
 * The revocation list of a file, DER or PEM, as DER: what people bring on a stick.
 * @throws PkiError `pki.crl` when there is none
 */
export function readCrlFile(file: Uint8Array): Uint8Array {
  if (file[0] === 0x30) {
    return file;
  }
  const [, body] = CRL_BLOCK.exec(Buffer.from(file).toString('latin1')) ?? [];
  if (body === undefined) {
    throw new PkiError('pki.crl', 'Tệp không chứa danh sách thu hồi chứng thư (CRL dạng PEM hoặc DER).');
  }
  return new Uint8Array(Buffer.from(body, 'base64'));
}
