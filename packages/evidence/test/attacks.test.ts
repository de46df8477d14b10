import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { archiveReader } from '../src/archive/archive-reader.ts';
import { type ArchiveEntry, localHeader, tailOf } from '../src/archive/layout.ts';
import { canonicalBytes, type JsonValue } from '../src/canonical-json.ts';
import { type EvidenceReport, prepareEvidence, verifyEvidence } from '../src/index.ts';
import {
  type SampleLetter,
  sampleLetter,
  sampleReceivedRecord,
  sampleSealer,
  sampleSentRecord,
} from '../src/samples/index.ts';
import { isSealSound, readSeal, writeSeal } from '../src/seal/seal.ts';
import { judgeArchive } from '../src/verify/verify-evidence.ts';
import { bytesOf, sourceOf } from './bytes.ts';

const seal = sampleSealer();
let sample: SampleLetter;
/** With a timestamp, so that its bytes are tried too. */
let archive: Buffer;
let other: Buffer;

beforeAll(async () => {
  sample = await sampleLetter();
  const { tsa } = sample;
  const timestamp = async (sha256: Uint8Array): Promise<Uint8Array> => (await tsa.stamp(sha256)).token;
  archive = await bytesOf((await prepareEvidence(await sampleSentRecord(sample), { seal, timestamp })).write());
  other = await bytesOf((await prepareEvidence(await sampleReceivedRecord(sample), { seal })).write());
});

interface Part {
  name: string;
  content: Buffer;
}

/** The files of an archive, read by its own local headers. */
function partsOf(bytes: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50; ) {
    const [size, length] = [bytes.readUInt32LE(at + 18), bytes.readUInt16LE(at + 26)];
    const start = at + 30 + length;
    parts.push({ name: bytes.toString('ascii', at + 30, start), content: bytes.subarray(start, start + size) });
    at = start + size;
  }
  return parts;
}

/** A ZIP in our own shape of whatever parts. */
function zipOf(parts: readonly Part[]): Buffer {
  const entries: ArchiveEntry[] = parts.map(({ name, content }) => ({
    name,
    size: content.length,
    crc: crc32(content),
  }));
  return Buffer.concat([
    ...parts.flatMap(({ content }, index) => [localHeader(entries[index] ?? { name: '', size: 0, crc: 0 }), content]),
    tailOf(entries),
  ]);
}

function changed(bytes: Buffer, at: number, mask: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}

async function judged(bytes: Buffer): Promise<EvidenceReport> {
  return verifyEvidence(sourceOf(bytes));
}

async function codeOf(bytes: Buffer): Promise<string> {
  return (await judged(bytes)).reasons[0]?.code ?? 'none';
}

