import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { drawSeal } from './draw-seal.ts';
import { drawSignature } from './draw-signature.ts';
import { textWidth } from './lettering.ts';
import { rasterise, ring } from './rasteriser.ts';

interface Picture {
  width: number;
  height: number;
  ink: number[];
  /** Coverage of one pixel, 0–255. */
  at(x: number, y: number): number;
  covered: number;
}

function chunkOf(png: Buffer, type: string): Buffer {
  const place = png.indexOf(type, 8, 'latin1');
  return png.subarray(place + 4, place + 4 + png.readUInt32BE(place - 4));
}

function read(png: Buffer): Picture {
  const header = chunkOf(png, 'IHDR');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const rows = inflateSync(chunkOf(png, 'IDAT'));
  const at = (x: number, y: number): number => rows[y * (width + 1) + 1 + x] ?? 0;
  return {
    width,
    height,
    ink: [...chunkOf(png, 'PLTE').subarray(0, 3)],
    at,
    covered: rows.filter((value) => value > 0).length / rows.length,
  };
}

test('pixels are covered exactly: whole, half and not at all', () => {
  const square = [
    [1, 1],
    [3.5, 1],
    [3.5, 3],
    [1, 3],
  ] as const;
  expect([...rasterise(5, 4, [square])]).toEqual([
    ...[0, 0, 0, 0, 0],
    ...[0, 255, 255, 128, 0],
    ...[0, 255, 255, 128, 0],
    ...[0, 0, 0, 0, 0],
  ]);
  const hole = rasterise(41, 41, ring(20.5, 20.5, 18, 10));
  expect([hole[20 * 41 + 20], hole[20 * 41 + 35], hole[0]]).toEqual([0, 255, 0]);
});

test('a seal is red, round and as large as a real one', () => {
  const { png, widthMm } = drawSeal({ governing: 'TỈNH LAI CHÂU', organisation: 'Ủy ban nhân dân huyện Tam Đường' });
  const picture = read(png);
  const [red = 0, green = 255, blue = 255] = picture.ink;
  expect(widthMm).toBe(36);
  expect(red > 180 && green < 80 && blue < 80).toBe(true);
  expect(picture.at(0, 0)).toBe(0);
  expect(picture.at(Math.round(picture.width * 0.012), Math.floor(picture.height / 2))).toBe(255);
  expect(picture.covered).toBeGreaterThan(0.08);
  expect(picture.covered).toBeLessThan(0.4);
});

test('a hand signature is blue, always the same for one name and another for another', () => {
  const [one, again, other] = ['Vũ Xuân Thử', 'Vũ Xuân Thử', 'Lò Thị Thử'].map((name) => drawSignature(name).png);
  expect(one?.equals(again ?? Buffer.alloc(0))).toBe(true);
  expect(one?.equals(other ?? Buffer.alloc(0))).toBe(false);
  const [red = 255, , blue = 0] = read(one ?? Buffer.alloc(0)).ink;
  expect(blue > 150 && red < 60).toBe(true);
});

test.each([
  ['Phòng Văn hóa và Thông tin và Truyền thông và Du lịch và Thể thao'],
  ['Ủy ban nhân dân xã Rất Dài Của Huyện Rất Xa'],
  ['A'],
])('a seal takes the name %s without reaching its rim', (organisation) => {
  const { png } = drawSeal({ governing: '', organisation });
  const { width, at } = read(png);
  // Between the two outer rings there is nothing but ground.
  const radius = 0.4725 * width;
  const gap = Array.from({ length: 90 }, (_, index) => {
    const angle = (index * Math.PI) / 45;
    return at(Math.floor(width / 2 + radius * Math.cos(angle)), Math.floor(width / 2 + radius * Math.sin(angle)));
  });
  expect(gap.every((value) => value === 0)).toBe(true);
});

test('composed and decomposed Vietnamese are lettered alike', () => {
  expect(textWidth('ƯỜNG'.normalize('NFD'), 10)).toBe(textWidth('ƯỜNG'.normalize('NFC'), 10));
});
