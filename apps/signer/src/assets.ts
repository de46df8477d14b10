import { readFileSync } from 'node:fs';

/** Beside this file in the sources, beside the bundle when built. */
const FOLDER = new URL('./assets/', import.meta.url);

export function readAsset(name: string): Buffer {
  return readFileSync(new URL(name, FOLDER));
}
