import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { AppError } from '../errors.ts';
import type { Repository, Written } from './repository.ts';

/** The password goes by the environment: command lines are seen by everybody on the machine. */
export function connectionOf(url: string): { url: string; env: NodeJS.ProcessEnv } {
  const address = new URL(url);
  const password = decodeURIComponent(address.password);
  address.password = '';
  return { url: address.href, env: { PATH: process.env.PATH, LC_ALL: 'C', PGPASSWORD: password } };
}

export function programMissing(program: string, error: unknown): AppError {
  return new AppError(
    'backup.program_missing',
    500,
    `Máy này không có ${program}, cần để sao lưu PostgreSQL riêng (DATABASE_URL). Cài gói postgresql-client cùng phiên bản với máy chủ cơ sở dữ liệu (Debian: apt install postgresql-client-18).`,
    { cause: error },
  );
}

interface Dumping {
  said: string;
  failed: unknown;
}

/** A consistent picture of an external server at the moment the run began. There is no restore to a second in time from it. */
export async function dumpExternal(
  url: string,
  repository: Repository,
  name: string,
): Promise<Written & { name: string }> {
  const connection = connectionOf(url);
  const child = spawn('pg_dump', ['--format=custom', '--compress=6', '--no-owner', '-d', connection.url], {
    env: connection.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const state: Dumping = { said: '', failed: undefined };
  child.once('error', (error) => {
    state.failed = error;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    state.said += text;
  });
  const ended = once(child, 'close').then(
    ([code]) => code as number,
    (error: unknown) => {
      state.failed = error;
      return -1;
    },
  );
  const guarded = async function* (): AsyncGenerator<Uint8Array> {
    yield* child.stdout;
    const code = await ended;
    if (state.failed !== undefined) {
      throw programMissing('pg_dump', state.failed);
    }
    if (code !== 0) {
      throw new AppError('backup.dump', 500, `pg_dump dừng với lỗi: ${state.said.trim().slice(-500)}`);
    }
  };
  return { ...(await repository.write(name, guarded())), name };
}
