import { crc32, deflateSync } from 'node:zlib';

export const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
}

export interface PngParts {
  /** 13 bytes. */
  header: Uint8Array;
  palette: Uint8Array | undefined;
  transparency: Uint8Array | undefined;
  /** Filtered rows. */
  rows: Uint8Array;
}

export function encodePng({ header, palette, transparency, rows }: PngParts): Buffer {
  return Buffer.concat([
    PNG_SIGNATURE,
    chunk('IHDR', header),
    ...(palette === undefined ? [] : [chunk('PLTE', palette)]),
    ...(transparency === undefined ? [] : [chunk('tRNS', transparency)]),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const LEVELS = 256;

/**
 * One ink on a transparent ground (PNG 1.2, indexed colour): `alpha` is the coverage of each pixel, 0–255. The palette holds
 * the ink once for each level of coverage, so that a pixel is one byte.
 */
export function encodeInkPng(
  width: number,
  height: number,
  alpha: Uint8Array,
  ink: readonly [number, number, number],
): Buffer {
  const rows = Buffer.alloc(height * (1 + width));
  for (let y = 0; y < height; y += 1) {
    rows.set(alpha.subarray(y * width, (y + 1) * width), y * (1 + width) + 1);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return encodePng({
    header,
    palette: Uint8Array.from({ length: LEVELS * 3 }, (_, index) => ink[index % 3] ?? 0),
    transparency: Uint8Array.from({ length: LEVELS }, (_, level) => level),
    rows,
  });
}
