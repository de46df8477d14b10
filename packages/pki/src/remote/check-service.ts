import { PkiError } from '../errors.ts';
import { csc2Info } from './csc2-service.ts';
import { remoteSigner } from './remote-signer.ts';
import type { RemoteOptions } from './types.ts';

/** Nobody's: asks only whether the application itself is let in. */
const NOBODY: Record<RemoteOptions['settings']['kind'], string> = {
  csc2: 'congvu-kiem-tra',
  smartca: '000000000000',
  mysign: '000000000000',
  mssp: '84000000000',
};

/** Said about a person nobody knows: the service is there and took our account. */
const EXPECTED_OF_NOBODY = new Set<string>(['pki.remote_rejected']);

async function checkPerson(options: RemoteOptions): Promise<string> {
  const identities = await remoteSigner(options).identities();
  const usable = identities.filter(({ unusable }) => unusable === undefined).length;
  return `Kết nối tốt. Tài khoản có ${identities.length} chứng thư, ${usable} dùng được.`;
}

async function checkAccount(options: RemoteOptions): Promise<string> {
  try {
    await remoteSigner(options).identities();
  } catch (error) {
    if (error instanceof PkiError && options.settings.kind === 'mysign' && error.code === 'pki.remote_login') {
      // MySign logs in application and person together: without a person only the way there can be tried.
      return 'Máy chủ trả lời. Muốn thử đăng nhập, cần số định danh của một người ký.';
    }
    if (!(error instanceof PkiError && EXPECTED_OF_NOBODY.has(error.code))) {
      throw error;
    }
  }
  return 'Kết nối tốt, tài khoản tích hợp được chấp nhận.';
}

/**
 * The test button of a configuration: nothing is signed and no phone rings. With `user` the keys of that person are counted.
 * @throws PkiError `pki.remote_…`, whose text says what to do
 * @example await checkRemoteService({ settings, secret, transport, now }) // 'Kết nối tốt, tài khoản tích hợp được chấp nhận.'
 */
export async function checkRemoteService({
  user,
  ...options
}: Omit<RemoteOptions, 'user'> & { user?: string }): Promise<string> {
  if (options.settings.kind === 'csc2') {
    await csc2Info({ ...options, settings: options.settings, user: user ?? NOBODY.csc2 });
  }
  return user === undefined
    ? checkAccount({ ...options, user: NOBODY[options.settings.kind] })
    : checkPerson({ ...options, user });
}
