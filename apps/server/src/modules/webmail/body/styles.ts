const MAX_STYLE = 4_000;
const MAX_VALUE = 200;

/** Words, numbers, colours. No bracket but those of rgb() and hsl(), no backslash: nothing that could name an address or run. */
const PLAIN = /^(?:[\w#%.,\s"'!+/-]|(?:rgb|hsl)a?\([\d\s.,%/]+\))+$/i;
const NOT_NEGATIVE = /(?:^|\s)-\s*[\d.]/;
/** Sizes of the window: a frame as high as its content would grow with itself for ever. */
const OF_WINDOW = /\d(?:[dsl]?v[hwib]|v(?:min|max))\b/i;
const SHOWN = /^(?:none|block|inline|inline-block|table|table-row|table-cell|list-item)$/i;
const WORDS_OF_IMPORT = /expression|javascript|vbscript|behaviou?r|binding/i;

/** Looks only. What could cover our own marks or leave the frame (position, z-index, transform, content) is not here. */
const PROPERTIES = new Set([
  'background',
  'background-color',
  'border-collapse',
  'border-color',
  'border-radius',
  'border-spacing',
  'border-style',
  'border-width',
  'color',
  'direction',
  'display',
  'font-family',
  'font-size',
  'font-style',
  'font-weight',
  'height',
  'letter-spacing',
  'line-height',
  'list-style-type',
  'max-width',
  'min-width',
  'overflow-wrap',
  'text-align',
  'text-decoration',
  'text-indent',
  'text-transform',
  'vertical-align',
  'white-space',
  'width',
  'word-break',
]);
const BOXES = /^(?:border|margin|padding)(?:-(?:top|right|bottom|left))?$/;

function isHarmless(property: string, value: string): boolean {
  if (!PROPERTIES.has(property) && !BOXES.test(property)) {
    return false;
  }
  if (
    value === '' ||
    value.length > MAX_VALUE ||
    !PLAIN.test(value) ||
    WORDS_OF_IMPORT.test(value) ||
    OF_WINDOW.test(value)
  ) {
    return false;
  }
  if (property === 'display') {
    return SHOWN.test(value);
  }
  return property === 'letter-spacing' || !NOT_NEGATIVE.test(value);
}

/** The declarations of a style attribute that only change how words look; each must pass by itself. */
export function harmlessStyle(style: string): string {
  if (style.length > MAX_STYLE || /[\\@]|\/\*/.test(style)) {
    return '';
  }
  return style
    .split(';')
    .map((declaration) => {
      const colon = declaration.indexOf(':');
      return { property: declaration.slice(0, colon).trim().toLowerCase(), value: declaration.slice(colon + 1).trim() };
    })
    .filter(({ property, value }) => isHarmless(property, value))
    .map(({ property, value }) => `${property}:${value}`)
    .join(';');
}
