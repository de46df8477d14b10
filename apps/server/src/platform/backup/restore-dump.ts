import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { AppError } from '../errors.ts';
import { connectionOf, programMissing } from './dump-external.ts';
import type { Repository } from './repository.ts';

async function assertEmptyDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ tables: number }>(
    "select count(*)::int as tables from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r'",
  );
  if (rows[0]?.tables !== 0) {
    throw new AppError(
      'backup.database_not_empty',
      409,
      'Cơ sở dữ liệu đích đã có bảng nên không khôi phục vào đó. Tạo một cơ sở dữ liệu trống rồi chạy lại.',
    );
  }
}

async function runPgRestore(repository: Repository, name: string, url: string): Promise<void> {
  const connection = connectionOf(url);
  const child = spawn('pg_restore', ['--no-owner', '--no-privileges', '--exit-on-error', '-d', connection.url], {
    env: connection.env,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(
    ([code]) => code as number,
    (error: unknown) => {
      throw programMissing('pg_restore', error);
    },
  );
  const [feeding, code] = await Promise.allSettled([pipeline(repository.read(name), child.stdin), ended]);
  if (code.status === 'rejected') {
    throw code.reason;
  }
  if (code.value !== 0) {
    throw new AppError('backup.dump', 500, `pg_restore dừng với lỗi: ${said.trim().slice(-500)}`);
  }
  if (feeding.status === 'rejected') {
    throw feeding.reason;
  }
}

/** Puts a dump into an empty external database; answers a connection to it. The caller closes it. */
export async function restoreDump(repository: Repository, name: string, url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'congvu restore' });
  await client.connect();
  try {
    await assertEmptyDatabase(client);
    await runPgRestore(repository, name, url);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}
