import sanitizeHtml from 'sanitize-html';

const TAGS = 'p br div span b strong i em u s blockquote ul ol li table thead tbody tr td th h1 h2 h3 hr a pre'.split(
  ' ',
);

/** What we send: text with simple marks; no picture from elsewhere, nothing that runs (the reader's program may be less careful). */
export function cleanHtml(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: TAGS,
    allowedAttributes: { a: ['href'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'], blockquote: ['type'] },
    allowedSchemes: ['http', 'https', 'mailto'],
    disallowedTagsMode: 'discard',
  });
}

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Plain text as paragraphs, parted by empty lines; a line of its own within one stays one. */
export function textToHtml(text: string): string {
  return text
    .split(/(?:[^\S\n]*\n){2,}/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => `<p>${escapeText(part).split(/\r?\n/).join('<br>')}</p>`)
    .join('');
}
