import type { LetterToSign } from './sample-letter.ts';
import { GENUINE, type GenuineFamily, type Specimen } from './specimen.ts';
import type { TestOffice } from './test-office.ts';

export interface GenuineMaterials {
  office: TestOffice;
  letter: LetterToSign;
  /** Other shapes of the same unsigned file, made by tools that may be missing. */
  shapes: ReadonlyMap<string, Uint8Array>;
}

export function genuine(family: GenuineFamily, name: string, text: string, pdf: Uint8Array): Specimen {
  return { kind: 'genuine', family, name, variant: name, text, pdf, expected: GENUINE };
}

/** Where a page of any size has room. */
export const PLACE = { page: 1, rect: { x: 320, y: 60, width: 130, height: 65 } };
