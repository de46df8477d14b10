import { deflateRawSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { createModules, type OfficeModules } from '../modules.ts';
import type { Subject } from '../platform/authorise.ts';
import { openBlobStore } from '../platform/blobs.ts';
import type { Services } from '../platform/context.ts';
import { createDb, createPool } from '../platform/db.ts';
import { buildServer } from '../platform/http/server.ts';
import { startWorker } from '../platform/jobs.ts';
import { openKeyring } from '../platform/keys/keyring.ts';
import type { TestOffice } from '../platform/testing/test-context.ts';

const UPLOAD_LIMIT = 100 * 1024 * 1024;

export interface Answer<T> {
  status: number;
  body: T;
  code: string | undefined;
}

/** One running process of the office: every module with its real neighbours, HTTP and a worker, on a pool of its own. */
export interface OfficeProcess {
  app: FastifyInstance;
  services: Services;
  modules: OfficeModules;
  /** A request of this person; the same key is the same request again. */
  call<T>(subject: Subject, method: 'GET' | 'POST', url: string, body?: object, key?: string): Promise<Answer<T>>;
  /** Headers of a signed-in person, for requests the test writes itself. */
  headersOf(subject: Subject, key?: string): Record<string, string>;
  /** Runs what the timers run, at once. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

let serial = 0;

/** A process on the database and the files of the office; several may run, one after another or side by side. */
export async function startProcess(office: TestOffice): Promise<OfficeProcess> {
  const [pool, requests] = [createPool(office.database.url, 10), createPool(office.database.url, 15)];
  const services: Services = {
    db: createDb(requests),
    blobs: openBlobStore({ dir: `${office.config.dataDir}/blobs`, keys: () => openKeyring(office.config) }),
    clock: office.clock,
    log: office.log,
    // The database stands apart from the data folder, as with a server of one's own.
    config: { ...office.config, databaseUrl: office.database.url },
  };
  const modules = createModules();
  const signedIn = new Map<string, Subject>();
  const app = await buildServer({
    services,
    routes: modules.all.flatMap((module) => module.routes ?? []),
    resolveSession: async (token) => {
      const subject = signedIn.get(token);
      return subject === undefined
        ? undefined
        : { sessionId: token, subject, mustChangePassword: false, provedUntil: new Date('2100-01-01') };
    },
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: UPLOAD_LIMIT,
  });
  const runner = await startWorker(
    pool,
    modules.all.flatMap((module) => module.jobs?.(services) ?? []),
    services.log,
  );
  const headersOf = (subject: Subject, key?: string): Record<string, string> => {
    signedIn.set(subject.positionId, subject);
    serial += 1;
    return {
      'x-requested-with': 'congvu',
      'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
      'idempotency-key': key ?? `fault-request-${serial}`,
      cookie: `__Host-congvu=${subject.positionId}; congvu=${subject.positionId}`,
    };
  };
  return {
    app,
    services,
    modules,
    headersOf,
    call: async <T>(subject: Subject, method: 'GET' | 'POST', url: string, body?: object, key?: string) => {
      const answer = await app.inject({
        method,
        url,
        headers: headersOf(subject, key),
        ...(body !== undefined && { payload: body }),
      });
      const json = answer.json<T & { error?: { code: string } }>();
      return { status: answer.statusCode, body: json, code: json.error?.code };
    },
    sweep: async () => {
      for (const sweep of modules.all.flatMap((module) => module.sweeps ?? [])) {
        await sweep.run(services);
      }
    },
    stop: async () => {
      await runner.stop();
      await app.close();
      await Promise.all([pool.end(), requests.end()]);
    },
  };
}

/** A ZIP of one entry that says it is small and unfolds to 60 MB. */
export function zipBomb(): Buffer {
  const content = Buffer.alloc(60 * 1024 * 1024);
  const packed = deflateRawSync(content, { level: 9 });
  const name = Buffer.from('a.pdf');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(1_000, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(1_000, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, central, name, end]);
}
