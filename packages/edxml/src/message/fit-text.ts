import type { LeafField } from './schema.ts';

/**
 * A text for a receiver that refuses what is longer than the legacy validator allows: prose is cut and marked "…", an address is
 * left out (half of one leads elsewhere), an identity stays whole.
 */
export function fitText(text: string, { max, whenTooLong }: LeafField): string {
  const characters = Array.from(text);
  if (max === undefined || characters.length <= max || whenTooLong === 'keep') {
    return text;
  }
  return whenTooLong === 'omit'
    ? ''
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}
