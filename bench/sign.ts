import { fork, spawnSync } from 'node:child_process';
import { sign as signAsync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { completeSignature, completeWithTime, openSigningBase, prepareSignature } from '@congvu/pades';
import { type KeyKind, type TimestampAuthority, timestampAuthority } from '@congvu/pki';
import { localTransport } from '@congvu/pki/authority';
import { libpdfSigner, signpdfSigner } from '../packages/pades/test/other-signers.ts';
import { type Act, median, medianOf, type Rate, rate } from './support-rate.ts';
import { AT, type BenchKey, benchKey, benchPdf, signHere, signOurs } from './support-sign.ts';

const ROUNDS = 5;
const WARM_UP = 300;
const ROUND_MS = 1_200;
const SLOW_ROUND_MS = 600;
const KIB = 1_024;
const MIB = 1_024 * KIB;
const LETTERS = 1_000;
const IN_FLIGHT = 8;
/** Documents that go to the key together, as the signing desk does. */
const BATCH = 50;

const LIMITS = {
  rsa2048ShareOfRaw: 0.6,
  p256PerSecond: 6_500,
  megabytes5PerSecond: 290,
  extraMemoryMiB: 60,
  batchSeconds: 15,
  addedBytes: 20 * KIB,
};

/** Signatures per second of processor time of `openssl speed`, one process. */
function rawRate(algorithm: 'rsa2048' | 'rsa3072' | 'ecdsap256'): number {
  const { stdout } = spawnSync('openssl', ['speed', '-seconds', '1', algorithm], { encoding: 'utf8' });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  return Number(line.trim().split(/\s+/).at(-2) ?? 0);
}

interface Case {
  act: Act;
  forMs: number;
  each?: number;
}

/** Round by round everything in turn: what else the machine does meets all of them alike. */
async function measure(
  cases: Record<string, Case>,
  raw: () => number = () => 0,
): Promise<{ raw: number; rates: Record<string, Rate> }> {
  const found: Record<string, Rate[]> = {};
  const raws: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    raws.push(raw());
    for (const [name, { act, forMs, each }] of Object.entries(cases)) {
      found[name] = [...(found[name] ?? []), await rate(act, forMs, each)];
    }
  }
  return {
    raw: median(raws),
    rates: Object.fromEntries(Object.entries(found).map(([name, list]) => [name, medianOf(list)])),
  };
}

/** Prepare all, sign all, complete all. */
function signBatch(pdf: Uint8Array, key: BenchKey): Uint8Array[] {
  const all = Array.from({ length: BATCH }, () =>
    prepareSignature(pdf, { field: 'Ky', signer: key.signer, signedAt: AT }),
  );
  const signatures = all.map(({ attrs }) => key.sign(Buffer.from(attrs, 'base64')));
  return all.map((prepared, index) =>
    completeSignature(prepared.baseSha256, prepared, signatures[index] ?? new Uint8Array()),
  );
}

/** One JavaScript thread that lets the key sign elsewhere meanwhile, as with a token or a remote service. */
async function signOverlapped(pdf: Uint8Array, key: BenchKey): Promise<void> {
  const one = async (): Promise<void> => {
    const prepared = prepareSignature(pdf, { field: 'Ky', signer: key.signer, signedAt: AT });
    const signature = await new Promise<Uint8Array>((resolve, reject) => {
      signAsync('sha256', Buffer.from(prepared.attrs, 'base64'), key.privateKey, (error, value) =>
        error === null ? resolve(value) : reject(error),
      );
    });
    completeSignature(prepared.baseSha256, prepared, signature);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, one));
}

async function warm(act: Act): Promise<void> {
  for (let count = 0; count < WARM_UP; count += 1) {
    await act();
  }
}

interface KeyFigures extends Record<string, unknown> {
  shareOfRaw: number;
  shareOfRawKeyHere: number;
  shareOfRawInBatches: number;
  shareOfRawStateKept: number;
  ours?: Rate;
  oursKeyHere?: Rate;
  oursStateKept?: Rate;
}

async function measureKey(
  kind: KeyKind,
  algorithm: 'rsa2048' | 'rsa3072' | 'ecdsap256',
  withOthers: boolean,
): Promise<KeyFigures> {
  const key = benchKey(kind);
  const pdf = benchPdf(100_000);
  const base = openSigningBase(pdf);
  await warm(() => signOurs(pdf, key));
  await warm(() => signHere(pdf, key));
  const others = withOthers
    ? {
        libpdf: {
          act: (
            (sign) => () =>
              sign(pdf)
          )(await libpdfSigner(key)),
          forMs: SLOW_ROUND_MS,
        },
        signpdf: {
          act: (
            (sign) => () =>
              sign(pdf)
          )(signpdfSigner(key)),
          forMs: SLOW_ROUND_MS,
        },
      }
    : {};
  const { raw, rates } = await measure(
    {
      ours: { act: () => signOurs(pdf, key), forMs: ROUND_MS },
      oursKeyHere: { act: () => signHere(pdf, key), forMs: ROUND_MS },
      oursInBatches: { act: () => signBatch(pdf, key), forMs: ROUND_MS, each: BATCH },
      oursStateKept: { act: () => signOurs(base, key), forMs: ROUND_MS },
      ...others,
    },
    () => rawRate(algorithm),
  );
  const elsewhere = await rate(() => signOverlapped(pdf, key), ROUND_MS, IN_FLIGHT);
  const share = (name: string): number => Number(((rates[name]?.perThreadSecond ?? 0) / raw).toFixed(3));
  return {
    rawPerSecond: raw,
    ...rates,
    oursKeyElsewherePerThreadSecond: Math.round(elsewhere.perThreadSecond),
    shareOfRaw: share('ours'),
    shareOfRawKeyHere: share('oursKeyHere'),
    shareOfRawInBatches: share('oursInBatches'),
    shareOfRawStateKept: share('oursStateKept'),
  };
}

