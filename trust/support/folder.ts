import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder the account of PostgreSQL can enter, gone after the work. */
export async function inFolder<T>(name: string, work: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), `congvu-trust-${name}-`));
  chmodSync(dir, 0o755);
  try {
    return await work(dir);
  } finally {
    for (const path of [dir, `${dir}-keys`]) {
      rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    }
  }
}
