import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { LeftOut } from '../check.ts';

export type DiskKind = 'ext4' | 'xfs';

/** A file system of its own in an image file: it can be filled, and it can lose its power. */
export interface Disk {
  /** Where it is mounted. */
  dir: string;
  /** FS_IOC_SHUTDOWN without flushing its log: what was not forced to the disk is gone, as when the current goes. */
  cutPower(): void;
  /** Ends whatever still works on it, and mounts it again: the file system recovers from its log. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** <linux/fs.h>: _IOR('X', 125, __u32), and XFS_FSOP_GOING_FLAGS_NOLOGFLUSH. */
const FS_IOC_SHUTDOWN = 0x8004587d;
const NO_LOG_FLUSH = 2;
/** Node has no ioctl(2). */
const CUT = `
import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), ${FS_IOC_SHUTDOWN}, struct.pack('I', ${NO_LOG_FLUSH}))
`;
const PATIENCE_MS = 30_000;

function run(program: string, args: string[]): string | undefined {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? undefined : `${program}: ${error?.message ?? stderr.trim()}`;
}

function mustRun(program: string, args: string[]): void {
  const problem = run(program, args);
  if (problem !== undefined) {
    throw new Error(problem);
  }
}

export function canMake(kind: DiskKind): boolean {
  return run(`mkfs.${kind}`, ['-V']) === undefined;
}

/** @throws LeftOut where this cannot be done */
export function assertDisks(): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new LeftOut('cần quyền root trên Linux để gắn hệ thống tệp thử');
  }
  if (run('python3', ['--version']) !== undefined) {
    throw new LeftOut('cần python3 để gọi FS_IOC_SHUTDOWN');
  }
  if (!canMake('ext4')) {
    throw new LeftOut('thiếu mkfs.ext4');
  }
}

/** Processes whose folder is on the disk: the database and its helpers, all of them started by the check. */
function endInhabitants(dir: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readlinkSync(`/proc/${pid}/cwd`).startsWith(`${dir}/`)) {
        process.kill(Number(pid), 'SIGKILL');
      }
    } catch {
      // It has ended meanwhile.
    }
  }
}

async function unmount(dir: string): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; ; ) {
    endInhabitants(dir);
    const problem = run('umount', [dir]);
    if (problem === undefined) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(problem);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function makeImage(path: string, bytes: number): void {
  const handle = openSync(path, 'wx');
  ftruncateSync(handle, bytes);
  closeSync(handle);
}

/** The folder must be one that is thrown away. @throws LeftOut when no loop device can be had */
export function openDisk(folder: string, kind: DiskKind, bytes: number): Disk {
  const image = join(folder, `${kind}.img`);
  const dir = join(folder, kind);
  makeImage(image, bytes);
  mkdirSync(dir);
  mustRun(`mkfs.${kind}`, ['-q', image]);
  const mount = (): string | undefined => run('mount', ['-o', 'loop', image, dir]);
  const problem = mount();
  if (problem !== undefined) {
    throw new LeftOut(problem);
  }
  // Ctrl+C must not leave a mounted image behind.
  const leave = (): void => {
    endInhabitants(dir);
    run('umount', ['-l', dir]);
    process.exit(130);
  };
  process.on('SIGINT', leave).on('SIGTERM', leave);
  return {
    dir,
    cutPower: () => mustRun('python3', ['-c', CUT, dir]),
    restart: async () => {
      await unmount(dir);
      mustRun('mount', ['-o', 'loop', image, dir]);
    },
    close: async () => {
      process.off('SIGINT', leave).off('SIGTERM', leave);
      await unmount(dir).catch(() => run('umount', ['-l', dir]));
    },
  };
}
