import pg from 'pg';

const OLDEST = 150_000;

/** Looks at an external server before anything is written to it; the message says what to change. */
export async function checkExternal(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (error) {
    throw new Error(
      `platform.database_unreachable: không kết nối được DATABASE_URL (${error instanceof Error ? error.message : 'không rõ'}). Kiểm tra địa chỉ, tài khoản và mật khẩu.`,
      { cause: error },
    );
  }
  try {
    const { rows } = await client.query<{ version: number; encoding: string; collation: string; provider: string }>(
      `select current_setting('server_version_num')::int as version, pg_encoding_to_char(encoding) as encoding,
              coalesce(nullif(datcollate, ''), '') as collation, datlocprovider::text as provider
       from pg_database where datname = current_database()`,
    );
    const [found] = rows;
    if (found === undefined || found.version < OLDEST) {
      throw new Error('platform.database_version: cần PostgreSQL 15 trở lên.');
    }
    if (found.encoding !== 'UTF8') {
      throw new Error(
        `platform.database_encoding: cơ sở dữ liệu dùng bảng mã ${found.encoding}, cần UTF8. Tạo lại: create database congvu encoding 'UTF8' template template0.`,
      );
    }
    const plain = found.provider === 'b' || ['C', 'C.UTF-8', 'C.utf8', 'POSIX'].includes(found.collation);
    if (!plain) {
      throw new Error(
        `platform.database_collation: thứ tự chữ ${found.collation} khác nhau giữa các máy nên chỉ mục có thể sai. Tạo lại với locale 'C.UTF-8' (hoặc 'C').`,
      );
    }
  } finally {
    await client.end();
  }
}
