import { PeerCertificate, PeerSettings } from '@congvu/contracts';
import type { Config } from '../../../platform/config.ts';
import type { ConnectionRow } from '../carriers.tables.ts';
import { openSecret } from '../secrets.ts';
import type { PeerAddress } from './send/peer-client.ts';

/** Where a saved connection leads. The certificate in it is for the wire only. */
export function addressOf(config: Config, row: ConnectionRow): PeerAddress & { settings: PeerSettings } {
  return {
    name: row.name,
    settings: PeerSettings.parse(row.settings),
    tls: PeerCertificate.parse(openSecret(config, row)),
  };
}
