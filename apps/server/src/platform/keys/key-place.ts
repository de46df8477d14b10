import { join } from 'node:path';

/** Where the keys lie when nobody says otherwise: beside the data folder, never in it. */
export function defaultKeyFile(dataDir: string): string {
  return join(`${dataDir}-keys`, 'congvu.keys');
}
