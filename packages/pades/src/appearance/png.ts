import { deflateSync, inflateSync } from 'node:zlib';
import { PadesError } from '../errors.ts';
import { unfilterRows } from '../pdf/filters.ts';

/** Samples as PDF wants them, compressed; `alpha` undefined when everything is opaque. */
export interface PngImage {
  width: number;
  height: number;
  /** DeviceRGB, 8 bits. */
  color: Uint8Array;
  /** DeviceGray, 8 bits. */
  alpha: Uint8Array | undefined;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MAX_SIDE = 8_192;
const MAX_PIXELS = 16_000_000;

interface Header {
  width: number;
  height: number;
  depth: number;
  colorType: number;
  channels: number;
}

function refuse(text: string): never {
  throw new PadesError('pades.image', `Ảnh chữ ký hoặc con dấu không dùng được: ${text}.`);
}

const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

function readHeader(data: Buffer): Header {
  const width = data.readUInt32BE(0);
  const height = data.readUInt32BE(4);
  const depth = data.readUInt8(8);
  const colorType = data.readUInt8(9);
  const channels = CHANNELS[colorType];
  if (channels === undefined || width === 0 || height === 0 || width > MAX_SIDE || height > MAX_SIDE) {
    refuse('kích thước hoặc kiểu màu lạ');
  }
  if (width * height > MAX_PIXELS) {
    refuse('ảnh lớn hơn 16 triệu điểm');
  }
  if (![1, 2, 4, 8, 16].includes(depth) || data.readUInt8(12) !== 0) {
    refuse('PNG đan xen (interlaced), hãy lưu lại kiểu thường');
  }
  return { width, height, depth, colorType, channels };
}

interface Chunks {
  header: Header;
  data: Uint8Array;
  palette: Uint8Array;
  transparency: Uint8Array | undefined;
}

function readChunks(png: Buffer): Chunks {
  let header: Header | undefined;
  const parts: Uint8Array[] = [];
  let palette: Uint8Array = new Uint8Array();
  let transparency: Uint8Array | undefined;
  for (let at = 8; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR' && length === 13) {
      header = readHeader(data);
    } else if (type === 'IDAT') {
      parts.push(data);
    } else if (type === 'PLTE') {
      palette = data;
    } else if (type === 'tRNS') {
      transparency = data;
    } else if (type === 'IEND') {
      break;
    }
    at += 12 + length;
  }
  if (header === undefined || parts.length === 0) {
    refuse('không phải PNG hoặc bị cắt cụt');
  }
  return { header, data: Buffer.concat(parts), palette, transparency };
}

/** One sample scaled to 0–255; palette indexes stay as they are. */
function sampleAt(
  rows: Uint8Array,
  { width, depth, channels, colorType }: Header,
  pixel: number,
  channel: number,
): number {
  const rowLength = Math.ceil((width * channels * depth) / 8);
  const row = Math.floor(pixel / width);
  const index = (pixel % width) * channels + channel;
  if (depth >= 8) {
    return rows[row * rowLength + (index * depth) / 8] ?? 0;
  }
  const bit = index * depth;
  const byte = rows[row * rowLength + (bit >> 3)] ?? 0;
  const value = (byte >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
  return colorType === 3 ? value : Math.round((value * 255) / ((1 << depth) - 1));
}

type Pixel = readonly [red: number, green: number, blue: number, alpha: number];

function readPixel(chunks: Chunks, rows: Uint8Array, pixel: number): Pixel {
  const { header, palette, transparency } = chunks;
  const sample = (channel: number): number => sampleAt(rows, header, pixel, channel);
  const first = sample(0);
  switch (header.colorType) {
    case 3:
      return [
        palette[first * 3] ?? 0,
        palette[first * 3 + 1] ?? 0,
        palette[first * 3 + 2] ?? 0,
        transparency?.[first] ?? 255,
      ];
    case 0:
      return [first, first, first, 255];
    case 4:
      return [first, first, first, sample(1)];
    case 2:
      return [first, sample(1), sample(2), 255];
    default:
      return [first, sample(1), sample(2), sample(3)];
  }
}

function inflateImage(data: Uint8Array, expected: number): Uint8Array {
  try {
    return inflateSync(data, { maxOutputLength: expected + 1024 });
  } catch (cause) {
    throw new PadesError('pades.image', 'Ảnh chữ ký hoặc con dấu hỏng.', { cause });
  }
}

function decode(png: Uint8Array): PngImage {
  const buffer = Buffer.from(png.buffer, png.byteOffset, png.length);
  if (!buffer.subarray(0, 8).equals(SIGNATURE)) {
    refuse('cần tệp PNG');
  }
  const chunks = readChunks(buffer);
  const { width, height, depth, channels } = chunks.header;
  const rowLength = Math.ceil((width * channels * depth) / 8);
  const filtered = inflateImage(chunks.data, (rowLength + 1) * height);
  if (filtered.length < (rowLength + 1) * height) {
    refuse('bị cắt cụt');
  }
  const rows = unfilterRows(filtered, rowLength, Math.max(1, (channels * depth) >> 3));
  const color = new Uint8Array(width * height * 3);
  const alpha = new Uint8Array(width * height);
  let isOpaque = true;
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const [red, green, blue, opacity] = readPixel(chunks, rows, pixel);
    color[pixel * 3] = red;
    color[pixel * 3 + 1] = green;
    color[pixel * 3 + 2] = blue;
    alpha[pixel] = opacity;
    isOpaque = isOpaque && opacity === 255;
  }
  return { width, height, color: deflateSync(color), alpha: isOpaque ? undefined : deflateSync(alpha) };
}

const decoded = new WeakMap<Uint8Array, PngImage>();

/** Decodes a PNG once per byte array: a seal is drawn thousands of times. @throws PadesError `pades.image` */
export function decodePng(png: Uint8Array): PngImage {
  const known = decoded.get(png);
  if (known !== undefined) {
    return known;
  }
  const image = decode(png);
  decoded.set(png, image);
  return image;
}

const flattened = new WeakMap<PngImage, PngImage>();

/** The picture on white paper, for files that may hold no transparency (PDF/A-1). */
export function flattenPng(image: PngImage): PngImage {
  if (image.alpha === undefined) {
    return image;
  }
  const known = flattened.get(image);
  if (known !== undefined) {
    return known;
  }
  const color = inflateSync(image.color);
  for (const [pixel, opacity] of inflateSync(image.alpha).entries()) {
    for (let index = pixel * 3; index < pixel * 3 + 3; index += 1) {
      color[index] = Math.round(((color[index] ?? 0) * opacity + 255 * (255 - opacity)) / 255);
    }
  }
  const flat = { ...image, color: deflateSync(color), alpha: undefined };
  flattened.set(image, flat);
  return flat;
}