/** The same dice at every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = createHash('sha256').update(String(state)).digest().readUInt32LE();
    return state % sides;
  };
}

describe('T33: one flipped byte anywhere', () => {
  test('at 400 random places of the file, one bit or all of them', async () => {
    const roll = dice(33);
    const passed: number[] = [];
    for (let turn = 0; turn < 400; turn += 1) {
      const at = roll(archive.length);
      const report = await judged(changed(archive, at, turn % 2 === 0 ? 1 << roll(8) : 0xff));
      if (report.verdict === 'valid' || report.intact) {
        passed.push(at);
      }
    }
    expect(passed).toEqual([]);
  }, 120_000);

  test('at every byte of every header, of the directory, the seal and the timestamp', async () => {
    const parts = partsOf(archive);
    const places: number[] = [];
    let at = 0;
    for (const { name, content } of parts) {
      const start = at + 30 + name.length;
      const isSmall = name === 'manifest.sig' || name === 'manifest.tst';
      const end = isSmall ? start + content.length : start;
      places.push(...Array.from({ length: end - at }, (_, index) => at + index));
      at = start + content.length;
    }
    places.push(...Array.from({ length: archive.length - at }, (_, index) => at + index));
    const passed: number[] = [];
    for (const place of places) {
      if ((await judged(changed(archive, place, 0x01))).verdict !== 'invalid') {
        passed.push(place);
      }
    }
    expect(places.length).toBeGreaterThan(1_500);
    expect(passed).toEqual([]);
  }, 120_000);

  test('negative control: without the comparison of what stands around the files, some flips pass', async () => {
    const roll = dice(7);
    let passed = 0;
    for (let turn = 0; turn < 200; turn += 1) {
      const tail = archive.length - 1 - roll(400);
      const report = await judgeArchive(sourceOf(changed(archive, tail, 0xff)), {}, () => true);
      passed += report.verdict === 'valid' ? 1 : 0;
    }
    expect(passed).toBe(200);
    const header = await judgeArchive(sourceOf(changed(archive, 12, 0x01)), {}, () => true);
    expect(header.verdict).toBe('valid');
  });
});

describe('the archive as a whole', () => {
  test('cut short anywhere', async () => {
    const roll = dice(1);
    for (let turn = 0; turn < 60; turn += 1) {
      const report = await judged(archive.subarray(0, roll(archive.length)));
      expect(report.intact).toBe(false);
    }
    expect(await codeOf(archive.subarray(0, archive.length - 1))).toBe('evidence.truncated');
    expect(await codeOf(Buffer.alloc(0))).toBe('evidence.truncated');
  });

  test('a source that says another size than it has', async () => {
    for (const size of [archive.length - 1, archive.length + 1]) {
      const report = await verifyEvidence({ ...sourceOf(archive), size });
      expect(report.intact).toBe(false);
    }
    const longer = { ...sourceOf(Buffer.concat([archive, Buffer.alloc(1)])), size: archive.length };
    expect((await verifyEvidence(longer)).reasons[0]?.code).toBe('evidence.appended');
  });

  test.each([
    ['bytes behind', () => Buffer.concat([archive, Buffer.from('x')]), 'evidence.appended'],
    ['a comment of the ZIP', () => withComment(archive), 'evidence.appended'],
    ['bytes in front', () => Buffer.concat([Buffer.from('MZ'), archive]), 'evidence.not_an_archive'],
    ['another kind of file', () => Buffer.from('%PDF-1.7\n'.repeat(20)), 'evidence.not_an_archive'],
    ['an empty ZIP', () => zipOf([]), 'evidence.truncated'],
  ])('%s', async (_name, make, code) => {
    expect(await codeOf(make())).toBe(code);
  });

  test('files in another order, twice, left out, renamed', async () => {
    const parts = partsOf(archive);
    const [manifest, sig, stamp, letter, first, second, third] = parts as [Part, Part, Part, Part, Part, Part, Part];
    const wrong: Part[][] = [
      [sig, manifest, stamp, letter, first, second, third],
      [manifest, sig, stamp, letter, second, first, third],
      [manifest, sig, stamp, first, letter, second, third],
      [manifest, sig, stamp, letter, first, first, second, third],
      [manifest, sig, stamp, letter, first, second],
      [manifest, sig, letter, first, second, third],
      [manifest, sig, stamp, letter, first, second, { ...third, name: 'messages/../../x.edxml' }],
      [manifest, sig, stamp, letter, first, second, { ...third, name: 'messages/00001.edxml' }],
      [manifest, manifest, sig, stamp, letter, first, second, third],
    ];
    expect(zipOf(parts).equals(archive)).toBe(true);
    for (const list of wrong) {
      expect((await judged(zipOf(list))).intact).toBe(false);
    }
  });

  test('a directory that tells of other files than there are', async () => {
    const parts = partsOf(archive);
    const entries = parts.map(({ name, content }) => ({ name, size: content.length, crc: crc32(content) }));
    const files = archive.subarray(0, archive.length - tailOf(entries).length);
    const hidden = entries.map((entry, index) => (index === 4 ? { ...entry, name: 'messages/99999.edxml' } : entry));
    expect(await codeOf(Buffer.concat([files, tailOf(hidden)]))).toBe('evidence.structure_changed');
  });
});

function withComment(bytes: Buffer): Buffer {
  const copy = Buffer.concat([bytes, Buffer.from('ok')]);
  copy.writeUInt16LE(2, bytes.length - 2);
  return copy;
}

describe('parts of two archives mixed', () => {
  function replaced(name: string, content: Buffer): Buffer {
    return zipOf(partsOf(archive).map((part) => (part.name === name ? { name, content } : part)));
  }
  function part(bytes: Buffer, name: string): Buffer {
    return partsOf(bytes).find((one) => one.name === name)?.content ?? Buffer.alloc(0);
  }

  test('a message of another archive', async () => {
    const foreign = part(other, 'messages/00002.edxml');
    expect((await judged(replaced('messages/00002.edxml', foreign))).intact).toBe(false);
    const sized = Buffer.from(part(archive, 'messages/00002.edxml'));
    sized.set(foreign.subarray(0, sized.length));
    expect(await codeOf(replaced('messages/00002.edxml', sized))).toBe('evidence.member_changed');
  });

  test('the seal of another archive, of another key, of nobody', async () => {
    expect(await codeOf(replaced('manifest.sig', part(other, 'manifest.sig')))).not.toBe('none');
    const manifest = part(archive, 'manifest.json');
    const timestamp = part(archive, 'manifest.tst');
    const foreign = await writeSeal(sampleSealer(), { manifest, timestamp });
    expect(await codeOf(replaced('manifest.sig', foreign))).toBe('evidence.seal_broken');
    const { signature: _, ...unsigned } = JSON.parse(part(archive, 'manifest.sig').toString()) as Record<
      string,
      JsonValue
    >;
    expect(await codeOf(replaced('manifest.sig', canonicalBytes(unsigned)))).toBe('evidence.seal_unreadable');
  });

  test('the manifest of another archive, or this one with one word changed', async () => {
    expect(await codeOf(replaced('manifest.json', part(other, 'manifest.json')))).toBe('evidence.seal_broken');
    const edited = Buffer.from(part(archive, 'manifest.json').toString().replace('bảo mật', 'bảo vệ'));
    expect(await codeOf(replaced('manifest.json', edited))).toBe('evidence.seal_broken');
  });

  test('a manifest sealed by whoever rewrote it is another archive: the key tells', async () => {
    const { fingerprintOf } = await import('../src/index.ts');
    const thief = sampleSealer();
    const rewritten = await bytesOf((await prepareEvidence(await sampleSentRecord(sample), { seal: thief })).write());
    const report = await verifyEvidence(sourceOf(rewritten), { keys: [fingerprintOf(seal.publicKey)] });
    expect(report.verdict).toBe('invalid');
    expect(report.reasons.map(({ code }) => code)).toEqual(['evidence.seal_other_key']);
  });

  test('a timestamp of something else is not taken, also when it was sealed', async () => {
    const { tsa } = sample;
    const { token } = await tsa.stamp(createHash('sha256').update('khác').digest());
    const prepared = await prepareEvidence(await sampleSentRecord(sample), { seal, timestamp: async () => token });
    const report = await judged(await bytesOf(prepared.write()));
    expect(report.reasons.map(({ code }) => code)).toEqual(['evidence.timestamp_broken']);
  });
});

describe('the manifest', () => {
  /** An archive whose manifest is this text, properly sealed. */
  async function withManifest(text: string): Promise<Buffer> {
    const manifest = Buffer.from(text);
    const parts = partsOf(archive).filter(({ name }) => name !== 'manifest.tst');
    const sig = await writeSeal(seal, { manifest, timestamp: undefined });
    return zipOf(
      parts.map(({ name, content }) => ({
        name,
        content: name === 'manifest.json' ? manifest : name === 'manifest.sig' ? sig : content,
      })),
    );
  }
  function manifestText(): string {
    return partsOf(archive)[0]?.content.toString() ?? '';
  }

  test('as it stands is read again', async () => {
    expect((await judged(await withManifest(manifestText()))).verdict).toBe('valid');
  });

  test.each([
    ['a space', (text: string) => text.replace(',', ', ')],
    ['a key twice', (text: string) => text.replace('{"agency"', '{"agency":{"code":"x","name":"y"},"agency"')],
    ['keys in another order', (text: string) => text.replace(/^\{("agency":\{[^}]*\}),("asOf":"[^"]*")/, '{$2,$1')],
    ['another spelling of a letter', (text: string) => text.replace('"kind":"sent"', '"kind":"s\\u0065nt"')],
    ['another spelling of a number', (text: string) => text.replace('"version":1}', '"version":1.0}')],
    ['a field nobody knows', (text: string) => text.replace('{"agency"', '{"aaa":1,"agency"')],
    ['a field left out', (text: string) => text.replace('"log":null,', '')],
    ['a name that leads elsewhere', (text: string) => text.replaceAll('messages/00001.edxml', 'messages/../1.edxml')],
    ['a member nobody owns', (text: string) => text.replace('"member":"messages/00002.edxml"', '"member":null')],
    ['the other kind', (text: string) => text.replace('"kind":"sent"', '"kind":"received"')],
    ['bytes that are no text', () => '\ud800'],
    ['a tower of lists', () => '['.repeat(100_000)],
    ['a million objects', () => `[${'{},'.repeat(1_000_000)}{}]`],
    ['a field of every object', (text: string) => text.replace('{"agency"', '{"__proto__":{"a":1},"agency"')],
  ])('%s', async (_name, change) => {
    const text = change(manifestText());
    expect(text).not.toBe(manifestText());
    expect(await codeOf(await withManifest(text))).toBe('evidence.manifest_unreadable');
  });

  test('of a later version is named as such', async () => {
    const text = manifestText().replace(/"version":1\}$/, '"version":2}');
    expect(await codeOf(await withManifest(text))).toBe('evidence.version_unsupported');
  });

  test.each([
    ['evidence.letter_differs', (text: string) => text.replace('"number":"123"', '"number":"124"')],
    [
      'evidence.status_differs',
      (text: string) => text.replace('"description":"Số đến 45"', '"description":"Số đến 46"'),
    ],
    [
      'evidence.document_differs',
      (text: string) =>
        text.replace('"numberSymbol":"123/UBND-VHTT","officeCode"', '"numberSymbol":"9/UBND-VHTT","officeCode"'),
    ],
    ['evidence.document_differs', (text: string) => text.replace(/("document":\{"abstract":")[^"]*/, '$1khác')],
  ])('facts that the messages do not bear out: %s', async (code, change) => {
    const text = change(manifestText());
    expect(text).not.toBe(manifestText());
    const report = await judged(await withManifest(text));
    expect(report.intact).toBe(true);
    expect(report.reasons.map((reason) => reason.code)).toContain(code);
  });

  test('sizes that lie are refused before anything is read', async () => {
    const huge = manifestText().replaceAll(/"size":\d+/g, '"size":4294967295');
    let read = 0;
    const bytes = await withManifest(huge);
    const source = sourceOf(bytes, 500);
    const report = await verifyEvidence({
      size: source.size,
      async *read() {
        for await (const piece of source.read()) {
          read += piece.length;
          yield piece;
        }
      },
    });
    expect(report.reasons[0]?.code).toBe('evidence.truncated');
    expect(read).toBeLessThan(bytes.length);
  });

  test('a header that claims more than a manifest may hold', async () => {
    const copy = Buffer.from(archive);
    copy.writeUInt32LE(0xffff_ffff, 18);
    expect(await codeOf(copy)).toBe('evidence.too_large');
  });
});

