import { crc32, deflateSync } from 'node:zlib';

type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG with transparency, each pixel asked for. */
export function drawPng(width: number, height: number, pixelAt: (x: number, y: number) => Rgba): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Buffer.alloc((width * 4 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows.set(pixelAt(x, y), y * (width * 4 + 1) + 1 + x * 4);
    }
  }
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const data = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', new Uint8Array())];
  return Buffer.concat([signature, ...data]);
}

/** Two red rings on nothing, as a seal. */
export function sealPng(): Uint8Array {
  return drawPng(200, 200, (x, y) => {
    const distance = Math.hypot(x - 100, y - 100);
    return (distance > 88 && distance < 97) || (distance > 60 && distance < 64) ? [214, 22, 32, 235] : [0, 0, 0, 0];
  });
}

/** A blue wave on nothing, as a signature. */
export function handPng(): Uint8Array {
  return drawPng(240, 120, (x, y) => {
    const wave = 60 + 40 * Math.sin(x / 18) * Math.cos(x / 55);
    return Math.abs(y - wave) < 4 ? [26, 58, 190, 255] : [0, 0, 0, 0];
  });
}
