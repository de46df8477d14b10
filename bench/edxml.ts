import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { buildEdxml, type EdxmlDocument, parseEdxml, writeEdxml } from '@congvu/edxml';
import { buildByPeer, parseByPeer } from './support-edxml-peer.ts';

const MIB = 1024 * 1024;
const BLOCKS = 4;
const ROUNDS = 15;
const WARM_UP = 5;
const RUNS = 5;

const LETTER: EdxmlDocument = {
  kind: 'document',
  from: { agencyCode: 'H35.9', name: 'UBND huyện Mẫu' },
  to: Array.from({ length: 26 }, (_, index) => ({ agencyCode: `H35.9.${index + 1}`, name: `Đơn vị ${index + 1}` })),
  documentId: 'H35.9,2026/03/16,123/UBND-VHTT',
  number: '123',
  symbol: 'UBND-VHTT',
  issuedOn: '2026-03-16',
  abstract: 'V/v rà soát chứng thư số',
};

/** Bytes that do not shrink, as in a PDF, the same in every run. */
function noise(length: number): Uint8Array {
  const chunks: Buffer[] = [];
  for (let index = 0; index * 32 < length; index += 1) {
    chunks.push(createHash('sha256').update(String(index)).digest());
  }
  return Buffer.concat(chunks).subarray(0, length);
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

interface Measured {
  times: number[];
  /** Processor time of all rounds, in milliseconds. */
  cpu: number;
}

async function measure(work: () => unknown, into: Measured): Promise<void> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  into.times.push(performance.now() - start);
  into.cpu += (user + system) / 1000;
}

/** Blocks of ours and of the peer in turn, so that whatever else the machine does falls on both; the rubbish of one is not the other's. */
async function sideBySide(ours: () => unknown, peers: () => unknown): Promise<{ ours: Measured; peer: Measured }> {
  const result = { ours: { times: [], cpu: 0 }, peer: { times: [], cpu: 0 } };
  for (let block = 0; block < BLOCKS; block += 1) {
    for (const [work, into] of [
      [ours, result.ours],
      [peers, result.peer],
    ] as const) {
      for (let turn = 0; turn < WARM_UP; turn += 1) {
        await work();
      }
      for (let turn = 0; turn < ROUNDS; turn += 1) {
        await measure(work, into);
      }
    }
  }
  return result;
}

function spread({ times, cpu }: Measured): { p50: number; p95: number; cpuMean: number } {
  const sorted = times.toSorted((left, right) => left - right);
  return { p50: round(at(sorted, 0.5)), p95: round(at(sorted, 0.95)), cpuMean: round(cpu / times.length) };
}

/** Several runs; the figures are those of the run in the middle. */
async function compare(ours: () => unknown, peers: () => unknown) {
  const runs = [];
  for (let turn = 0; turn < RUNS; turn += 1) {
    const measured = await sideBySide(ours, peers);
    const [own, peer] = [spread(measured.ours), spread(measured.peer)];
    runs.push({ ours: own, fastXmlParser: peer, timesOfPeer: round(own.p50 / peer.p50) });
  }
  const sorted = runs.toSorted((left, right) => left.timesOfPeer - right.timesOfPeer);
  const middle = sorted[Math.floor(RUNS / 2)];
  return { ...middle, ratiosOfRuns: sorted.map(({ timesOfPeer }) => timesOfPeer), runs: RUNS };
}

interface Memory {
  peakMegabytes: number;
  megabytes: number;
}

function child(path: string, ...words: string[]): string {
  const program = fileURLToPath(new URL(path, import.meta.url));
  return execFileSync(process.execPath, ['--expose-gc', program, ...words], { encoding: 'utf8', maxBuffer: 64 * MIB });
}

const PEER_MEGABYTES = 10;

/** With 100 MB the peer ends at the heap limit of Node (4 GB): it is asked a tenth. */
async function memoryOfPeer(directory: string): Promise<Memory> {
  const file = join(directory, 'peer.edxml');
  const piece = noise(MIB);
  const content = Readable.from(Array.from({ length: PEER_MEGABYTES }, () => piece));
  await pipeline(writeEdxml(LETTER, [{ name: 'to.bin', content }], { packing: 'raw' }), createWriteStream(file));
  return JSON.parse(child('./support-edxml-child.ts', file)) as Memory; // what the child prints
}

