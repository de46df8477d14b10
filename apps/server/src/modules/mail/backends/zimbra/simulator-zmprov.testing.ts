import type { SimulatedDirectory } from './simulator-directory.testing.ts';

/** As `StringUtil.parseLine` of zm-mailbox: blanks part words, quotes of both kinds hold them together, a backslash takes the next sign. */
const WORD = /"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|((?:\\.|[^\s\\])+)/gsu;

function parseLine(line: string): string[] {
  return [...line.matchAll(WORD)].map(([, double, single, bare]) =>
    (double ?? single ?? bare ?? '').replaceAll(/\\(.)/gsu, '$1'),
  );
}

function pairs(words: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (let at = 0; at < words.length; at += 2) {
    const name = words[at] ?? '';
    found.set(name, [...(found.get(name) ?? []), words[at + 1] ?? '']);
  }
  return found;
}

/** `zmprov -f`: the four acts of our files; anything else is an error of the file. */
export function runZmprov(directory: SimulatedDirectory, file: string): void {
  for (const line of file.split('\n').filter((one) => one !== '')) {
    const [verb, name = '', second = '', ...rest] = parseLine(line);
    if (verb === 'ca') {
      directory.create(name, pairs(rest), second === '' ? undefined : second);
      continue;
    }
    const account = directory.must(directory.byName(name), name);
    if (verb === 'ma') {
      directory.modify(account, pairs([second, ...rest]));
    } else if (verb === 'aaa') {
      directory.assertFree(second);
      account.aliases.push(second);
    } else if (verb === 'ra') {
      directory.assertFree(second);
      account.name = second;
    } else {
      throw new Error(`unknown command ${verb}`);
    }
  }
}
