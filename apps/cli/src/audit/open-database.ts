import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { UsageError } from '../command-line.ts';
import type { Query } from './read-database.ts';

/** The database that the office of this folder runs; it is read, never started. */
function urlOf(dataDir: string): string {
  const pointer = join(dataDir, 'postgres.place');
  const cluster = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataDir, 'postgres');
  const running = join(cluster, 'postmaster.pid');
  if (!existsSync(running)) {
    throw new UsageError(
      `cơ sở dữ liệu của ${dataDir} không chạy. Mở văn phòng (npm start) rồi chạy lại, hoặc kiểm tra tệp đã xuất.`,
    );
  }
  const port = readFileSync(running, 'utf8').split('\n')[3] ?? '';
  const password = readFileSync(join(dataDir, 'keys', 'postgres-password'), 'utf8').trim();
  return `postgres://congvu:${encodeURIComponent(password)}@127.0.0.1:${port}/congvu`;
}

/** One snapshot of one connection that cannot write; every value as text. */
export async function withDatabase<T>(dataDir: string | undefined, work: (query: Query) => Promise<T>): Promise<T> {
  const given = dataDir === undefined ? process.env['DATABASE_URL'] : undefined;
  const connectionString = given ?? urlOf(resolve(dataDir ?? process.env['CONGVU_DATA'] ?? '.data'));
  const client = new pg.Client({
    connectionString,
    application_name: 'congvu audit verify',
    types: { getTypeParser: () => (text: string) => text },
  });
  await client.connect();
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    return await work(async (text, parameters) => (await client.query(text, parameters ?? [])).rows);
  } finally {
    await client.end();
  }
}
