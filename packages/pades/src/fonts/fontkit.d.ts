/** The part of fontkit 2 used here; the package ships no types. */
declare module 'fontkit' {
  export interface Glyph {
    id: number;
    advanceWidth: number;
  }

  export interface Subset {
    /** Answers the glyph's number in the subset. */
    includeGlyph(glyph: Glyph): number;
    encode(): Uint8Array;
  }

  export interface Font {
    unitsPerEm: number;
    ascent: number;
    descent: number;
    capHeight: number;
    italicAngle: number;
    bbox: { minX: number; minY: number; maxX: number; maxY: number };
    postscriptName: string;
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): Glyph;
    createSubset(): Subset;
  }

  export function create(data: Uint8Array): Font;
}
