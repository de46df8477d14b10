import { globSync, readFileSync } from 'node:fs';
import { parseAst } from 'rolldown/parseAst';

export interface Pattern {
  source: string;
  flags: string;
  /** The first file that has it. */
  file: string;
}

const IS_TEST = /\.test\.|\.testing\./;

/** Every literal pattern of what is shipped, each once. */
export function readPatterns(root: string): Pattern[] {
  const found = new Map<string, Pattern>();
  for (const file of globSync('{packages/*/src,apps/*/src}/**/*.{ts,tsx}', { cwd: root }).sort()) {
    if (IS_TEST.test(file)) {
      continue;
    }
    const tree = parseAst(readFileSync(`${root}/${file}`, 'utf8'), { lang: file.endsWith('x') ? 'tsx' : 'ts' });
    visit(tree, (regex) => {
      const key = `${regex.flags}/${regex.pattern}`;
      if (!found.has(key)) {
        found.set(key, { source: regex.pattern, flags: regex.flags, file });
      }
    });
  }
  return [...found.values()];
}

type Regex = { pattern: string; flags: string };

function isRegex(value: unknown): value is Regex {
  return typeof value === 'object' && value !== null && 'pattern' in value && 'flags' in value;
}

function visit(node: unknown, take: (regex: Regex) => void): void {
  if (typeof node !== 'object' || node === null) {
    return;
  }
  if ('regex' in node && isRegex(node.regex)) {
    take(node.regex);
  }
  for (const part of Object.values(node)) {
    visit(part, take);
  }
}
