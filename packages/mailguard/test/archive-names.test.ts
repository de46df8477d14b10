import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { archiveListing } from '../src/attachments/archive-names.ts';
import { type AttachmentReason, attachmentVerdict } from '../src/index.ts';
import { rarFive, rarFour, SEVEN_ZIP } from './archives.testing.ts';

function sevenZip(name: keyof typeof SEVEN_ZIP): Buffer {
  return Buffer.from(SEVEN_ZIP[name], 'base64');
}

/** "công văn.exe" as RAR 4 writes it beside "cong van.txt": letter by letter, two bytes each. */
function wide(name: string): Buffer {
  const pieces: number[] = [0];
  for (let at = 0; at < name.length; at += 4) {
    const letters = [...name.slice(at, at + 4)];
    pieces.push(
      0b10_10_10_10,
      ...letters.flatMap((letter) => [letter.charCodeAt(0) & 0xff, letter.charCodeAt(0) >>> 8]),
    );
  }
  return Buffer.from(pieces);
}

const ROWS: readonly [string, Buffer, AttachmentReason][] = [
  ['ho-so.7z', sevenZip('clean'), 'allowed_kind'],
  ['ho-so.7z', sevenZip('two'), 'executable_inside'],
  ['ho-so.7z', sevenZip('one'), 'executable_inside'],
  ['ho-so.7z', sevenZip('macro'), 'macro'],
  ['ho-so.7z', sevenZip('locked'), 'locked_archive'],
  ['ho-so.7z', sevenZip('hidden'), 'locked_archive'],
  ['doi-ten.pdf', sevenZip('two'), 'executable_inside'],
  ['ho-so.rar', rarFive([{ name: 'Báo cáo.pdf' }, { name: 'b.docx' }]), 'allowed_kind'],
  ['ho-so.rar', rarFive([{ name: 'a.pdf' }, { name: 'thư mục/công văn.pdf.exe' }]), 'executable_inside'],
  ['ho-so.rar', rarFive([{ name: 'bao-cao.docm' }]), 'macro'],
  ['ho-so.rar', rarFive([{ name: 'a.pdf' }, { name: 'b.pdf', isEncrypted: true }]), 'locked_archive'],
  ['ho-so.rar', rarFive([{ name: 'a.exe', isEncrypted: true }]), 'executable_inside'],
  ['ho-so.rar', rarFive([{ name: 'a.pdf' }], { isLocked: true }), 'locked_archive'],
  ['ho-so.rar', rarFour([{ name: 'a.pdf' }, { name: 'b.docx' }]), 'allowed_kind'],
  ['ho-so.rar', rarFour([{ name: 'a.pdf' }, { name: 'cong van.pdf.scr' }]), 'executable_inside'],
  ['ho-so.rar', rarFour([{ name: 'cong van.txt', wide: wide('công văn.exe') }]), 'executable_inside'],
  ['ho-so.rar', rarFour([{ name: 'a.exe', wide: wide('a.txt') }]), 'executable_inside'],
  ['ho-so.rar', rarFour([{ name: 'a.xlsm' }]), 'macro'],
  ['ho-so.rar', rarFour([{ name: 'a.pdf', isEncrypted: true }]), 'locked_archive'],
  ['ho-so.rar', rarFour([{ name: 'a.pdf' }], { isLocked: true }), 'locked_archive'],
];

test.each(ROWS)('%s (%#)', (name, bytes, reason) => {
  expect(attachmentVerdict(name, bytes).reason).toBe(reason);
});

/** A zip with one deflated entry. */
function zipWith(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]);
}

test('a 7z or RAR inside a zip is looked into as well', () => {
  expect(attachmentVerdict('a.zip', zipWith('trong.7z', sevenZip('two'))).reason).toBe('executable_inside');
  expect(attachmentVerdict('a.zip', zipWith('trong.rar', rarFive([{ name: 'x.js' }]))).reason).toBe(
    'executable_inside',
  );
  expect(attachmentVerdict('a.zip', zipWith('trong.7z', sevenZip('hidden'))).reason).toBe('locked_archive');
  expect(attachmentVerdict('a.zip', zipWith('trong.7z', sevenZip('clean'))).reason).toBe('allowed_kind');
});

