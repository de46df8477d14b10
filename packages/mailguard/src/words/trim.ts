/** Without the characters of `unwanted` at its end: a loop, since `[…]+$` tries every place of a long run again. */
export function withoutEnd(text: string, unwanted: string): string {
  let end = text.length;
  while (end > 0 && unwanted.includes(text.charAt(end - 1))) {
    end -= 1;
  }
  return text.slice(0, end);
}
