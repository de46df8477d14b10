/* The central directory of a zip, read without inflating anything. */

export interface ZipEntry {
  name: string;
  isEncrypted: boolean;
}

const [END_SIGNATURE, ENTRY_SIGNATURE] = [0x06054b50, 0x02014b50];
const [END_SIZE, ENTRY_SIZE] = [22, 46];
/** Comment of a zip at most. */
const SEARCH = 65_557;
const MAX_ENTRIES = 2_000;

function findEnd(view: Buffer): number {
  const least = Math.max(0, view.length - SEARCH);
  for (let at = view.length - END_SIZE; at >= least; at -= 1) {
    if (view.readUInt32LE(at) === END_SIGNATURE) {
      return at;
    }
  }
  return -1;
}

/** Names and encryption of the first entries; empty when there is no directory. */
export function zipEntries(bytes: Uint8Array): ZipEntry[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = view.length < END_SIZE ? -1 : findEnd(view);
  const entries: ZipEntry[] = [];
  let at = end === -1 ? view.length : view.readUInt32LE(end + 16);
  while (at + ENTRY_SIZE <= view.length && entries.length < MAX_ENTRIES && view.readUInt32LE(at) === ENTRY_SIGNATURE) {
    const [flags, nameLength] = [view.readUInt16LE(at + 8), view.readUInt16LE(at + 28)];
    const skip = view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32);
    const name = view.toString(
      (flags & 0x800) === 0 ? 'latin1' : 'utf8',
      at + ENTRY_SIZE,
      at + ENTRY_SIZE + nameLength,
    );
    entries.push({ name, isEncrypted: (flags & 1) === 1 });
    at += ENTRY_SIZE + nameLength + skip;
  }
  return entries;
}
