import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OID, parseSignedData } from '@congvu/pki';

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
  mutool: isInstalled('mutool', '-v'),
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

/** Renders every page; a file that needs repair says so. */
export function mutoolAccepts(file: string): boolean {
  const { status, stderr } = spawnSync('mutool', ['draw', '-q', '-F', 'txt', '-o', '/dev/null', file], {
    encoding: 'utf8',
  });
  return status === 0 && !/repair|error/i.test(stderr);
}

/** qpdf rewrites a file in another shape: `--linearize`, `--object-streams=generate`… */
export function qpdfConvert(pdf: Uint8Array, ...options: string[]): Uint8Array {
  const from = put('convert-in.pdf', pdf);
  const to = join(FOLDER, 'convert-out.pdf');
  const { status, stderr } = spawnSync('qpdf', [...options, from, to], { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return readFileSync(to);
}

interface SignedPart {
  isTimestamp: boolean;
  /** The two parts of the file that are signed. */
  content: Uint8Array;
  /** /Contents without its padding. */
  der: Uint8Array;
}

/** Cut out by the text of the dictionaries, as somebody without a PDF library would. */
function signedParts(pdf: Uint8Array): SignedPart[] {
  const text = Buffer.from(pdf).toString('latin1');
  return [
    ...text.matchAll(
      /\/SubFilter \/([\w.]+)[^>]*?\/ByteRange \[(\d+) (\d+) (\d+) (\d+)|\/ByteRange \[(\d+) (\d+) (\d+) (\d+)/g,
    ),
  ].map((match) => {
    const [, first = 0, second = 0, rest = 0] = match.slice(match[1] === undefined ? 6 : 2).map(Number);
    const der = Buffer.from(text.slice(first + 1, second - 1), 'hex');
    return {
      isTimestamp: match[1] === 'ETSI.RFC3161',
      content: Buffer.concat([pdf.subarray(0, first), pdf.subarray(second, second + rest)]),
      der: der.subarray(0, der.readUInt16BE(2) + 4),
    };
  });
}

function run(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args).status === 0;
}

/** `openssl cms -verify` for every signature that is no timestamp. */
export function opensslAccepts(pdf: Uint8Array, root: string): boolean[] {
  const trust = put('root.pem', Buffer.from(root));
  return signedParts(pdf)
    .filter(({ isTimestamp }) => !isTimestamp)
    .map(({ content, der }) => {
      const files = ['-in', put('signature.der', der), '-content', put('content.bin', content), '-CAfile', trust];
      const args = ['cms', '-verify', '-binary', '-inform', 'DER', ...files, '-purpose', 'any', '-no_check_time'];
      return run('openssl', [...args, '-out', join(FOLDER, 'out.bin')]);
    });
}

function acceptsToken(token: Uint8Array, stamped: Uint8Array, trust: string): boolean {
  const digest = createHash('sha256').update(stamped).digest('hex');
  const files = ['-token_in', '-in', put('token.der', token), '-CAfile', trust];
  return run('openssl', ['ts', '-verify', '-digest', digest, ...files]);
}

/** `openssl ts -verify` for every document timestamp and every timestamp inside a signature. */
export function opensslAcceptsTimes(pdf: Uint8Array, root: string): boolean[] {
  const trust = put('root.pem', Buffer.from(root));
  return signedParts(pdf).flatMap(({ isTimestamp, content, der }) => {
    if (isTimestamp) {
      return [acceptsToken(der, content, trust)];
    }
    return parseSignedData(der).signerInfos.flatMap(({ unsignedAttributes, signature }) =>
      unsignedAttributes
        .filter(({ oid }) => oid === OID.signatureTimeStamp)
        .map(({ values }) => acceptsToken(values[0]?.bytes ?? new Uint8Array(), signature, trust)),
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
