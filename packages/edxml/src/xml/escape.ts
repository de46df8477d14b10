/** Control characters other than tab, line feed and carriage return; and the two non-characters of XML 1.0 §2.2. */
const FORBIDDEN = /(?![\t\n\r\u007F-\u009F])\p{Cc}|[\uFFFE\uFFFF]/u;
const REPLACEMENT: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** Why XML 1.0 (Char, §2.2) cannot carry the text: the code point in hex, or undefined when it can. */
export function xmlProblem(text: string): string | undefined {
  const match = FORBIDDEN.exec(text);
  if (match !== null) {
    return `U+${match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  }
  return text.isWellFormed() ? undefined : 'nửa cặp thay thế UTF-16';
}

/** Text content for an element. */
export function escapeText(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => REPLACEMENT[character] ?? character);
}

/** Value for an attribute between double quotes: line ends would otherwise be read as spaces (XML 1.0 §3.3.3). */
export function escapeAttribute(text: string): string {
  return text.replace(/[&<>"\r\n\t]/g, (character) => REPLACEMENT[character] ?? character);
}
