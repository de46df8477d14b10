import { AppError } from '../../../platform/errors.ts';
import type { MailFlow } from '../mailflow.flow.ts';
import type { SmtpServer } from './send-smtp.ts';
import { smtpAddress } from './smtp-place.ts';

const PORTS: Record<string, number> = { 'smtp:': 587, 'smtps:': 465 };

/**
 * `CONGVU_SMARTHOST`: the one server everything outgoing is handed to, always over TLS with a right certificate; its password is
 * `CONGVU_SECRET_SMARTHOST`.
 */
export async function readSmarthost({ services, world }: MailFlow): Promise<SmtpServer | undefined> {
  const { smarthost } = services.config.smtp;
  if (smarthost === undefined) {
    return undefined;
  }
  const url = URL.canParse(smarthost) ? new URL(smarthost) : undefined;
  const usual = PORTS[url?.protocol ?? ''];
  if (url === undefined || usual === undefined || url.hostname === '') {
    throw new AppError(
      'mailflow.smarthost_invalid',
      500,
      'CONGVU_SMARTHOST không đúng dạng smtp://tài-khoản@máy-chủ:587 hoặc smtps://tài-khoản@máy-chủ:465.',
    );
  }
  const port = url.port === '' ? usual : Number(url.port);
  const address = await smtpAddress(services.config, world.names, url.hostname, port);
  const pass = services.config.secrets.CONGVU_SECRET_SMARTHOST;
  return {
    host: url.hostname,
    address: address ?? url.hostname,
    port,
    strict: true,
    tlsFromStart: url.protocol === 'smtps:',
    ...(url.username !== '' && pass !== undefined && { login: { user: decodeURIComponent(url.username), pass } }),
  };
}
