import { crc32, deflateSync, inflateSync } from 'node:zlib';

/* Pictures inside a PDF, as files a picture reader takes: JPEG as it stands, other pictures as PNG around the same data. */

const MOST_PICTURES = 10;
const MOST_PIXELS = 25_000_000;
const MOST_INFLATED = 80 * 1024 * 1024;
const DICTIONARY = 1_500;

function numberOf(dictionary: string, key: string): number {
  return Number(new RegExp(`/${key}\\s{0,5}(\\d{1,6})`).exec(dictionary)?.[1] ?? '0');
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

interface Raster {
  width: number;
  height: number;
  bits: number;
  channels: number;
}

function pngAround({ width, height, bits, channels }: Raster, scanlines: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = bits;
  header[9] = channels === 3 ? 2 : 0;
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', scanlines), chunk('IEND', new Uint8Array())]);
}

/** Rows without a filter byte get one each. */
function withFilterBytes({ width, height, bits, channels }: Raster, data: Uint8Array): Uint8Array | undefined {
  const stride = Math.ceil((width * bits * channels) / 8);
  if (data.length < stride * height) {
    return undefined;
  }
  const rows = Buffer.alloc((stride + 1) * height);
  for (let row = 0; row < height; row += 1) {
    rows.set(data.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  }
  return deflateSync(rows, { level: 1 });
}

function pictureOf(dictionary: string, data: Uint8Array): Uint8Array | undefined {
  if (/\/DCTDecode/.test(dictionary)) {
    return data;
  }
  const raster = {
    width: numberOf(dictionary, 'Width'),
    height: numberOf(dictionary, 'Height'),
    bits: /\/ImageMask\s{1,5}true/.test(dictionary) ? 1 : numberOf(dictionary, 'BitsPerComponent') || 8,
    channels: /\/(?:DeviceRGB|CalRGB)/.test(dictionary) || /\/Colors\s{1,5}3/.test(dictionary) ? 3 : 1,
  };
  const isReadable = raster.width > 20 && raster.height > 20 && raster.width * raster.height <= MOST_PIXELS;
  if (!isReadable || !/\/FlateDecode/.test(dictionary) || ![1, 8].includes(raster.bits)) {
    return undefined;
  }
  try {
    const inflated = inflateSync(data, { maxOutputLength: MOST_INFLATED });
    const rows = /\/Predictor\s{1,5}1\d/.test(dictionary)
      ? deflateSync(inflated, { level: 1 })
      : withFilterBytes(raster, inflated);
    return rows === undefined ? undefined : pngAround(raster, rows);
  } catch {
    return undefined; // not a zlib stream, or one that grows without end
  }
}

/** The first pictures of a PDF; vector drawings are not among them. */
export function pdfImages(bytes: Uint8Array): Uint8Array[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Uint8Array[] = [];
  for (
    let at = buffer.indexOf('stream');
    at !== -1 && found.length < MOST_PICTURES;
    at = buffer.indexOf('stream', at + 6)
  ) {
    const before = buffer.toString('latin1', Math.max(0, at - DICTIONARY), at);
    const dictionary = before.slice(Math.max(0, before.lastIndexOf(' obj')));
    if (!/\/Subtype\s{0,5}\/Image/.test(dictionary)) {
      continue;
    }
    const start = at + 6 + (buffer[at + 6] === 0x0d ? 2 : 1);
    const end = buffer.indexOf('endstream', start);
    const picture = end === -1 ? undefined : pictureOf(dictionary, buffer.subarray(start, end));
    if (picture !== undefined) {
      found.push(picture);
    }
    at = Math.max(at, end);
  }
  return found;
}
