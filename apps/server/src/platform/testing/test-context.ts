import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Subject } from '../authorise.ts';
import { openBlobStore } from '../blobs.ts';
import { createFakeClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import type { ActingContext, Services } from '../context.ts';
import { newId } from '../ids.ts';
import { openKeyring } from '../keys/keyring.ts';
import { createLog } from '../log.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

export interface TestOffice extends Services {
  database: TestDatabase;
  clock: ReturnType<typeof createFakeClock>;
  /** The same services with somebody acting; a fresh request each call. */
  as(subject: Subject, idempotencyKey?: string): ActingContext;
  close(): Promise<void>;
}

/** Services on a real database and a real blob store, with a clock that stands at 22/3/2021 08:00 in Vietnam. */
export async function createTestOffice(options: { demo?: boolean } = {}): Promise<TestOffice> {
  const database = await createTestDatabase();
  const dir = mkdtempSync(join(tmpdir(), 'congvu-office-'));
  const clock = createFakeClock('2021-03-22T01:00:00Z');
  const dataDir = join(dir, 'data');
  mkdirSync(dataDir);
  const config = { ...readConfig(['--data', dataDir], {}), demo: options.demo ?? true };
  const services = {
    db: database.db,
    blobs: openBlobStore({ dir: join(dataDir, 'blobs'), keys: () => openKeyring(config) }),
    clock,
    log: createLog('silent'),
    config,
  };
  return {
    ...services,
    database,
    as: (subject, idempotencyKey) => ({
      ...services,
      db: database.within(subject.agencyId),
      subject,
      meta: { requestId: newId(), ip: '127.0.0.1', userAgent: 'test', device: 'desktop' },
      idempotency:
        idempotencyKey === undefined ? undefined : { key: idempotencyKey, route: 'POST /test', bodyHash: 'same' },
    }),
    close: async () => {
      await database.drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
