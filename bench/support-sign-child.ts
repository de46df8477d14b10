/** One signature in a process of its own: `node support-sign-child.ts ours|libpdf|signpdf FILE`, answers JSON. */
import { existsSync, readFileSync } from 'node:fs';
import { libpdfSigner, signpdfSigner } from '../packages/pades/test/other-signers.ts';
import { benchKey, signOurs } from './support-sign.ts';

const STATUS = '/proc/self/status';

/** Peak of this program alone: what the kernel reports for the process starts with its parent's. */
function peakMiB(): number {
  const found = existsSync(STATUS) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(STATUS, 'utf8'))?.[1] : undefined;
  return Math.round((found === undefined ? process.resourceUsage().maxRSS : Number(found)) / 1_024);
}

const [engine = 'ours', file = ''] = process.argv.slice(2);
const key = benchKey('rsa-2048');
const engines: Record<string, () => Promise<(pdf: Uint8Array) => Uint8Array | Promise<Uint8Array>>> = {
  ours: async () => (pdf) => signOurs(pdf, key),
  libpdf: () => libpdfSigner(key),
  signpdf: async () => signpdfSigner(key),
};
const sign = await engines[engine]?.();
const runtimeMiB = peakMiB();
const pdf = readFileSync(file);
const before = process.cpuUsage();
const signed = await sign?.(pdf);
const { user, system } = process.cpuUsage(before);
const length = signed?.length ?? 0;
const figures = {
  cpuMs: Number(((user + system) / 1_000).toFixed(1)),
  peakRssMiB: peakMiB(),
  /** Of it the runtime with the libraries, before the file is read. */
  runtimeMiB,
  addedBytes: engine === 'ours' ? length : length - pdf.length,
};
process.stdout.write(JSON.stringify(figures));
