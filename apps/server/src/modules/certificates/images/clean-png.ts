import { inflateSync } from 'node:zlib';
import { encodePng, PNG_SIGNATURE } from './png.ts';

export interface CleanPng {
  png: Buffer;
  width: number;
  height: number;
}

/** Longest side of a picture, pixels: a seal of 40 mm at 1,200 dots an inch. */
const MAX_SIDE = 2_000;
/** Channels of the colour types of PNG 1.2 that can be transparent: palette, grey with alpha, RGB with alpha. */
const CHANNELS: Record<number, number> = { 3: 1, 4: 2, 6: 4 };

interface Parts {
  header: Buffer;
  palette: Buffer | undefined;
  transparency: Buffer | undefined;
  data: Buffer[];
}

function split(file: Buffer): Parts | string {
  if (!file.subarray(0, 8).equals(PNG_SIGNATURE)) {
    return 'tệp không phải ảnh PNG';
  }
  const chunks = new Map<string, Buffer>();
  const data: Buffer[] = [];
  for (let at = 8; at + 12 <= file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    if (type === 'IDAT') {
      data.push(body);
    } else if (type !== 'IEND') {
      chunks.set(type, body);
    }
    at += 12 + length;
  }
  const header = chunks.get('IHDR');
  return header?.length === 13 && data.length > 0
    ? { header, data, palette: chunks.get('PLTE'), transparency: chunks.get('tRNS') }
    : 'tệp ảnh bị cắt hoặc hỏng';
}

function inflate(data: readonly Buffer[], length: number): Buffer | undefined {
  try {
    const rows = inflateSync(Buffer.concat(data), { maxOutputLength: length });
    return rows.length === length ? rows : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with the picture, to stand after "Ảnh không dùng được: "; undefined when nothing is. */
function faultOf({ header, palette, transparency }: Parts): string | undefined {
  const [width, height, depth, type] = [header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9] ?? 0];
  if (width === 0 || height === 0 || width > MAX_SIDE || height > MAX_SIDE) {
    return `mỗi cạnh từ 1 đến ${MAX_SIDE} điểm ảnh`;
  }
  if (CHANNELS[type] === undefined || (type === 3 && transparency === undefined)) {
    return 'nền phải trong suốt (Nghị định 30/2020, Phụ lục I)';
  }
  return depth !== 8 || header[12] !== 0 || (type === 3 && palette === undefined)
    ? 'lưu lại thành PNG 8 bit, không đan xen'
    : undefined;
}

/**
 * The picture and nothing else: texts, profiles and whatever hides in other chunks are left behind, the samples are packed anew.
 * Answers the Vietnamese reason when it is no picture for a signature.
 */
export function cleanPng(file: Buffer): CleanPng | string {
  const parts = split(file);
  if (typeof parts === 'string') {
    return parts;
  }
  const fault = faultOf(parts);
  if (fault !== undefined) {
    return fault;
  }
  const { header } = parts;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const rows = inflate(parts.data, height * (1 + width * (CHANNELS[header[9] ?? 0] ?? 0)));
  if (rows === undefined) {
    return 'tệp ảnh bị cắt hoặc hỏng';
  }
  return { png: encodePng({ ...parts, rows }), width, height };
}
