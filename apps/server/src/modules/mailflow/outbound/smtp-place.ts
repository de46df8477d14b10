import { isIP } from 'node:net';
import type { Config } from '../../../platform/config.ts';
import { type Resolver, resolveAllowed } from '../../../platform/outbound-guard.ts';
import { isNoSuchName, type MailNames } from '../auth/names.ts';

async function askAddresses(names: MailNames, host: string, type: 'A' | 'AAAA', family: 4 | 6) {
  try {
    const records = await names(host, type);
    return records
      .map((record) => (Array.isArray(record) ? (record[0] ?? '') : record))
      .filter((address) => isIP(address) === family)
      .map((address) => ({ address, family }));
  } catch (error) {
    if (isNoSuchName(error)) {
      return [];
    }
    throw error;
  }
}

/** A, then AAAA, of the names that mail is sent to. */
export function addressesOf(names: MailNames): Resolver {
  return async (host) => [
    ...(await askAddresses(names, host, 'A', 4)),
    ...(await askAddresses(names, host, 'AAAA', 6)),
  ];
}

/**
 * The first address of a server that may be connected: a record of a stranger never leads to this computer itself or to a metadata
 * service.
 */
export async function smtpAddress(
  config: Pick<Config, 'demo' | 'loopbackServices'>,
  names: MailNames,
  host: string,
  port: number,
): Promise<string | undefined> {
  const [address] = await resolveAllowed(`https://${host}:${port}`, {
    // As an address of the web is written: its usual port falls away.
    allowHosts: [`${host}:${port}`],
    allowLoopback: config.demo || config.loopbackServices,
    resolve: addressesOf(names),
  });
  return address;
}
