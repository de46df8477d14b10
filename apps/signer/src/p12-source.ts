import { type Pkcs12Content, PkiError, parseCertificate, readPkcs12, signWithKey } from '@congvu/pki';
import { plainError, SignerError } from './errors.ts';
import type { KeySource, SourceRequest } from './key-source.ts';
import { identityOf } from './pkcs11/identities.ts';
import type { ItemOutcome, TokenReport } from './pkcs11/index.ts';
import { readSignable } from './signable.ts';

export interface P12SourceOptions {
  path: string;
  p12: Uint8Array;
  /** Opens the file once, to read its certificates; the key is dropped again. */
  pin: string;
}

const WRONG_PIN = 'Mật khẩu của tệp khóa không đúng.';

function open(p12: Uint8Array, pin: string): Pkcs12Content {
  try {
    return readPkcs12(p12, pin);
  } catch (error) {
    const isPin = error instanceof PkiError && error.code === 'pki.pin_wrong';
    throw new SignerError(
      isPin ? 'signer.pin_incorrect' : 'signer.module_failed',
      isPin ? WRONG_PIN : 'Tệp khóa PKCS#12 hỏng hoặc không phải PKCS#12.',
      { cause: error },
    );
  }
}

function signOne(content: Pkcs12Content, { algorithm, signal }: SourceRequest, data: Uint8Array): ItemOutcome {
  try {
    if (signal.aborted) {
      throw new SignerError('signer.cancelled', 'Đã dừng theo yêu cầu; văn bản này chưa được ký.');
    }
    readSignable(data);
    return { signature: signWithKey(content.privateKey, algorithm, data) };
  } catch (error) {
    const { code, message } = plainError(error);
    return { error: new SignerError(code, message, { cause: error }) };
  }
}

/**
 * A key in a file in place of a token, to try the program out; every page says so.
 * @throws SignerError `signer.pin_incorrect`, `signer.module_failed`
 */
export function p12Source({ path, p12, pin }: P12SourceOptions): KeySource {
  const { certificate: der, chain } = open(p12, pin);
  const certificate = parseCertificate(der);
  const identity = identityOf(certificate, chain.map(parseCertificate), true);
  const token: TokenReport = {
    slot: 0,
    label: 'Khóa phần mềm (thử nghiệm)',
    serial: certificate.serial.slice(-8),
    model: 'PKCS#12',
    manufacturer: '',
    isInitialized: true,
    pin: 'ok',
    hasPinPad: false,
    isLoggedIn: false,
    canPss: true,
    certificates: [{ der, id: '', label: '' }],
  };
  return {
    look: async () => ({
      name: 'Tệp khóa thử nghiệm',
      path,
      isDemo: true,
      seen: {
        library: { manufacturer: 'Công Vụ', description: 'PKCS#12' },
        slots: [{ slot: 0, description: path, hasToken: true }],
        tokens: [token],
      },
      identities: [{ identity, certificate, token, label: '' }],
    }),
    async sign(request) {
      if (request.certificateSha256 !== identity.id) {
        throw new SignerError('signer.no_key', 'Tệp khóa không có chứng thư này.');
      }
      const content = open(p12, request.pin ?? '');
      return request.items.map(({ data }, index) => {
        const outcome = signOne(content, request, data);
        request.onItem(index, outcome);
        return outcome;
      });
    },
    close: async () => {},
  };
}
