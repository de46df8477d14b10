import type { MailSettings } from '@congvu/contracts';
import type { Config } from '../../../platform/config.ts';
import { resolveAllowed } from '../../../platform/outbound-guard.ts';

/** A server of mail as the guard of our door lets it be reached: by the very address that was checked. */
export interface MailPlace {
  /** An IP address. */
  address: string;
  /** What its certificate must say. */
  name: string;
  port: number;
  isTlsFromStart: boolean;
  ca: string | undefined;
}

/**
 * The same guard as for every other line out: configured hosts only, this computer itself never (but for demo and tests), and the
 * address that was looked at is the one that is used.
 */
async function placeOf(
  config: Config,
  server: { host: string; port: number; security: 'tls' | 'starttls' },
  ca: string,
): Promise<MailPlace> {
  const { host, port, security } = server;
  const [address] = await resolveAllowed(`https://${host}:${port}`, {
    // As an address of the web is written: its usual port falls away.
    allowHosts: [`${host.toLowerCase()}:${port}`],
    allowLoopback: config.demo || config.loopbackServices,
  });
  return {
    address: address ?? host,
    name: host,
    port,
    isTlsFromStart: security === 'tls',
    ca: ca === '' ? undefined : ca,
  };
}

export function smtpPlace(config: Config, settings: MailSettings): Promise<MailPlace> {
  const { smtpHost: host, smtpPort: port, smtpSecurity: security, ca } = settings;
  return placeOf(config, { host, port, security }, ca);
}

export function imapPlace(config: Config, settings: MailSettings): Promise<MailPlace> {
  const { imapHost: host, imapPort: port, imapSecurity: security, ca } = settings;
  return placeOf(config, { host, port, security }, ca);
}

/** Strict, whoever the server is: a self-made certificate is trusted by naming its issuer, never by looking away. */
export function tlsOf(place: MailPlace) {
  return {
    servername: place.name,
    minVersion: 'TLSv1.2' as const,
    rejectUnauthorized: true,
    ...(place.ca !== undefined && { ca: place.ca }),
  };
}

export function userOf(settings: MailSettings): string {
  return settings.username === '' ? settings.address : settings.username;
}
