import { closeSync, openSync, readdirSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_BYTES, pageChecksum } from '../../apps/server/src/platform/postgres/page-checksum.ts';
import type { Random } from './random.ts';

/** What was asked of one kind of store: so many places rotted, so many of them were found, and none beside them. */
export interface Rotted {
  kind: string;
  flipped: number;
  found: number;
  /** Reported and not rotted by us. */
  beside: number;
}

export function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** One bit of one byte, on the disk. */
export function flipBit(path: string, at: number, bit: number): void {
  const handle = openSync(path, 'r+');
  try {
    const byte = new Uint8Array(1);
    readSync(handle, byte, 0, 1, at);
    writeSync(handle, Uint8Array.of((byte[0] ?? 0) ^ (1 << bit)), 0, 1, at);
  } finally {
    closeSync(handle);
  }
}

export function flipSomewhere(path: string, random: Random): { at: number; bit: number } {
  const place = { at: random.below(statSync(path).size), bit: random.below(8) };
  flipBit(path, place.at, place.bit);
  return place;
}

export function pickSome<T>(all: readonly T[], count: number, random: Random): T[] {
  const left = [...all];
  const picked: T[] = [];
  while (picked.length < count && left.length > 0) {
    picked.push(...left.splice(random.below(left.length), 1));
  }
  return picked;
}

/** Control: the checksum is made anew over the rotten page, as a server without checksums would leave it. */
export function coverUp(path: string, block: number): void {
  const handle = openSync(path, 'r+');
  try {
    const page = new Uint8Array(PAGE_BYTES);
    readSync(handle, page, 0, PAGE_BYTES, block * PAGE_BYTES);
    new DataView(page.buffer).setUint16(8, pageChecksum(page, block), true);
    writeSync(handle, page, 0, PAGE_BYTES, block * PAGE_BYTES);
  } finally {
    closeSync(handle);
  }
}
