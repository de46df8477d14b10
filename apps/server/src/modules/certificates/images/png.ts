import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
}

/** One ink on a transparent ground (PNG 1.2, 8-bit RGBA): `alpha` is the coverage of each pixel, 0–255. */
export function encodeInkPng(
  width: number,
  height: number,
  alpha: Uint8Array,
  ink: readonly [number, number, number],
): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 4));
  for (let y = 0; y < height; y += 1) {
    let at = y * (1 + width * 4) + 1;
    for (let x = 0; x < width; x += 1) {
      rows[at] = ink[0];
      rows[at + 1] = ink[1];
      rows[at + 2] = ink[2];
      rows[at + 3] = alpha[y * width + x] ?? 0;
      at += 4;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
