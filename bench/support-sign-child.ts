/** One signature in a process of its own: `node support-sign-child.ts ours|oursInMemory|libpdf|signpdf FILE`, answers JSON. */
import { readFileSync } from 'node:fs';
import { openSigningFile } from '@congvu/pades';
import { peakMiB } from './support-memory.ts';
import { benchKey, signHere } from './support-sign.ts';

const [engine = 'ours', file = ''] = process.argv.slice(2);
const key = benchKey('rsa-2048');

type Sign = (path: string) => Promise<Uint8Array>;

const engines: Record<string, () => Promise<Sign>> = {
  ours: async () => (path) => signHere(openSigningFile(path), key),
  oursInMemory: async () => (path) => signHere(readFileSync(path), key),
  async libpdf() {
    const { libpdfSigner } = await import('../packages/pades/test/other-signers.ts');
    const sign = await libpdfSigner(key);
    return (path) => sign(readFileSync(path));
  },
  async signpdf() {
    const { signpdfSigner } = await import('../packages/pades/test/other-signers.ts');
    const sign = signpdfSigner(key);
    return (path) => sign(readFileSync(path));
  },
};
const sign = await engines[engine]?.();
const runtimeMiB = peakMiB();
const before = process.cpuUsage();
const signed = await sign?.(file);
const { user, system } = process.cpuUsage(before);
const length = signed?.length ?? 0;
const figures = {
  cpuMs: Number(((user + system) / 1_000).toFixed(1)),
  /** Of the whole process. */
  peakRssMiB: peakMiB(),
  /** Of it the runtime with the libraries and a key, before the file is read. */
  runtimeMiB,
  addedBytes: engine.startsWith('ours') ? length : length - readFileSync(file).length,
};
process.stdout.write(JSON.stringify(figures));
