import {
  canDecode,
  decodeStream,
  inheritedEntry,
  isArray,
  isDict,
  isStream,
  type PdfDict,
  type PdfFile,
  type PdfStream,
} from '@congvu/pades/reading';
import { NotPlain } from './not-plain.ts';

export function contentOf(file: PdfFile, stream: PdfStream): Uint8Array {
  if (!canDecode(stream.dict)) {
    throw new NotPlain('packed content');
  }
  return decodeStream(stream, file.budget);
}

/** Streams of a page are one (ISO 32000-2 §7.8.2): a word may not end between two of them, everything else may. */
export function contentsOf(file: PdfFile, page: PdfDict): Uint8Array {
  const contents = file.resolve(page.entries.get('Contents'));
  const streams = (isArray(contents) ? contents.items : [contents]).map((item) => file.resolve(item)).filter(isStream);
  const parts = streams.map((stream) => contentOf(file, stream));
  return parts.length === 1
    ? (parts[0] ?? new Uint8Array())
    : Buffer.concat(parts.flatMap((part) => [part, Buffer.of(10)]));
}

export function resourcesOf(file: PdfFile, page: PdfDict): PdfDict {
  const found = inheritedEntry(file, page, 'Resources');
  return isDict(found) ? found : { kind: 'dict', entries: new Map(), repeated: [] };
}
