import { listHeldBytes } from '#modules/files';
import { listHeldScans } from '#modules/incoming';
import { isBeingRead, listHeldMessages } from '#modules/interchange';
import type { Services } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { enqueue, type JobDefinition } from '../../platform/jobs.ts';

const JOB = 'amendments.erase_bytes';

interface Erasure {
  /** Files of what was destroyed. */
  hashes: readonly string[];
  /** Envelopes that brought it. */
  envelopes: readonly string[];
}

/** The bytes go after the transaction that destroyed their rows, so that a rollback loses nothing. */
export async function askToErase(tx: Tx, erasure: Erasure): Promise<void> {
  await enqueue(tx, JOB, { ...erasure });
}

async function listHeld(db: Db | Tx, hashes: readonly string[]): Promise<Set<string>> {
  const held = await Promise.all([listHeldBytes(db, hashes), listHeldMessages(db, hashes), listHeldScans(db, hashes)]);
  return new Set(held.flatMap((set) => [...set]));
}

/** Letters of one second travel together; whoever took the bytes in the very moment of the erasure gets them back. */
const SETTLE_MS = 500;

async function eraseOne(services: Services, sha256: string): Promise<void> {
  const bytes = await services.blobs.readBytes(sha256);
  await services.blobs.delete(sha256);
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  if ((await listHeld(services.db, [sha256])).size > 0) {
    await services.blobs.put(bytes);
  }
}

/**
 * Erases bytes nobody holds any more: no file of any agency, no message sent or received here. As often and as late as it likes; while
 * somebody is still reading the same letter it comes again.
 */
export async function eraseBytes(services: Services, { hashes, envelopes }: Erasure): Promise<void> {
  if (await isBeingRead(services.db, envelopes)) {
    throw new Error('the same letter is still being read for another receiver');
  }
  const all = [...new Set([...hashes, ...envelopes])];
  const held = await listHeld(services.db, all);
  for (const sha256 of all.filter((one) => !held.has(one) && services.blobs.has(one))) {
    await eraseOne(services, sha256);
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

export function eraseJobs(services: Services): JobDefinition[] {
  return [
    {
      name: JOB,
      handle: ({ hashes, envelopes }) => eraseBytes(services, { hashes: texts(hashes), envelopes: texts(envelopes) }),
    },
  ];
}
