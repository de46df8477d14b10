import { malformed } from './errors.ts';
import { HASH_BYTES } from './hashes.ts';

/** C2SP tlog-checkpoint: how large the log is and what its root is. */
export interface Checkpoint {
  /** Which log; the same for all its life. */
  origin: string;
  size: number;
  root: Buffer;
  /** Lines after the root, opaque. */
  extension: string[];
}

/** A hash in Base64, 32 bytes exactly. @throws TlogError `tlog.malformed` */
export function parseHash(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== HASH_BYTES || bytes.toString('base64') !== text) {
    throw malformed('not a hash in Base64');
  }
  return bytes;
}

/** A size in decimal digits without leading zeros. @throws TlogError `tlog.malformed` */
export function parseSize(text: string): number {
  const size = Number(text);
  if (!/^(?:0|[1-9]\d{0,15})$/.test(text) || !Number.isSafeInteger(size)) {
    throw malformed('not a size of a tree');
  }
  return size;
}

/**
 * The text that a log signs. @throws TlogError `tlog.malformed`
 *
 * @example
 * formatCheckpoint({ origin: 'log.example', size: 0, root: emptyRoot(), extension: [] })
 * // 'log.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'
 */
export function formatCheckpoint({ origin, size, root, extension }: Checkpoint): string {
  const lines = [origin, String(size), Buffer.from(root).toString('base64'), ...extension];
  parseSize(String(size));
  if (root.length !== HASH_BYTES || lines.some((line) => line === '' || /\p{Cc}/u.test(line))) {
    throw malformed('not a checkpoint');
  }
  return `${lines.join('\n')}\n`;
}

/** Reads the text of a checkpoint, which `openNote` has handed out. @throws TlogError `tlog.malformed` */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', root = '', ...extension] = text.endsWith('\n') ? text.slice(0, -1).split('\n') : [];
  const checkpoint = { origin, size: parseSize(size), root: parseHash(root), extension };
  if (formatCheckpoint(checkpoint) !== text) {
    throw malformed('not a checkpoint');
  }
  return checkpoint;
}
