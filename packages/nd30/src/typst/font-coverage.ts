/** Characters of a TrueType font: the segments of its Unicode cmap (ISO/IEC 14496-22, formats 4 and 12). */
interface Segment {
  from: number;
  to: number;
}

function findTable(font: DataView, tag: string): number | undefined {
  const count = font.getUint16(4);
  for (let index = 0; index < count; index += 1) {
    const record = 12 + index * 16;
    const name = String.fromCharCode(...[0, 1, 2, 3].map((at) => font.getUint8(record + at)));
    if (name === tag) {
      return font.getUint32(record + 8);
    }
  }
  return undefined;
}

function readFormat4(font: DataView, at: number): Segment[] {
  const segments = font.getUint16(at + 6) / 2;
  const ends = at + 14;
  const starts = ends + segments * 2 + 2;
  return Array.from({ length: segments }, (_, index) => ({
    from: font.getUint16(starts + index * 2),
    to: font.getUint16(ends + index * 2),
  })).filter(({ from }) => from !== 0xffff);
}

function readFormat12(font: DataView, at: number): Segment[] {
  return Array.from({ length: font.getUint32(at + 12) }, (_, index) => ({
    from: font.getUint32(at + 16 + index * 12),
    to: font.getUint32(at + 20 + index * 12),
  }));
}

/** Whether a character (code point) has a glyph in the font. @throws RangeError on a font without a Unicode cmap */
export function readCoverage(bytes: Uint8Array): (codePoint: number) => boolean {
  const font = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cmap = findTable(font, 'cmap') ?? bytes.byteLength;
  const segments: Segment[] = [];
  for (let index = 0; index < font.getUint16(cmap + 2); index += 1) {
    const at = cmap + font.getUint32(cmap + 8 + index * 8);
    const format = font.getUint16(at);
    segments.push(...(format === 4 ? readFormat4(font, at) : format === 12 ? readFormat12(font, at) : []));
  }
  return (codePoint) => segments.some(({ from, to }) => codePoint >= from && codePoint <= to);
}
