import { foldAccents } from '@congvu/vntext';

/** Two letters for the round mark of a person: the last two words of the name ("Lò Thị Mai Hương" → MH). */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).slice(-2);
  return words.map((word) => word.charAt(0).toUpperCase()).join('');
}

/** True when every word typed occurs in the text, accents optional (`đ` = `d`). */
export function matchesWords(text: string, typed: string): boolean {
  const folded = foldAccents(text).toLowerCase();
  return foldAccents(typed)
    .toLowerCase()
    .split(/\s+/)
    .every((word) => folded.includes(word));
}

export function formatSize(bytes: number): string {
  if (bytes < 1024 * 1024) {
    return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  }
  const [size, unit] = bytes < 1024 ** 3 ? [bytes / 1024 ** 2, 'MB'] : [bytes / 1024 ** 3, 'GB'];
  return `${size.toFixed(1).replace('.', ',')} ${unit}`;
}
