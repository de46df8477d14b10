import { readFileSync } from 'node:fs';
import { parseByPeer } from './support-edxml-peer.ts';
import { peakMiB } from './support-memory.ts';

/** Reads one message with the peer in a process of its own: what 100 MB cost it in memory. Argument: file. */
const before = peakMiB();
const { size } = parseByPeer(readFileSync(process.argv[2] ?? ''));
process.stdout.write(JSON.stringify({ peakMegabytes: peakMiB() - before, megabytes: Math.floor(size / 2 ** 20) }));
