import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyPdf } from '@congvu/pades';
import { generateKeys, writePem } from '@congvu/pki';
import { libpdfOpens } from '../packages/pades/test/other-signers.ts';
import { daysAfter, type Office, openOffice, raise, signAt } from '../packages/pades/test/verify-office.ts';
import { median } from './support-rate.ts';
import { benchPdf } from './support-sign.ts';

function rounded(values: readonly number[]): number {
  return Number(median(values).toFixed(3));
}

const ROUNDS = 7;
const WARM_UP = 200;
const ROUND_MS = 400;
const KIB = 1_024;
const MIB = 1_024 * KIB;
const AT = daysAfter(0.01);

const LIMITS = { oneSignature100KbMs: 1.5, hostileMemoryMiB: 300 };

/** Clock and, inside this process, processor time of one call, in milliseconds. */
interface Cost {
  cpuMs?: number;
  wallMs: number;
}

async function inProcess(act: () => unknown): Promise<Cost> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  let count = 0;
  while (performance.now() - began < ROUND_MS) {
    await act();
    count += 1;
  }
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1_000 / count, wallMs: (performance.now() - began) / count };
}

/** A program that is started anew for every file, as a server would have to. */
function asProgram(command: string, args: readonly string[]): Cost | undefined {
  const began = performance.now();
  const { error } = spawnSync(command, args, { stdio: 'ignore' });
  return error === undefined ? { wallMs: performance.now() - began } : undefined;
}

function summarise(costs: readonly (Cost | undefined)[]): Cost | 'not installed' {
  const found = costs.filter((cost) => cost !== undefined);
  return found.length === 0
    ? 'not installed'
    : {
        wallMs: rounded(found.map(({ wallMs }) => wallMs)),
        ...(found[0]?.cpuMs === undefined ? {} : { cpuMs: rounded(found.map(({ cpuMs = 0 }) => cpuMs)) }),
      };
}

/** The signed parts and the CMS of the first signature, as `openssl cms` wants them. */
function cutOut(pdf: Uint8Array): { content: Uint8Array; cms: Uint8Array } {
  const text = Buffer.from(pdf).toString('latin1');
  const range = /\/ByteRange \[(\d+) (\d+) (\d+) (\d+)/.exec(text)?.slice(1).map(Number) ?? [];
  const [, first = 0, second = 0, rest = 0] = range;
  const der = Buffer.from(text.slice(first + 1, second - 1), 'hex');
  return {
    content: Buffer.concat([pdf.subarray(0, first), pdf.subarray(second, second + rest)]),
    cms: der.subarray(0, der.readUInt16BE(2) + 4),
  };
}

interface Case {
  name: string;
  pdf: Uint8Array;
}

interface Folder {
  path: string;
  put(name: string, bytes: Uint8Array): string;
}

/** Round by round everything in turn: what else the machine does meets all of them alike. */
async function measure({ name, pdf }: Case, office: Office, folder: Folder): Promise<Record<string, unknown>> {
  const file = folder.put(`${name}.pdf`, pdf);
  const { content, cms } = cutOut(pdf);
  const [contentFile, cmsFile] = [folder.put('content.bin', content), folder.put('signature.der', cms)];
  const root = folder.put('root.pem', Buffer.from(writePem(office.authority.root.certificate)));
  const openssl = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', cmsFile, '-content', contentFile];
  const options = { trust: office.authority.trust, at: AT, revocation: 'optional' as const };
  const act = (): unknown => verifyPdf(pdf, options);
  for (let count = 0; count < Math.min(WARM_UP, Math.ceil((20 * MIB) / pdf.length)); count += 1) {
    act();
  }
  const found: Record<string, (Cost | undefined)[]> = { ours: [], libpdfOpensOnly: [], pdfsig: [], opensslCms: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    found['ours']?.push(await inProcess(act));
    found['libpdfOpensOnly']?.push(await inProcess(() => libpdfOpens(pdf)));
    found['pdfsig']?.push(asProgram('pdfsig', [file]));
    found['opensslCms']?.push(
      asProgram('openssl', [...openssl, '-CAfile', root, '-purpose', 'any', '-no_check_time', '-out', '/dev/null']),
    );
  }
  const costs = Object.fromEntries(Object.entries(found).map(([who, list]) => [who, summarise(list)]));
  const { ours } = costs;
  const times = (other: Cost | 'not installed' | undefined): number | null =>
    typeof other === 'object' && typeof ours === 'object' ? Number((other.wallMs / ours.wallMs).toFixed(1)) : null;
  const { signatures } = verifyPdf(pdf, options);
  return {
    bytes: pdf.length,
    verdicts: signatures.map(({ verdict, level }) => `${verdict} ${level}`),
    ...costs,
    timesFasterThan: { pdfsig: times(costs['pdfsig']), opensslCms: times(costs['opensslCms']) },
  };
}

interface ChildFigures {
  verdict: string;
  cpuMs: number;
  runtimeMiB: number;
  loadedMiB: number;
  peakRssMiB: number;
}

function inChild(file: string, anchor: string): ChildFigures {
  const program = fileURLToPath(new URL('support-verify-child.ts', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, file, anchor, AT.toISOString()], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return JSON.parse(stdout) as ChildFigures; // written by support-verify-child.ts
}

async function makeCases(office: Office): Promise<{ small: Case; long: Case; large: Case; huge: Uint8Array }> {
  const keys = generateKeys('rsa-2048');
  const person = await office.signer('Nguyễn Thị Đường', { keys, isSilent: true });
  const seal = await office.signer('Ủy ban nhân dân huyện Tam Đường', {
    keys: generateKeys('rsa-2048'),
    isSilent: true,
  });
  const small = await signAt(office, person, 'B', { pdf: benchPdf(100_000) });
  const once = await signAt(office, person, 'T', { pdf: benchPdf(100_000) });
  const twice = await signAt(office, seal, 'T', { pdf: once, plan: { field: 'DauCoQuan' } });
  return {
    small: { name: 'one-signature-100kb', pdf: small },
    long: { name: 'two-signatures-lt-100kb', pdf: await raise(office, twice, 'LT') },
    large: { name: 'one-signature-5mb', pdf: await signAt(office, person, 'B', { pdf: benchPdf(5 * MIB) }) },
    huge: await signAt(office, person, 'B', { pdf: benchPdf(50 * MIB) }),
  };
}

/** Ours judges bytes, revisions, path, time and revocation; pdfsig and openssl only bytes and key, libpdf nothing at all. */
export async function run(): Promise<Record<string, unknown>> {
  const office = openOffice({ kinds: { root: 'rsa-3072', issuing: 'rsa-3072', tsa: 'rsa-2048' } });
  const { small, long, large, huge } = await makeCases(office);
  const path = mkdtempSync(join(tmpdir(), 'congvu-bench-verify-'));
  const put = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(path, name), bytes);
    return join(path, name);
  };
  try {
    const folder = { path, put };
    const oneSignature100Kb = await measure(small, office, folder);
    const memory50Mb = inChild(put('50mb.pdf', huge), put('root.der', office.authority.root.certificate));
    return {
      limits: LIMITS,
      rounds: ROUNDS,
      libpdf: 'does not verify signatures; opening the file is all that can be measured',
      oneSignature100Kb,
      twoSignaturesLt100Kb: await measure(long, office, folder),
      oneSignature5Mb: await measure(large, office, folder),
      memory50Mb: { ...memory50Mb, aboveFileMiB: memory50Mb.peakRssMiB - memory50Mb.loadedMiB },
    };
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
