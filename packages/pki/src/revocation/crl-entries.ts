import { randomBytes } from 'node:crypto';
import { child, type Node, readOctets, readOid, readSmallInteger, readTime, readValue } from '../asn1/read.ts';
import { expectSpan, readSpan, type Span } from '../asn1/span.ts';
import { PkiError } from '../errors.ts';
import { OID } from '../oids.ts';
import { type CrlReason, crlReasonOf } from './revocation.ts';

/** One revoked certificate of a list. */
export interface CrlEntry {
  /** Hex, as `Certificate.serial`. */
  serial: string;
  at: Date;
  reason: CrlReason;
  /** RFC 5280 §5.3.2; undefined when not told. */
  invalidSince: Date | undefined;
  /** Critical entry extensions that are not understood; such an entry still counts as revoked (§5.3). */
  unknownCritical: string[];
}

/** The entries of a list as they lie in its bytes; an object is made only for an entry that is asked for. */
export interface CrlEntries {
  count: number;
  find(serial: string): CrlEntry | undefined;
  [Symbol.iterator](): Iterator<CrlEntry>;
}

function readExtensions(node: Node | undefined): Pick<CrlEntry, 'reason' | 'invalidSince' | 'unknownCritical'> {
  const found: Pick<CrlEntry, 'reason' | 'invalidSince' | 'unknownCritical'> = {
    reason: 'unspecified',
    invalidSince: undefined,
    unknownCritical: [],
  };
  for (const extension of node?.children ?? []) {
    const id = readOid(child(extension, 0));
    const value = readOctets(child(extension, extension.children.length - 1));
    if (id === OID.reasonCode) {
      found.reason = crlReasonOf(readSmallInteger({ ...readValue(value).node, tag: 0x02 }));
    } else if (id === OID.invalidityDate) {
      found.invalidSince = readTime(readValue(value).node);
    } else if (extension.children.length > 2 && child(extension, 1).content[0] !== 0) {
      found.unknownCritical.push(id);
    }
  }
  return found;
}

function plainHex(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .toUpperCase()
    .replace(/^00(?=.)/, '');
}

function readEntry(bytes: Uint8Array): CrlEntry {
  const { node } = readValue(bytes);
  return {
    serial: plainHex(child(node, 0).content),
    at: readTime(child(node, 1)),
    ...readExtensions(node.children[2]),
  };
}

/** Not to be known beforehand, so that nobody prepares serials that fall on one place. */
const SEED = randomBytes(4).readUInt32LE();
const MAX_PROBES = 4_096;

/** FNV-1a over the serial without leading zeros. */
function hashSerial(bytes: Uint8Array, start: number, end: number): number {
  let hash = SEED;
  for (let index = start; index < end; index += 1) {
    hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  }
  return hash >>> 0;
}

function skipZeros(bytes: Uint8Array, start: number, end: number): number {
  let first = start;
  while (first < end - 1 && bytes[first] === 0) {
    first += 1;
  }
  return first;
}

function serialAt(bytes: Uint8Array, offset: number): { start: number; end: number } {
  const entry = readSpan(bytes, offset, bytes.length);
  const serial = readSpan(bytes, entry.contentStart, entry.end);
  return { start: skipZeros(bytes, serial.contentStart, serial.end), end: serial.end };
}

/** Every entry is a SEQUENCE that starts with an INTEGER; the rest is read when somebody asks. */
function findOffsets(bytes: Uint8Array, { contentStart, end }: Span): Uint32Array {
  let offsets = new Uint32Array(Math.max(8, Math.ceil((end - contentStart) / 24)));
  let count = 0;
  for (let offset = contentStart; offset < end; ) {
    const entry = expectSpan(readSpan(bytes, offset, end), 0x30);
    expectSpan(readSpan(bytes, entry.contentStart, entry.end), 0x02);
    if (count === offsets.length) {
      const longer = new Uint32Array(count * 2);
      longer.set(offsets);
      offsets = longer;
    }
    offsets[count] = offset;
    count += 1;
    offset = entry.end;
  }
  return offsets.subarray(0, count);
}

/** Open addressing, offset + 1 of the entry in each place; twice as many places as entries. */
function buildIndex(bytes: Uint8Array, offsets: Uint32Array): Uint32Array {
  const size = 2 ** Math.ceil(Math.log2(offsets.length * 2 + 2));
  const places = new Uint32Array(size);
  for (const offset of offsets) {
    const { start, end } = serialAt(bytes, offset);
    let place = hashSerial(bytes, start, end) & (size - 1);
    for (let probes = 0; places[place] !== 0; probes += 1) {
      if (probes === MAX_PROBES) {
        throw new PkiError('pki.crl', 'Danh sách thu hồi lặp số hiệu chứng thư bất thường.');
      }
      place = (place + 1) & (size - 1);
    }
    places[place] = offset + 1;
  }
  return places;
}

function lookUp(bytes: Uint8Array, places: Uint32Array, serial: Uint8Array): number[] {
  const first = skipZeros(serial, 0, serial.length);
  const wanted = serial.subarray(first);
  const found: number[] = [];
  let place = hashSerial(wanted, 0, wanted.length) & (places.length - 1);
  for (let offset = places[place]; offset !== undefined && offset !== 0; offset = places[place]) {
    const { start, end } = serialAt(bytes, offset - 1);
    if (Buffer.compare(bytes.subarray(start, end), wanted) === 0) {
      found.push(offset - 1);
    }
    place = (place + 1) & (places.length - 1);
  }
  return found;
}

/** @throws PkiError `pki.der` when the list is cut; an entry's own fields are checked when it is asked for */
export function readCrlEntries(bytes: Uint8Array, revoked: Span | undefined): CrlEntries {
  const offsets = revoked === undefined ? new Uint32Array(0) : findOffsets(bytes, revoked);
  let places: Uint32Array | undefined;
  const entryAt = (offset: number): CrlEntry =>
    readEntry(bytes.subarray(offset, readSpan(bytes, offset, bytes.length).end));
  return {
    count: offsets.length,
    find(serial) {
      places ??= buildIndex(bytes, offsets);
      const found = lookUp(bytes, places, Buffer.from(serial.length % 2 === 0 ? serial : `0${serial}`, 'hex')).map(
        entryAt,
      );
      return found.find(({ reason }) => reason !== 'removeFromCRL') ?? found[0];
    },
    *[Symbol.iterator]() {
      for (const offset of offsets) {
        yield entryAt(offset);
      }
    },
  };
}
