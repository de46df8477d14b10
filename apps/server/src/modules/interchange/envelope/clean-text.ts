// Characters XML 1.0 §2.2 does not allow, and lone surrogates; pasted text carries them unseen.
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Text as it may stand in an envelope: NFC, one line, only characters XML allows. */
export function cleanText(text: string): string {
  return text.normalize('NFC').replace(NOT_XML, '').replace(/\s+/gu, ' ').trim();
}

/** Leaves out what is empty: the standard has no empty elements. */
export function whenFilled<K extends string>(key: K, text: string | null | undefined): Partial<Record<K, string>> {
  const cleaned = cleanText(text ?? '');
  // The literal key is the only property, which TypeScript widens to string.
  return cleaned === '' ? {} : ({ [key]: cleaned } as Record<K, string>);
}
