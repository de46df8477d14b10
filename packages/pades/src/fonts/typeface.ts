import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { create, Font } from 'fontkit';
import { PadesError } from '../errors.ts';

/** Tinos has the metrics of Times New Roman, which the decree asks for. */
export type Typeface = 'regular' | 'italic';

const FILES: Record<Typeface, string> = {
  regular: '400Regular/Tinos_400Regular.ttf',
  italic: '400Regular_Italic/Tinos_400Regular_Italic.ttf',
};

const fonts = new Map<Typeface, Font>();

/** The font, read from its package once. @throws PadesError `pades.font` when the package is not installed */
export function loadTypeface(typeface: Typeface): Font {
  const known = fonts.get(typeface);
  if (known !== undefined) {
    return known;
  }
  try {
    const require = createRequire(import.meta.url);
    const path = require.resolve(`@expo-google-fonts/tinos/${FILES[typeface]}`);
    // Loaded with the first words that are drawn: most signatures show a picture, or nothing.
    const fontkit: { create: typeof create } = require('fontkit');
    const font = fontkit.create(readFileSync(path));
    fonts.set(typeface, font);
    return font;
  } catch (cause) {
    throw new PadesError('pades.font', 'Không nạp được phông chữ Tinos.', { cause });
  }
}
