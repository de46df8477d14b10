import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder of its own, gone with the process. */
export const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-pades-'));
process.on('exit', () => rmSync(FOLDER, { recursive: true, force: true }));

function isInstalled(tool: string, probe: string): boolean {
  return spawnSync(tool, [probe], { stdio: 'ignore' }).error === undefined;
}

const JARS = ['itext5', 'bcprov', 'bcpkix', 'bcutil'].map((jar) => `/usr/share/java/${jar}.jar`);

export const TOOLS = {
  pdfsig: isInstalled('pdfsig', '-v'),
  openssl: isInstalled('openssl', 'version'),
  qpdf: isInstalled('qpdf', '--version'),
  itext: isInstalled('javac', '-version') && JARS.every((jar) => existsSync(jar)),
};

/** Second opinions this machine cannot give; the cases pass with what there is. */
export function missingTools(): string[] {
  return Object.entries(TOOLS).flatMap(([tool, isThere]) => (isThere ? [] : [tool]));
}

export function put(name: string, bytes: Uint8Array): string {
  const path = join(FOLDER, name);
  writeFileSync(path, bytes);
  return path;
}

export interface PdfsigAnswer {
  field: string;
  isValid: boolean;
  signer: string;
}

/** pdfsig answers 0 for forgeries too: only its text counts. */
export function pdfsig(file: string): PdfsigAnswer[] {
  const { stdout } = spawnSync('pdfsig', [file], { encoding: 'utf8' });
  return stdout
    .split(/^Signature #\d+:$/m)
    .slice(1)
    .filter((part) => part.includes('Signature Validation:'))
    .map((part) => ({
      field: /Signature Field Name: (.*)/.exec(part)?.[1] ?? '',
      isValid: part.includes('Signature Validation: Signature is Valid.'),
      signer: /Signer Certificate Common Name: (.*)/.exec(part)?.[1] ?? '',
    }));
}

export function qpdfAccepts(file: string): boolean {
  return spawnSync('qpdf', ['--check', file]).status === 0;
}

/** `openssl cms -verify` with the two signed parts cut out of the file, for every signature. */
export function opensslAccepts(pdf: Uint8Array, root: string): boolean[] {
  const text = Buffer.from(pdf).toString('latin1');
  return [...text.matchAll(/\/ByteRange \[(\d+) (\d+) (\d+) (\d+)/g)].map((match) => {
    const [, first = 0, second = 0, rest = 0] = match.slice(1).map(Number);
    const content = put('content.bin', Buffer.concat([pdf.subarray(0, first), pdf.subarray(second, second + rest)]));
    const der = Buffer.from(text.slice(first + 1, second - 1), 'hex');
    const cms = put('signature.der', der.subarray(0, der.readUInt16BE(2) + 4));
    const trust = put('root.pem', Buffer.from(root));
    const args = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', cms, '-content', content, '-CAfile', trust];
    return (
      spawnSync('openssl', [...args, '-purpose', 'any', '-no_check_time', '-out', join(FOLDER, 'out.bin')]).status === 0
    );
  });
}

let compiled = false;

/** Runs the iText program, compiled once per process. */
export function itext(...args: string[]): string {
  const source = fileURLToPath(new URL('./Itext.java', import.meta.url));
  if (!compiled) {
    const { status, stderr } = spawnSync('javac', ['-cp', JARS.join(':'), '-d', FOLDER, source], { encoding: 'utf8' });
    if (status !== 0) {
      throw new Error(stderr);
    }
    compiled = true;
  }
  const { status, stdout, stderr } = spawnSync('java', ['-cp', [FOLDER, ...JARS].join(':'), 'Itext', ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return stdout;
}
