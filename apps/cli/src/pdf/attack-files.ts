import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import type { VerifyOptions } from '@congvu/pades';
import {
  type Generated,
  generateSpecimens,
  type Judgement,
  judgeFile,
  meets,
  type Specimen,
} from '@congvu/pades/attacks';
import { writeTrustList } from '@congvu/pki';
import { parseCall, printJson, printLine, UsageError } from '../command-line.ts';
import { askPdfsig, hasPdfsig, type OtherOpinion } from './pdfsig.ts';
import { renderLetterToSign } from './sample-letter.ts';
import { readTrust } from './trust.ts';

function readArguments(args: string[]) {
  return parseCall(args, {
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    trust: { type: 'string', multiple: true, default: [] },
    compare: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
}

/** The same file as qpdf lays it out for the web, when qpdf is there. */
function otherShapes(pdf: Uint8Array): Map<string, Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'congvu-attack-'));
  try {
    const [from, to] = [join(folder, 'in.pdf'), join(folder, 'out.pdf')];
    writeFileSync(from, pdf);
    const { status } = spawnSync('qpdf', ['--linearize', from, to], { stdio: 'ignore' });
    return status === 0 ? new Map([['linearised', readFileSync(to)]]) : new Map();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function pathOf({ kind, name }: Specimen): string {
  return `${kind}/${name}.pdf`;
}

/** One entry of expected.json: everything of a specimen but its bytes. */
function entryOf(specimen: Specimen): Record<string, unknown> {
  const { kind, family, variant, text, expected } = specimen;
  return { file: pathOf(specimen), kind, family, variant, text, expected };
}

interface Compared {
  ours: Judgement;
  isRight: boolean;
  pdfsig?: OtherOpinion;
}

interface Tally {
  kind: Specimen['kind'];
  family: string;
  files: number;
  right: number;
  valid: number;
  pdfsigValid?: number;
}

function tallyOf(rows: readonly { specimen: Omit<Specimen, 'pdf'>; compared: Compared }[]): Tally[] {
  const tallies = new Map<string, Tally>();
  for (const { specimen, compared } of rows) {
    const { kind, family } = specimen;
    const key = `${kind} ${family}`;
    const tally = tallies.get(key) ?? { kind, family, files: 0, right: 0, valid: 0 };
    tally.files += 1;
    tally.right += compared.isRight ? 1 : 0;
    tally.valid += compared.ours.verdict === 'valid' ? 1 : 0;
    if (compared.pdfsig !== undefined) {
      tally.pdfsigValid = (tally.pdfsigValid ?? 0) + (compared.pdfsig === 'valid' ? 1 : 0);
    }
    tallies.set(key, tally);
  }
  return [...tallies.values()];
}

function compare(folder: string, specimen: Specimen, options: VerifyOptions, withPdfsig: boolean): Compared {
  const ours = judgeFile(specimen.pdf, options);
  return {
    ours,
    isRight: meets(ours, specimen.expected),
    ...(withPdfsig ? { pdfsig: askPdfsig(join(folder, pathOf(specimen))) } : {}),
  };
}

function describe({ kind, family, files, right, valid, pdfsigValid }: Tally): string {
  const other = pdfsigValid === undefined ? '' : `, pdfsig cho là hợp lệ ${pdfsigValid}`;
  return `${kind} ${family}: ${files} tệp, đúng ${right}, hợp lệ ${valid}${other}`;
}

function describeMade(out: string, made: { attacks: number; genuine: number }, leftOut: readonly string[]): string {
  const untrusted = leftOut.map(
    (file) => `${file}: chưa hợp lệ theo trust.pem nên không xếp vào tệp thật; cần --trust nơi cấp của người ký.`,
  );
  return [`${out}: ${made.attacks} tệp giả, ${made.genuine} tệp thật`, ...untrusted].join('\n');
}

async function assertUsable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) {
    throw new UsageError(`--out ${folder}: thư mục không trống.`);
  }
}

async function readSigned(files: readonly string[]): Promise<{ name: string; pdf: Uint8Array }[]> {
  const names = files.map((file) => basename(file, extname(file)).replace(/[^\p{L}\p{N}_-]/gu, '-'));
  return Promise.all(
    files.map(async (file, index) => ({ name: `${names[index]}-${index + 1}`, pdf: await readFile(file) })),
  );
}

/** Writes files as they are made; their bytes are kept only when they will be judged. */
async function writeAll(generated: Generated, folder: string): Promise<Specimen[]> {
  mkdirSync(join(folder, 'attack'));
  mkdirSync(join(folder, 'genuine'));
  const made: Specimen[] = [];
  for await (const specimen of generated.specimens()) {
    await writeFile(join(folder, pathOf(specimen)), specimen.pdf);
    made.push(specimen);
  }
  return made;
}

async function writeSurroundings(generated: Generated, folder: string, made: Specimen[]): Promise<void> {
  await writeFile(join(folder, 'trust.pem'), writeTrustList(generated.trust, 'pem'));
  mkdirSync(join(folder, 'evidence'));
  for (const [index, { der }] of generated.evidence().entries()) {
    await writeFile(join(folder, `evidence/${index + 1}.crl`), der);
  }
  const listed = { version: 1, options: { trust: 'trust.pem' }, files: made.map(entryOf) };
  await writeFile(join(folder, 'expected.json'), `${JSON.stringify(listed, undefined, 1)}\n`);
}

/** `congvu pdf attack --out DIR [FILE…]`: forged and genuine files, and what is to be said of each. */
export async function attackFiles(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args);
  const seed = Number(values.seed);
  if (values.out === undefined || !Number.isSafeInteger(seed)) {
    throw new UsageError(
      'Cách dùng: congvu pdf attack --out DIR [FILE…] [--seed SỐ] [--trust TỆP]… [--compare] [--json]',
    );
  }
  await assertUsable(values.out);
  const at = new Date();
  const signed = await readSigned(positionals);
  const letter = await renderLetterToSign();
  const trust = await readTrust(values.trust);
  const generated = generateSpecimens({ at, seed, signed, letter, trust, otherShapes });
  const made = await writeAll(generated, values.out);
  await writeSurroundings(generated, values.out, made);
  const [attacks, genuine] = [
    made.filter(({ kind }) => kind === 'attack'),
    made.filter(({ kind }) => kind === 'genuine'),
  ];
  const leftOut = positionals.filter((_, index) => generated.leftOut.includes(signed[index]?.name ?? ''));
  const counts = { attacks: attacks.length, genuine: genuine.length };
  const answer = { out: values.out, at: at.toISOString(), ...counts, leftOut };
  if (!values.json) {
    printLine(describeMade(values.out, counts, leftOut));
  }
  if (!values.compare) {
    if (values.json) {
      printJson(answer);
    }
    return 0;
  }
  const options = generated.options();
  const withPdfsig = hasPdfsig();
  const folder = values.out;
  const rows = made.map((specimen) => ({ specimen, compared: compare(folder, specimen, options, withPdfsig) }));
  const families = tallyOf(rows);
  const wrong = rows.filter(({ compared }) => !compared.isRight);
  if (values.json) {
    printJson({
      ...answer,
      families,
      wrong: wrong.map(({ specimen, compared }) => ({ ...entryOf(specimen), ...compared })),
    });
  } else {
    printLine([...families.map(describe), ...wrong.map(({ specimen }) => `SAI: ${pathOf(specimen)}`)].join('\n'));
  }
  return wrong.length === 0 ? 0 : 1;
}
