/** "kế hoạch, đầu tư" → two fields of work. */
export function splitFields(typed: string): string[] {
  return typed
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