describe('the seal', () => {
  test('has one spelling', async () => {
    const bytes = await writeSeal(seal, { manifest: Buffer.from('m'), timestamp: undefined });
    const sound = readSeal(bytes);
    expect(isSealSound(sound)).toBe(true);
    const last = sound.signature.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twin = alphabet[alphabet.indexOf(last) + 1] ?? '';
    const respelt = { ...sound, signature: sound.signature.slice(0, -1) + twin };
    expect(Buffer.from(respelt.signature, 'base64url').equals(Buffer.from(sound.signature, 'base64url'))).toBe(true);
    expect(isSealSound(respelt)).toBe(false);
  });

  test.each([
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ])('a key of small order (%s) has no signature that fits many texts', async (hex) => {
    const { fingerprintOf } = await import('../src/index.ts');
    const [key, identity] = [Buffer.from(hex, 'hex'), Buffer.alloc(32)];
    identity[0] = 1;
    const publicKey = key.toString('base64url');
    const base = readSeal(await writeSeal(seal, { manifest: Buffer.from('m'), timestamp: undefined }));
    const sound = Array.from({ length: 64 }, (_, turn) =>
      [identity, key].map((point) => ({
        ...base,
        manifest: createHash('sha256').update(String(turn)).digest('hex'),
        publicKey,
        fingerprint: fingerprintOf(publicKey),
        signature: Buffer.concat([point, Buffer.alloc(32)]).toString('base64url'),
      })),
    )
      .flat()
      .filter(isSealSound);
    expect(sound).toEqual([]);
  });
});

test('the reader gives its source back when it stops early', async () => {
  let isClosed = false;
  const source = {
    size: archive.length,
    async *read() {
      try {
        yield Buffer.from('PK no');
        yield archive;
      } finally {
        isClosed = true;
      }
    },
  };
  const reader = archiveReader(source, (expected, actual) => expected.equals(actual));
  await expect(reader.small('manifest.json', 10)).rejects.toThrow();
  await reader.close();
  expect(isClosed).toBe(true);
});
