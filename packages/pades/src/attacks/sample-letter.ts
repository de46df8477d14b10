import { crc32, deflateSync } from 'node:zlib';
import { type ReservedFields, reserveFields } from '../fields/reserve-fields.ts';

/** A letter to be signed and where its fields stand. */
export interface LetterToSign {
  /** Unsigned and without fields. */
  pdf: Uint8Array;
  fields: ReservedFields;
}

const PAGES = [
  [
    'BT /F1 13 Tf 72 763 Td (So:         /QD-UBND) Tj ET',
    'BT /F1 13 Tf 300 763 Td (Tam Duong, ngay        thang        nam) Tj ET',
    'BT /F1 14 Tf 60 600 Td (Kinh gui: cac phong, ban, nganh huyen) Tj ET',
    'BT /F1 14 Tf 60 500 Td (So tien: 100.000 dong) Tj ET',
  ],
  ['BT /F1 14 Tf 60 600 Td (Trang hai) Tj ET'],
];

/** Two pages in plain text: no more than a letter needs, when nobody gives a better one. */
export function plainLetter(): Uint8Array {
  const contents = PAGES.map((lines) => lines.join('\n'));
  const kids = contents.map((_, index) => `${4 + index * 2} 0 R`);
  const objects = [
    '<</Type /Catalog /Pages 2 0 R>>',
    `<</Type /Pages /Kids [${kids.join(' ')}] /Count ${kids.length}>>`,
    '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>',
    ...contents.flatMap((text, index) => [
      `<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 3 0 R>>>> /Contents ${5 + index * 2} 0 R>>`,
      `<</Length ${text.length}>>\nstream\n${text}\nendstream`,
    ]),
    '<</Title (Quyet dinh)>>',
  ];
  let text = '%PDF-1.7\n';
  const rows = objects.map((object, index) => {
    const row = `${String(text.length).padStart(10, '0')} 00000 n \n`;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return row;
  });
  const size = objects.length + 1;
  const trailer = `<</Size ${size} /Root 1 0 R /Info ${objects.length} 0 R /ID [<${'11'.repeat(16)}> <${'22'.repeat(16)}>]>>`;
  const start = text.length;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}trailer\n${trailer}\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

const SLOT = { page: 1, fontSize: 13, baseline: 763, maxLength: 4 } as const;

/** Fields as a renderer reserves them: two signatures, number and date. */
export function plainLetterToSign(): LetterToSign {
  return {
    pdf: plainLetter(),
    fields: {
      signatures: [
        {
          name: 'KyNguoi1',
          page: 1,
          rect: { x: 350, y: 200, width: 130, height: 70 },
          lock: { action: 'exclude', fields: ['So', 'Ngay', 'Thang', 'Nam', 'DauCoQuan'] },
        },
        {
          name: 'DauCoQuan',
          page: 1,
          rect: { x: 300, y: 190, width: 102, height: 102 },
          lock: { action: 'all', permission: 1 },
        },
      ],
      texts: [
        { ...SLOT, name: 'So', rect: { x: 96, y: 760, width: 30, height: 14.4 }, italic: false, align: 'right' },
        { ...SLOT, name: 'Ngay', rect: { x: 405, y: 760, width: 20, height: 14.4 }, italic: true },
        { ...SLOT, name: 'Thang', rect: { x: 465, y: 760, width: 20, height: 14.4 }, italic: true },
        { ...SLOT, name: 'Nam', rect: { x: 515, y: 760, width: 30, height: 14.4 }, italic: true },
      ],
    },
  };
}

export const DIGITS = { So: '07', Ngay: '23', Thang: '03', Nam: '2026' };

export function withFields({ pdf, fields }: LetterToSign): Uint8Array {
  return reserveFields(pdf, fields);
}

type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG with transparency, each pixel asked for. */
function drawPng(width: number, height: number, pixelAt: (x: number, y: number) => Rgba): Uint8Array {
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
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** Two red rings on nothing. */
export const SEAL_PICTURE = drawPng(100, 100, (x, y) => {
  const distance = Math.hypot(x - 50, y - 50);
  return (distance > 44 && distance < 49) || (distance > 30 && distance < 32) ? [214, 22, 32, 235] : [0, 0, 0, 0];
});

/** A blue wave on nothing. */
export const HAND_PICTURE = drawPng(120, 60, (x, y) => {
  const wave = 30 + 20 * Math.sin(x / 9) * Math.cos(x / 27);
  return Math.abs(y - wave) < 2 ? [26, 58, 190, 255] : [0, 0, 0, 0];
});

/** White paper that covers what lies under it. */
export const PAPER_PICTURE = drawPng(40, 10, () => [255, 255, 255, 255]);
