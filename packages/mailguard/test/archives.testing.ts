import { crc32 } from 'node:zlib';

/** Made by 7-Zip 22.01 (`7zz a`): the directory packed with LZMA unless it holds one file or `-mhc=off`; `-p`, and `-mhe=on` for the names. */
export const SEVEN_ZIP = {
  two: 'N3q8ryccAAQ8Itj4dgAAAAAAAAAhAAAAAAAAABi1r+oBAAJ4TVoAAACBMweuD84lflFCynNIGZqoUZTnWFvYm+XEttUgqfHsJwqlyCCfikoq1YBCdZJA9GMhGM3UH5SygmfKjQtSjoWKcTyQt5RE4pUPiaoR+lNa3t9mchG5b4UkdNtF0TGroXQJSa39xlgISHp7AAAAFwYHAQlvAAcLAQABIwMBAQVdABAAAAyAhgoBeyRX+wAA',
  clean:
    'N3q8ryccAAQYFXh8aAAAAAAAAAAgAAAAAAAAAPpIXasBAAF4eQAAAIEzB64P2rHI9cJHeTuquUIETVslntxF05W8Nxje5axBkOVvKE6Jz/FXJ6VkD8kvzn7+tAzjmemSWYWJG4YiOLn4nv6Q/b575JqIfMTrBYXOtlQre0EAzyFPm2iIAAAAABcGBgEJYgAHCwEAASMDAQEFXQAQAAAMbgoBACTjpQAA',
  one: 'N3q8ryccAARI2lQkBgAAAAAAAABqAAAAAAAAAOq81YwBAAFNWgABBAYAAQkGAAcLAQABISEBAAwCAAgKAV2bsI8AAAUBGQwAAAAAAAAAAAAAAAARIwBjAPQAbgBnACAAdgADAW4ALgBwAGQAZgAuAGUAeABlAAAAGQAUCgEAXxkhcEJ+3QEVBgEAIICkgQAA',
  hidden:
    'N3q8ryccAASDVYsMkAAAAAAAAAA9AAAAAAAAAH802pMMEZhrC9Salzw4C+dbizN8UjYPCd/2xrBWJUCzx0sfHMh3A018dg7RjIJWari3TDx+RW0s2DeyMR/cwtc2luXFetX780yern7CW7AI10hI+x7gmjuWAcSV+jN9EwNo6U1xpFEfEkIOHgmq7C86O74/IAXgoogGF6YiNxmMucRHJQMgzR+IEZsVRI9wUAQeY5UXBhABCYCAAAcLAQACJAbxBwESUw+uwGrEjhA3E0ofZn4iPy0SIwMBAQVdABAAAAEADHyAjgoBlh0ifAAA',
  locked:
    'N3q8ryccAAR62CLtjQAAAAAAAAAhAAAAAAAAAKMHrqAr7w0aGfdOeoEqHnrDKskmAACBMweuD87ysgwHsMPa919FiphISvh8WhjRnfqTjJgiAwxFpLjautrCh3RqiHK+KpRkovll7q1xIqWP302nwTuwZBTsoB26uE7X3Vs0LBd6Gj+ESXbw67eDlSSldVOZ1CwyXoi9OU4ABVr2jc2oBy7IV2W47gPMaQAAAAAXBhABCX0ABwsBAAEjAwEBBV0AEAAADICOCgHTXabgAAA=',
  macro:
    'N3q8ryccAARQdBkTBgAAAAAAAAB+AAAAAAAAAM7rfuEBAAF4bQABBAYAAQkGAAcLAQABISEBAAwCAAgNAgkBCgGDFtyMaPIB4QAABQIZBAAAAAARJwBhAC4AcABkAGYAAABiAGEAbwAtAGMAYQBvAC4AZABvAGMAbQAAABkEAAAAABQSAQBfGSFwQn7dAV8ZIXBCft0BFQoBACCApIEggKSBAAA=',
} as const;

export interface Entry {
  name: string;
  isEncrypted?: boolean;
}

function vint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  do {
    bytes.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left = Math.floor(left / 128);
  } while (left > 0);
  return Buffer.from(bytes);
}

function checked(header: Buffer): Buffer {
  const whole = Buffer.concat([vint(header.length), header]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(whole));
  return Buffer.concat([sum, whole]);
}

/** RAR 5, entries stored, one byte each. */
export function rarFive(entries: readonly Entry[], { isLocked = false } = {}): Buffer {
  const mark = Buffer.from('Rar!\x1a\x07\x01\0', 'latin1');
  const main = checked(Buffer.from([1, 0, 0]));
  const locked = checked(Buffer.concat([Buffer.from([4, 0, 0, 0, 15]), Buffer.alloc(16)]));
  const files = entries.map(({ name, isEncrypted = false }) => {
    const letters = Buffer.from(name);
    const record = isEncrypted
      ? Buffer.concat([vint(36), Buffer.from([1, 0, 0, 15]), Buffer.alloc(33)])
      : Buffer.alloc(0);
    const parts = [vint(2), vint(isEncrypted ? 3 : 2), ...(isEncrypted ? [vint(record.length)] : []), vint(1)];
    const about = [vint(0), vint(1), vint(0), vint(0), vint(1), vint(letters.length), letters, record];
    return Buffer.concat([checked(Buffer.concat([...parts, ...about])), Buffer.from('x')]);
  });
  return Buffer.concat([mark, ...(isLocked ? [locked] : [main]), ...files, checked(Buffer.from([5, 0, 0]))]);
}

function blockFour(type: number, flags: number, rest: Buffer): Buffer {
  const block = Buffer.concat([Buffer.alloc(7), rest]);
  block[2] = type;
  block.writeUInt16LE(flags, 3);
  block.writeUInt16LE(block.length, 5);
  block.writeUInt16LE(crc32(block.subarray(2)) & 0xffff, 0);
  return block;
}

/** RAR 4, entries stored, one byte each; `wide` adds the name as it is written beyond the code page. */
export function rarFour(entries: readonly (Entry & { wide?: Buffer })[], { isLocked = false } = {}): Buffer {
  const files = entries.map(({ name, isEncrypted = false, wide }) => {
    const letters =
      wide === undefined ? Buffer.from(name, 'latin1') : Buffer.concat([Buffer.from(`${name}\0`, 'latin1'), wide]);
    const about = Buffer.alloc(25);
    about.writeUInt32LE(1, 0);
    about.writeUInt32LE(1, 4);
    about[8] = 3;
    about.writeUInt32LE(crc32(Buffer.from('x')), 9);
    about[17] = 20;
    about[18] = 0x30;
    about.writeUInt16LE(letters.length, 19);
    const flags = 0x8000 | (isEncrypted ? 4 : 0) | (wide === undefined ? 0 : 0x200);
    return Buffer.concat([blockFour(0x74, flags, Buffer.concat([about, letters])), Buffer.from('x')]);
  });
  return Buffer.concat([
    Buffer.from('Rar!\x1a\x07\0', 'latin1'),
    blockFour(0x73, isLocked ? 0x80 : 0, Buffer.alloc(6)),
    ...files,
    blockFour(0x7b, 0x4000, Buffer.alloc(0)),
  ]);
}
