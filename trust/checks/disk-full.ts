import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { freeSpace } from '../../apps/server/src/platform/storage-gate.ts';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { assertDisks, openDisk } from '../support/disk.ts';
import { inFolder } from '../support/folder.ts';
import { judgeDatabase } from '../support/judge-database.ts';
import { pause } from '../support/letters-under-test.ts';
import { type HttpAnswer, type OfficeProcess, startOfficeProcess, type Visitor } from '../support/office-process.ts';
import { typedPaper } from '../support/typed-paper.ts';

const MB = 2 ** 20;
const DISK_BYTES = 640 * MB;
const LIMITS = { CONGVU_DISK_STOP_MB: '96', CONGVU_DISK_RESUME_MB: '128', CONGVU_DISK_BALLAST_MB: '24' };
/** Control: nobody looks at the disk. */
const NO_LIMITS = { CONGVU_DISK_STOP_MB: '0', CONGVU_DISK_RESUME_MB: '0', CONGVU_DISK_BALLAST_MB: '0' };
/** Another program on the same disk, at the speed of a download. */
const STEP_MB = 4;
const STEP_MS = 200;
const FULL_MS = 10_000;
const RETURN_LIMIT_MS = 30_000;
const READS = [
  '/api/incoming?limit=20',
  '/api/drafts?limit=20',
  '/api/search?q=chung%20thu',
  '/api/notifications/unread',
];

interface Seen {
  acknowledged: Set<string>;
  readOnly: number;
  reads: number;
  faults: string[];
}

async function write(visitor: Visitor, serial: number, seen: Seen): Promise<boolean> {
  const answer = await visitor.post('/api/incoming', typedPaper(serial)).catch((error: unknown) => String(error));
  if (typeof answer === 'string') {
    seen.faults.push(answer);
    return false;
  }
  const { id } = (answer.body ?? {}) as { id?: string }; // IncomingAck
  if (answer.status === 200 && id !== undefined) {
    seen.acknowledged.add(id);
    return true;
  }
  if (answer.code === 'platform.read_only') {
    seen.readOnly += 1;
  } else {
    seen.faults.push(`write: ${answer.status} ${answer.code}`);
  }
  return false;
}

async function read(visitor: Visitor, seen: Seen): Promise<void> {
  const path = READS[seen.reads % READS.length] ?? '';
  seen.reads += 1;
  const answer: HttpAnswer | string = await visitor.get(path).catch((error: unknown) => String(error));
  if (typeof answer === 'string' || answer.status !== 200) {
    seen.faults.push(typeof answer === 'string' ? answer : `${path}: ${answer.status} ${answer.code}`);
  }
}

/** Fills the disk step by step, to the last byte that an account without rights may have. */
function openFiller(dir: string) {
  const path = join(dir, 'another-program');
  const handle = openSync(path, 'w');
  const bytes = Buffer.alloc(STEP_MB * MB, 7);
  return {
    step: (): boolean => {
      const room = freeSpace(dir);
      try {
        writeSync(handle, bytes, 0, Math.max(0, Math.min(bytes.length, room)));
        fsyncSync(handle);
      } catch {
        return false;
      }
      return room > 0;
    },
    clear: () => {
      closeSync(handle);
      rmSync(path);
    },
  };
}

interface Story {
  seen: Seen;
  freeAtReadOnly: number;
  freeAtFullest: number;
  secondsToReturn: number;
}

