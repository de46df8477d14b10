import { csc2Signer } from './csc2.ts';
import { mobileSigner } from './mobile.ts';
import { mysignSigner } from './mysign.ts';
import { smartcaSigner } from './smartca.ts';
import type { RemoteOptions, RemoteSigner } from './types.ts';

/**
 * The signer for whatever service is configured.
 * @throws PkiError `pki.remote_settings`
 * @example
 * const signer = remoteSigner({ settings: readRemoteSettings(json), secret, user: '0912345678', transport, now });
 * const ticket = await signer.begin(request); // store it; another process may poll
 */
export function remoteSigner(options: RemoteOptions): RemoteSigner {
  const { settings } = options;
  switch (settings.kind) {
    case 'csc2':
      return csc2Signer({ ...options, settings });
    case 'smartca':
      return smartcaSigner({ ...options, settings });
    case 'mysign':
      return mysignSigner({ ...options, settings });
    case 'mssp':
      return mobileSigner({ ...options, settings });
  }
}
