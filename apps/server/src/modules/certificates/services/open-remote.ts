import { createHash } from 'node:crypto';
import type { HashSigner } from '@congvu/pki';
import { type RemoteSettings, remoteSigner } from '@congvu/pki/remote';
import type { Services } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { type ClientTls, hostOf } from '../../../platform/outbound.ts';
import type { CertificateRow } from '../certificates.tables.ts';
import { onlyKeyOf } from './only-key.ts';
import { readSecret, readSigningSettings } from './signing-settings.ts';
import { transportTo } from './transport.ts';

type Needed = Pick<Services, 'db' | 'clock' | 'config'>;

function urlsOf(settings: RemoteSettings): string[] {
  switch (settings.kind) {
    case 'csc2':
      return [settings.url, settings.tokenUrl];
    case 'mssp':
      return [settings.signatureUrl, settings.registrationUrl, settings.statusUrl];
    default:
      return [settings.url];
  }
}

/** The certificate of the connection, where the operator of SIM signing wants one. */
async function tlsOf(services: Needed, settings: RemoteSettings): Promise<Map<string, ClientTls>> {
  if (settings.kind !== 'mssp') {
    return new Map();
  }
  const { certificate, key, authority } = settings.tls;
  const tls: ClientTls = {
    cert: await readSecret(services.config, certificate),
    key: await readSecret(services.config, key),
    ...(authority !== undefined && { ca: await readSecret(services.config, authority) }),
  };
  return new Map(
    urlsOf(settings)
      .flatMap((url) => hostOf(url) ?? [])
      .map((host) => [host, tls]),
  );
}

/** Speaks to one service for one user of it. @throws AppError `certificates.service_unknown` */
export async function connectService(services: Needed, settings: RemoteSettings, user: string, otp?: string) {
  const secret = await readSecret(services.config, settings.secret);
  return remoteSigner({
    settings,
    secret,
    user,
    transport: transportTo(services, urlsOf(settings), await tlsOf(services, settings)),
    now: () => services.clock.now(),
    ...(otp !== undefined && { ask: async () => otp }),
  });
}

/** The key of a person on the phone or in the cloud. `otp` is what the person typed here, where the service wants that. */
export async function openRemote(services: Needed, row: CertificateRow, otp: string | undefined): Promise<HashSigner> {
  const { services: known, problem } = await readSigningSettings(services.config);
  const settings = known.find(({ id }) => id === row.service_id);
  if (settings === undefined) {
    throw new AppError(
      'certificates.service_unknown',
      503,
      problem ?? `Dịch vụ ký số "${row.service_id ?? ''}" không còn trong cấu hình máy chủ. Báo quản trị.`,
    );
  }
  const signer = await connectService(services, settings, row.key_reference, otp);
  const [leaf = Buffer.alloc(0)] = row.chain;
  return onlyKeyOf(signer, createHash('sha256').update(leaf).digest('hex'), row.device_label);
}