async function measureLarge(): Promise<Record<string, Rate>> {
  const key = benchKey('rsa-2048');
  const pdf = benchPdf(5_000_000);
  const libpdf = await libpdfSigner(key);
  const { rates } = await measure({
    ours: { act: () => signOurs(pdf, key), forMs: ROUND_MS },
    libpdf: { act: () => libpdf(pdf), forMs: SLOW_ROUND_MS },
  });
  const signpdf = signpdfSigner(key);
  return { ...rates, signpdf: medianOf([await rate(() => signpdf(pdf), SLOW_ROUND_MS)]) };
}

interface ChildFigures {
  cpuMs: number;
  peakRssMiB: number;
  runtimeMiB: number;
  addedBytes: number;
}

function inChild(engine: string, file: string): ChildFigures {
  const program = fileURLToPath(new URL('support-sign-child.ts', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, engine, file], { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return JSON.parse(stdout) as ChildFigures; // written by support-sign-child.ts
}

function measureMemory() {
  const folder = mkdtempSync(join(tmpdir(), 'congvu-bench-sign-'));
  try {
    const file = join(folder, '50mb.pdf');
    const small = join(folder, '100kb.pdf');
    writeFileSync(file, benchPdf(50 * MIB));
    writeFileSync(small, benchPdf(100_000));
    const engines = ['ours', 'oursInMemory', 'libpdf', 'signpdf'] as const;
    return {
      megabytes50: Object.fromEntries(engines.map((engine) => [engine, inChild(engine, file)])),
      addedBytes: Object.fromEntries(engines.map((engine) => [engine, inChild(engine, small).addedBytes])),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function stampBatch(letters: readonly Uint8Array[], key: BenchKey, tsa: TimestampAuthority): Promise<number> {
  const began = performance.now();
  let next = 0;
  const work = async (): Promise<void> => {
    for (let letter = letters[next++]; letter !== undefined; letter = letters[next++]) {
      const prepared = prepareSignature(letter, { field: 'Ky', signer: key.signer, signedAt: AT, level: 'T' });
      const signature = key.sign(Buffer.from(prepared.attrs, 'base64'));
      await completeWithTime(prepared.baseSha256, prepared, signature, { tsa });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  return Number(((performance.now() - began) / 1_000).toFixed(2));
}

/** 1,000 letters of 60 KB at B-T, the timestamp authority in another process over HTTP. */
async function measureBatch(): Promise<{ letters: number; seconds: number }> {
  const server = fork(fileURLToPath(new URL('support-sign-tsa.ts', import.meta.url)));
  try {
    const [message] = await once(server, 'message');
    const { url, root } = message as { url: string; root: string }; // sent by support-sign-tsa.ts
    const anchors = [Buffer.from(root, 'base64')];
    const tsa = timestampAuthority({ url, transport: localTransport(), anchors, now: () => new Date() });
    const letters = Array.from({ length: LETTERS }, (_, index) => benchPdf(60_000 + index));
    return { letters: LETTERS, seconds: await stampBatch(letters, benchKey('rsa-2048'), tsa) };
  } finally {
    server.disconnect();
  }
}

/**
 * Signing beside @libpdf/core, @signpdf/signpdf and the bare key (`openssl speed`), all in the same run. `ours` are the three
 * steps, each file hashed, parsed, stored as JSON and the signature checked under its certificate, as for keys elsewhere;
 * `oursInBatches` does so for 50 files step by step, `oursStateKept` behind a base opened once. `oursKeyHere` has the key in
 * this process and checks its first signature only. Checking one of P-256 takes as long as three of them, so the speed of P-256
 * is asked of a key here, and of the three steps behind a base. `oursKeyElsewhere` overlaps with a key in another thread.
 * Memory is that of the whole process with the file on disk; `oursInMemory` was given its bytes.
 */
export async function run(): Promise<Record<string, unknown>> {
  const rsa2048 = await measureKey('rsa-2048', 'rsa2048', true);
  const rsa3072 = await measureKey('rsa-3072', 'rsa3072', false);
  const p256 = await measureKey('p-256', 'ecdsap256', false);
  const large = await measureLarge();
  const memory = measureMemory();
  const batch = await measureBatch();
  const memory50 = memory.megabytes50.ours;
  const passed = {
    rsa2048: rsa2048.shareOfRaw >= LIMITS.rsa2048ShareOfRaw,
    rsa2048KeyHere: rsa2048.shareOfRawKeyHere >= LIMITS.rsa2048ShareOfRaw,
    rsa2048InBatches: rsa2048.shareOfRawInBatches >= LIMITS.rsa2048ShareOfRaw,
    rsa2048StateKept: rsa2048.shareOfRawStateKept >= LIMITS.rsa2048ShareOfRaw,
    p256KeyHere: (p256.oursKeyHere?.perThreadSecond ?? 0) >= LIMITS.p256PerSecond,
    p256StateKept: (p256.oursStateKept?.perThreadSecond ?? 0) >= LIMITS.p256PerSecond,
    megabytes5: (large.ours?.perThreadSecond ?? 0) >= LIMITS.megabytes5PerSecond,
    memory: memory50 !== undefined && memory50.peakRssMiB <= 50 + LIMITS.extraMemoryMiB,
    batch: batch.seconds <= LIMITS.batchSeconds,
    addedBytes: (memory.addedBytes.ours ?? 0) <= LIMITS.addedBytes,
  };
  return { rounds: ROUNDS, kib100: { rsa2048, rsa3072, p256 }, mib5: large, ...memory, batch, limits: LIMITS, passed };
}