async function memory() {
  const directory = mkdtempSync(join(tmpdir(), 'congvu-bench-edxml-'));
  try {
    const added = (...words: string[]): number => {
      const answer = JSON.parse(child('../packages/edxml/test/memory-child.ts', ...words)) as Memory; // what the child prints
      return answer.peakMegabytes;
    };
    const file = join(directory, 'ours.edxml');
    const addedMegabytes = {
      writeRaw: added('write', 'raw', file),
      readRaw: added('read', file),
      writeZip: added('write', 'zip', file),
      readZip: added('read', file),
    };
    const { peakMegabytes, megabytes } = await memoryOfPeer(directory);
    return { addedMegabytes, fastXmlParser: { megabytes, addedMegabytes: peakMegabytes } };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

interface HostileLine {
  name?: string;
  end?: string;
  milliseconds: number;
  cpuMilliseconds: number;
  peakMegabytes?: number;
}

/** The hostile set: files of more than 100 MB take as long as they are, the others are refused at once or read within the caps. */
function hostile() {
  const lines = child('../packages/edxml/test/hostile-child.ts')
    .trim()
    .split('\n')
    .map((line): HostileLine => JSON.parse(line));
  const files = lines.filter((line) => line.name !== undefined);
  const isLong = ({ name = '' }: HostileLine): boolean => /\d\d\d MB/.test(name);
  const byTime = files.filter((line) => !isLong(line)).toSorted((a, b) => b.cpuMilliseconds - a.cpuMilliseconds);
  const isRead = ({ end }: HostileLine): boolean => end === 'read';
  const slowest = byTime.find((line) => !isRead(line));
  const slowestRead = byTime.find(isRead);
  return {
    files: files.length,
    slowestRefused: slowest?.name,
    slowestMilliseconds: slowest?.milliseconds,
    slowestCpuMilliseconds: slowest?.cpuMilliseconds ?? Number.POSITIVE_INFINITY,
    slowestOfThoseRead: { name: slowestRead?.name, cpuMilliseconds: slowestRead?.cpuMilliseconds },
    over100MB: Object.fromEntries(files.filter(isLong).map((line) => [line.name, line.cpuMilliseconds])),
    peakMegabytes: lines.at(-1)?.peakMegabytes ?? Number.POSITIVE_INFINITY,
  };
}

const LIMITS = { build: 15, parse: 15, addedMegabytes: 60, hostileCpuMilliseconds: 100, hostilePeakMegabytes: 200 };

/**
 * Parse and build of a 1 MB message beside fast-xml-parser doing the same, 100 MB through the codec, and the hostile set, each of the
 * last two in processes of their own. Times are wall-clock; `cpuMean` and the hostile set are processor time, which other programs on
 * the machine do not change.
 */
export async function run(): Promise<Record<string, unknown>> {
  const content = noise(MIB);
  const file = { name: 'cong-van.pdf', content };
  const bytes = await buildEdxml(LETTER, [file]);
  const [ours, theirs] = [await parseEdxml(bytes), parseByPeer(bytes)];
  if (ours.attachments[0]?.sha256 !== theirs.sha256 || theirs.messageHash !== ours.sha256) {
    throw new Error('the peer does not read the same');
  }
  if (parseByPeer(buildByPeer(LETTER, file)).sha256 !== theirs.sha256) {
    throw new Error('the peer does not write the same');
  }
  const parse = await compare(
    () => parseEdxml(bytes),
    () => parseByPeer(bytes),
  );
  const build = await compare(
    () => buildEdxml(LETTER, [file]),
    () => buildByPeer(LETTER, file),
  );
  const [stream100MB, hostileSet] = [await memory(), hostile()];
  const passed =
    (build.ours?.p50 ?? 99) <= LIMITS.build &&
    (parse.ours?.p50 ?? 99) <= LIMITS.parse &&
    Object.values(stream100MB.addedMegabytes).every((added) => added <= LIMITS.addedMegabytes) &&
    hostileSet.slowestCpuMilliseconds <= LIMITS.hostileCpuMilliseconds &&
    hostileSet.peakMegabytes <= LIMITS.hostilePeakMegabytes;
  return { unit: 'ms', messageBytes: bytes.length, parse, build, stream100MB, hostileSet, limits: LIMITS, passed };
}