async function live(dir: string, visitor: Visitor, { log }: CheckOptions): Promise<Story> {
  const seen: Seen = { acknowledged: new Set(), readOnly: 0, reads: 0, faults: [] };
  let serial = 0;
  const act = async (): Promise<boolean> => {
    serial += 1;
    await read(visitor, seen);
    return write(visitor, serial, seen);
  };
  const filler = openFiller(dir);
  let freeAtReadOnly = 0;
  let freeAtFullest = freeSpace(dir);
  let isFull = false;
  for (let fullSince = Number.POSITIVE_INFINITY; Date.now() - fullSince < FULL_MS; ) {
    if (!filler.step() && !isFull) {
      isFull = true;
      fullSince = Date.now();
      log(`full: ${seen.acknowledged.size} acknowledged`);
    }
    await act();
    const free = freeSpace(dir);
    freeAtFullest = Math.min(freeAtFullest, free);
    if (seen.readOnly > 0 && freeAtReadOnly === 0) {
      freeAtReadOnly = free;
      log(`read-only with ${Math.round(free / MB)} MB left`);
    }
    await pause(STEP_MS);
  }
  filler.clear();
  const started = performance.now();
  let isBack = false;
  while (!isBack && performance.now() - started < RETURN_LIMIT_MS) {
    isBack = await act();
    await pause(100);
  }
  const secondsToReturn = isBack ? (performance.now() - started) / 1000 : Number.POSITIVE_INFINITY;
  for (let more = 0; more < 10; more += 1) {
    await act();
  }
  return { seen, freeAtReadOnly, freeAtFullest, secondsToReturn };
}

async function countLost(visitor: Visitor, acknowledged: ReadonlySet<string>): Promise<number> {
  let lost = 0;
  for (const id of acknowledged) {
    const answer = await visitor.get(`/api/incoming/${id}`);
    lost += answer.status === 200 ? 0 : 1;
  }
  return lost;
}

async function openClerk(office: OfficeProcess): Promise<Visitor> {
  const clerk = (await office.people()).find(({ roles }) => roles.includes('clerk'));
  return office.signIn(clerk?.userName ?? '');
}

async function fill(dataDir: string, options: CheckOptions): Promise<CheckOutcome> {
  const limits = options.broken ? NO_LIMITS : LIMITS;
  const office = await startOfficeProcess(dataDir, limits);
  let story: Story;
  try {
    story = await live(dataDir, await openClerk(office), options);
  } finally {
    await office.stop();
  }
  const panics = readFileSync(join(dataDir, 'postgres.log'), 'utf8').match(/PANIC/g)?.length ?? 0;
  // As after a restart: what was answered is on the disk, and not only in the memory of a server.
  const again = await startOfficeProcess(dataDir, limits);
  try {
    const lost = await countLost(await openClerk(again), story.seen.acknowledged);
    const { damage, auditFindings } = await judgeDatabase(dataDir);
    const { seen, freeAtReadOnly, freeAtFullest, secondsToReturn } = story;
    const kinds = [...new Set(seen.faults)];
    return {
      figure: `chỉ đọc khi còn ${Math.round(freeAtReadOnly / MB)} MB (${seen.readOnly} lần từ chối ghi bằng platform.read_only), đầy nhất còn ${(freeAtFullest / MB).toFixed(1)} MB; ${seen.reads} lần đọc và ${seen.acknowledged.size} văn bản đã xác nhận: ${seen.faults.length} lỗi, ${lost} mất, ${damage.length} chỗ hỏng, ${panics} lần PANIC; tự ghi lại sau ${secondsToReturn.toFixed(1)} s`,
      passed:
        seen.readOnly > 0 &&
        seen.faults.length === 0 &&
        lost === 0 &&
        panics === 0 &&
        damage.length === 0 &&
        auditFindings.every((finding) => finding === 'no log') &&
        Number.isFinite(secondsToReturn),
      detail: { loadAverage: loadavg(), faults: kinds.slice(0, 10), auditFindings },
    };
  } finally {
    await again.stop();
  }
}

async function measure(folder: string, options: CheckOptions): Promise<CheckOutcome> {
  const disk = openDisk(folder, 'ext4', DISK_BYTES);
  try {
    const dataDir = join(disk.dir, 'data');
    mkdirSync(dataDir);
    return await fill(dataDir, options);
  } finally {
    await disk.close();
  }
}

export const check: Check = {
  name: 'disk-full',
  tests: ['T37'],
  title: 'Đĩa đầy dần giữa lúc làm việc: chỉ đọc trước khi cơ sở dữ liệu hết chỗ, rồi tự ghi lại',
  target: 'từ chối ghi bằng platform.read_only, 0 lỗi khi đọc, 0 mất, 0 PANIC, tự ghi lại trong 30 s sau khi có chỗ',
  control: 'không ai canh dung lượng đĩa',
  run: (options) => {
    assertDisks();
    return inFolder('disk-full', (folder) => measure(folder, options));
  },
};
