import type { PdfFile } from './file.ts';
import { canDecode, decodeStream } from './filters.ts';
import { isArray, isDict, isStream } from './values.ts';

const MAX_XMP = 1_000_000;
const PART = /pdfaid:part\s*(?:=\s*["']|>\s*)([1-4])/;
const parts = new WeakMap<PdfFile, 1 | 2 | 3 | 4 | undefined>();

function readPart(file: PdfFile): 1 | 2 | 3 | 4 | undefined {
  const metadata = file.resolve(file.catalog().entries.get('Metadata'));
  if (!isStream(metadata) || metadata.raw.length > MAX_XMP || !canDecode(metadata.dict)) {
    return undefined;
  }
  const found = PART.exec(Buffer.from(decodeStream(metadata)).toString('utf8'))?.[1];
  return ([1, 2, 3, 4] as const).find((part) => String(part) === found);
}

/** Which part of PDF/A (ISO 19005) the file says it is; undefined for none. */
export function pdfaPart(file: PdfFile): 1 | 2 | 3 | 4 | undefined {
  if (!parts.has(file)) {
    parts.set(file, readPart(file));
  }
  return parts.get(file);
}

/** Whether colours of the device may be given as RGB: some output intent has a profile with three components (§6.2.3). */
export function hasRgbIntent(file: PdfFile): boolean {
  const intents = file.resolve(file.catalog().entries.get('OutputIntents'));
  return (isArray(intents) ? intents.items : []).some((item) => {
    const intent = file.resolve(item);
    const profile = isDict(intent) ? file.resolve(intent.entries.get('DestOutputProfile')) : null;
    return isStream(profile) && file.resolve(profile.dict.entries.get('N')) === 3;
  });
}
