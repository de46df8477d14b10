import type { Config } from '../../platform/config.ts';
import { openKeyFile, seal, unseal } from '../../platform/secret-box.ts';

/** Sealed with the key of connections and bound to the connection, so that rows cannot be swapped. */
export function sealSecret(config: Config, connectionId: string, secret: Record<string, string>): Buffer {
  return seal(openKeyFile(config, 'connections'), connectionId, Buffer.from(JSON.stringify(secret)));
}

/** For the wire only: never part of an answer, a log line or a leaf of the audit trail. */
export function openSecret(config: Config, row: { id: string; secret: Buffer | null }): Record<string, string> {
  if (row.secret === null) {
    return {};
  }
  const text = unseal(openKeyFile(config, 'connections'), row.id, row.secret).toString('utf8');
  // Written by `sealSecret` above.
  return JSON.parse(text) as Record<string, string>;
}
