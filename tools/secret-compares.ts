import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * T49: secrets are compared in constant time or by a database look-up of their hash, never with === (ASVS 11.2.4). Found by name: whoever
 * keeps a secret under a name that says nothing is not found, so names of secrets say what they are.
 */

/** Names of values that open something or stand for one that does. */
const SECRET_NAME =
  /(secret|token|password|passphrase|pin|hash|digest|mac|hmac|signature|seal|challenge|nonce|otp|totp|code_hash|credential|cookie|apikey|api_key|recovery)$/i;

interface Compare {
  file: string;
  line: number;
  text: string;
}

/** `stored.code_hash`, `mac`, `row.token!`, `digest.toString('hex')`, `hashSecret(code)`. */
const OPERAND = String.raw`(?<![\w$])[A-Za-z_$][\w$]*(?:(?:\?\.|!?\.)[A-Za-z_$][\w$]*|\[[^\]\n]{1,60}\]|\([^()\n]{0,80}\))*!?`;
const LITERAL = String.raw`'[^'\n]*'|"[^"\n]*"|\d+`;
const EQUALS = new RegExp(String.raw`(${OPERAND}|${LITERAL})\s*[!=]==?\s*(${OPERAND}|${LITERAL})`, 'g');
const EQUALS_CALL = new RegExp(String.raw`(${OPERAND})\.equals\(\s*(${OPERAND})`, 'g');

/** The last name before calls and indexes: what the value is called. */
function nameOf(operand: string): string {
  const bare = operand
    .replace(/\.(toString|slice|trim|toLowerCase|normalize|subarray)\([^()]*\)/g, '')
    .replace(/\([^()]*\)|\[[^\]]*\]|[!?]/g, '');
  return bare.split('.').at(-1) ?? '';
}

/** Whether there is one, what kind it is, how long: nothing is learnt of the secret itself. */
function isHarmless(operand: string): boolean {
  return /^(null|undefined|true|false|\d+|'.*'|".*")$/.test(operand) || /\.(length|size|byteLength)$/.test(operand);
}

/** Blanked, not cut out: lines keep their numbers. */
function withoutComments(text: string): string {
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ');
  return text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(^|[^:'"])\/\/[^\n]*/g, blank);
}

/** Comparisons with === or .equals() where a side is named like a secret. */
export function findCompares(file: string, text: string): Compare[] {
  const code = withoutComments(text);
  return [EQUALS, EQUALS_CALL].flatMap((pattern) =>
    [...code.matchAll(pattern)].flatMap((match) => {
      const sides = [match[1] ?? '', match[2] ?? ''];
      const isSecret = sides.some((side) => SECRET_NAME.test(nameOf(side))) && !sides.some(isHarmless);
      const line = code.slice(0, match.index).split('\n').length;
      return isSecret ? [{ file, line, text: match[0].replace(/\s+/g, ' ') }] : [];
    }),
  );
}

const FOLDERS = ['apps/server/src', 'apps/signer/src', 'apps/cli/src', 'packages'];
const CODE = /\.ts$/;
const APART = /\.(test|testing)\.ts$|\/test\/|\/simulators?\/|node_modules|\.d\.ts$|\/demo\//;

export function scanSources(root: string): Compare[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name}`)
      .filter((name) => CODE.test(name) && !APART.test(name))
      .flatMap((name) => findCompares(name, readFileSync(join(root, name), 'utf8'))),
  );
}
