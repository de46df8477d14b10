/** The part of fontkit 2 used for lettering; the package ships no types. Adds to what `@congvu/pades` declares for its subsets. */
declare module 'fontkit' {
  export interface PathCommand {
    command: 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'bezierCurveTo' | 'closePath';
    args: number[];
  }

  export interface Glyph {
    advanceWidth: number;
    path: { commands: PathCommand[] };
  }

  export interface GlyphRun {
    glyphs: Glyph[];
    positions: { xAdvance: number }[];
    advanceWidth: number;
  }

  export interface Font {
    unitsPerEm: number;
    layout(text: string): GlyphRun;
  }

  export function create(data: Uint8Array): Font;
}
