import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { printLine, UsageError } from '../command-line.ts';
import { dovecot23Files } from './dovecot-23-files.ts';
import { dovecot24Files } from './dovecot-24-files.ts';
import { envFile, readmeFile } from './guide-files.ts';
import { postfixFiles } from './postfix-files.ts';
import { newSecrets, readSetupOptions } from './read-options.ts';
import { roleSql } from './role-sql.ts';
import type { SetupFile } from './setup-plan.ts';

const MODE = 0o640;

/** What stands there already is somebody's work. */
function assertFree(out: string, files: readonly SetupFile[]): void {
  const present = files.filter(({ path }) => existsSync(join(out, path)));
  if (present.length > 0) {
    throw new UsageError(
      `trong ${out} đã có ${present.map(({ path }) => path).join(', ')}; chọn thư mục khác, hoặc thêm --force để ghi đè`,
    );
  }
}

async function writeAll(out: string, files: readonly SetupFile[]): Promise<void> {
  for (const { path, text } of files) {
    const target = join(out, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o755 });
    const part = `${target}.part`;
    try {
      // The mode is given before the secrets are in, whatever the umask.
      await writeFile(part, '', { mode: MODE });
      await chmod(part, MODE);
      await writeFile(part, text);
      await rename(part, target);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }
}

async function makeRole(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    await client.query(sql);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `chưa tạo được tài khoản đọc cơ sở dữ liệu (${reason}). Chạy Công Vụ bản này một lần để có các khung nhìn v_mail_…, dùng tài khoản có quyền CREATEROLE, hoặc thêm --no-role rồi tự chạy role.sql`,
    );
  } finally {
    await client.end();
  }
}

/** `congvu mail setup`: prints where, never what is secret. */
export async function writeSetup(args: string[]): Promise<number> {
  const { out, plan, databaseUrl, makesRole, force } = readSetupOptions(args);
  const secrets = newSecrets();
  const sql = roleSql(plan, secrets);
  const files = [
    ...postfixFiles(plan, secrets),
    ...(plan.dovecot === '2.3' ? dovecot23Files : dovecot24Files)(plan, secrets),
    { path: 'role.sql', text: sql },
    envFile(plan, secrets),
    readmeFile(plan, makesRole),
  ];
  if (!force) {
    assertFree(out, files);
  }
  if (makesRole) {
    await makeRole(databaseUrl, sql);
  }
  await writeAll(out, files);
  printLine(`Đã ghi ${files.length} tệp cấu hình Postfix và Dovecot ${plan.dovecot} vào ${out}.`);
  printLine(
    makesRole
      ? `Tài khoản ${plan.database.role} đã có trong cơ sở dữ liệu ${plan.database.name}, chỉ đọc các khung nhìn v_mail_….`
      : `Chạy role.sql để tạo tài khoản ${plan.database.role}.`,
  );
  printLine('Các bước tiếp theo: README.md trong thư mục ấy. Tệp có mật khẩu, đừng gửi đi.');
  return 0;
}