describe('bytes of an enemy', () => {
  const whole = [...Object.keys(SEVEN_ZIP)].map((name) => sevenZip(name as keyof typeof SEVEN_ZIP)); // its own keys
  const archives = [...whole, rarFive([{ name: 'a.exe' }, { name: 'b.pdf' }]), rarFour([{ name: 'a.exe' }])];

  test('cut off anywhere, or with bytes changed anywhere, they are read no further than they reach', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...archives),
        fc.nat(),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
        (archive, cut, changes) => {
          const bytes = Buffer.from(archive.subarray(0, cut % 3 === 0 ? archive.length : cut % (archive.length + 1)));
          for (const [at, value] of changes) {
            // The mark stays, else it is no archive.
            bytes[8 + (at % Math.max(1, bytes.length - 8))] = value;
          }
          const { entries } = archiveListing(bytes);
          expect(entries.length).toBeLessThanOrEqual(20_001);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test('anything behind the marks ends', () => {
    const mark = fc.constantFrom("7z\xbc\xaf'\x1c\0\x04", 'Rar!\x1a\x07\0', 'Rar!\x1a\x07\x01\0');
    fc.assert(
      fc.property(mark, fc.uint8Array({ maxLength: 400 }), (start, rest) => {
        archiveListing(Buffer.concat([Buffer.from(start, 'latin1'), rest]));
      }),
      { numRuns: 3_000 },
    );
  });

  test('a directory that says it is its own, or larger than is read, cannot be read', () => {
    const directory = Buffer.from([0x17, 6, 0, 1, 9, 30, 0, 7, 11, 1, 0, 1, 1, 0, 12, 30, 0, 0, ...Buffer.alloc(12)]);
    const head = Buffer.alloc(32);
    head.write("7z\xbc\xaf'\x1c\0\x04", 'latin1');
    head.writeBigUInt64LE(BigInt(directory.length), 20);
    // Copied out of itself again and again: the layers are counted.
    expect(archiveListing(Buffer.concat([head, directory]))).toMatchObject({ entries: [], isUnreadable: true });
    const large = Buffer.concat([head, Buffer.alloc(5 * 1024 * 1024)]);
    large.writeBigUInt64LE(BigInt(5 * 1024 * 1024), 20);
    expect(archiveListing(large)).toMatchObject({ entries: [], isUnreadable: true });
    // A packed directory that claims four gigabytes is not made room for.
    const bomb = Buffer.from([
      0x17, 6, 0, 1, 9, 5, 0, 7, 11, 1, 0, 1, 0x23, 3, 1, 1, 5, 0x5d, 0, 0, 0x10, 0, 12, 0xf0, 255, 255, 255, 255, 0, 0,
    ]);
    head.writeBigUInt64LE(BigInt(bomb.length), 20);
    expect(archiveListing(Buffer.concat([head, bomb]))).toMatchObject({ isUnreadable: true });
    expect(attachmentVerdict('a.7z', Buffer.concat([head, bomb])).reason).toBe('locked_archive');
  });

  test('among more names than are read none is overlooked in silence', () => {
    const many = Array.from({ length: 20_001 }, (_, no) => ({ name: `${no}.pdf` }));
    expect(archiveListing(rarFive([...many, { name: 'a.exe' }])).isUnreadable).toBe(true);
    expect(attachmentVerdict('a.rar', rarFour([...many, { name: 'a.exe' }])).reason).toBe('locked_archive');
  });
});

function found(...names: string[]): string | undefined {
  return names.map((name) => join('/usr/bin', name)).find((path) => existsSync(path));
}

function inFolder(act: (dir: string) => void): void {
  const dir = mkdtempSync(join(tmpdir(), 'congvu-archives-'));
  try {
    act(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const SEVEN = found('7zz', '7z');
if (SEVEN === undefined) {
  test('7-Zip of Debian', () => {
    console.info('7-Zip is absent: archives of the day were left out');
  });
} else {
  test('what 7-Zip of Debian packs is read here, a thousand names as well', () => {
    inFolder((dir) => {
      mkdirSync(join(dir, 'tệp'));
      const names = Array.from({ length: 1_000 }, (_, no) => `tệp/phụ lục số ${no}.pdf`);
      for (const name of names) {
        writeFileSync(join(dir, name), name);
      }
      for (const words of [['-mx=1'], ['-mx=9', '-m0=lzma2'], ['-mhc=off', '-m0=ppmd']]) {
        const path = join(dir, 'nhieu.7z');
        rmSync(path, { force: true });
        expect(spawnSync(SEVEN, ['a', '-bd', ...words, path, 'tệp'], { cwd: dir }).status).toBe(0);
        const read = archiveListing(readFileSync(path));
        expect(read.entries.map(({ name }) => name).sort()).toEqual(['tệp', ...names].sort());
      }
    });
  });
}

const TAR = found('bsdtar');
if (TAR === undefined) {
  test('libarchive of Debian', () => {
    console.info('bsdtar is absent: what is built here was read by nobody else');
  });
} else {
  test('libarchive of Debian reads in the RAR archives built here what is read here', () => {
    inFolder((dir) => {
      for (const bytes of [
        rarFive([{ name: 'công văn.exe' }, { name: 'b.pdf' }]),
        rarFour([{ name: 'x.txt', wide: wide('công văn.exe') }, { name: 'b.pdf' }]),
      ]) {
        writeFileSync(join(dir, 'a.rar'), bytes);
        const said = spawnSync(TAR, ['tf', join(dir, 'a.rar')], { encoding: 'utf8', env: { LC_ALL: 'C.UTF-8' } });
        expect(said.stdout.split('\n')).toEqual(['công văn.exe', 'b.pdf', '']);
        expect(archiveListing(bytes).entries.map(({ name }) => name)).toEqual(
          expect.arrayContaining(['công văn.exe', 'b.pdf']),
        );
      }
    });
  });
}
