import { readFileSync } from 'node:fs';
import { verifyPdf } from '@congvu/pades';
import { peakMiB } from './support-memory.ts';

/** Verifies one file in a process of its own: what a big document costs in memory. Arguments: file, anchor (DER), instant. */
const [file = '', anchor = '', at = ''] = process.argv.slice(2);
const runtimeMiB = peakMiB();
const pdf = readFileSync(file);
const loadedMiB = peakMiB();
const cpu = process.cpuUsage();
const options = { trustAnchors: [readFileSync(anchor)], at: new Date(at), revocation: 'optional' as const };
const { signatures } = verifyPdf(pdf, options);
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(
  JSON.stringify({
    verdict: signatures[0]?.verdict ?? null,
    cpuMs: Math.round((user + system) / 1_000),
    runtimeMiB,
    loadedMiB,
    peakRssMiB: peakMiB(),
  }),
);
