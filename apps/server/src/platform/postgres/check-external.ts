import pg from 'pg';
import { DatabaseError } from './errors.ts';

const OLDEST = 150_000;
const CONNECT_MS = 10_000;
const SAME_EVERYWHERE = ['C', 'C.UTF-8', 'C.utf8', 'POSIX'];

interface Found {
  encoding: string;
  provider: string;
  collation: string;
  may_create: boolean;
  standby: boolean;
}

const LOOK = `
  select pg_encoding_to_char(encoding) as encoding,
         datlocprovider::text as provider,
         datcollate as collation,
         has_database_privilege(current_database(), 'create') and has_schema_privilege('public', 'create') as may_create,
         pg_is_in_recovery() as standby
  from pg_database where datname = current_database()`;

async function connect(url: string): Promise<pg.Client> {
  try {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'không rõ lý do';
    throw new DatabaseError(
      'platform.database_unreachable',
      `Không kết nối được cơ sở dữ liệu trong DATABASE_URL (${reason}). Kiểm tra địa chỉ, cổng, tên, tài khoản và mật khẩu.`,
      error,
    );
  }
}

/** Only code-point order is the same on every machine; the order of ICU and of the C library changes with their versions. */
function isStable({ provider, collation }: Found): boolean {
  return provider === 'b' || (provider === 'c' && SAME_EVERYWHERE.includes(collation));
}

function judge(found: Found): DatabaseError | undefined {
  if (found.encoding !== 'UTF8') {
    return new DatabaseError(
      'platform.database_encoding',
      `Cơ sở dữ liệu dùng bảng mã ${found.encoding}, không giữ được chữ Việt; cần UTF8. Tạo lại: create database congvu encoding 'UTF8' locale 'C.UTF-8' template template0`,
    );
  }
  if (!isStable(found)) {
    const order = found.provider === 'i' ? 'ICU' : found.collation;
    return new DatabaseError(
      'platform.database_collation',
      `Thứ tự chữ của cơ sở dữ liệu (${order}) đổi theo phiên bản hệ điều hành, chỉ mục có thể sai sau khi nâng cấp; cần C.UTF-8 hoặc C. Tạo lại: create database congvu encoding 'UTF8' locale_provider 'libc' locale 'C.UTF-8' template template0`,
    );
  }
  if (found.standby) {
    return new DatabaseError(
      'platform.database_read_only',
      'Máy chủ cơ sở dữ liệu là bản sao chỉ đọc. Trỏ DATABASE_URL tới máy chủ chính.',
    );
  }
  if (!found.may_create) {
    return new DatabaseError(
      'platform.database_rights',
      'Tài khoản trong DATABASE_URL không được tạo bảng. Cho tài khoản này làm chủ cơ sở dữ liệu: alter database congvu owner to …',
    );
  }
  return undefined;
}

/**
 * Looks at an external server before anything is written to it.
 * @throws DatabaseError whose message says what to change
 */
export async function checkExternal(url: string): Promise<void> {
  const client = await connect(url);
  try {
    const { rows: server } = await client.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    if ((server[0]?.version ?? 0) < OLDEST) {
      throw new DatabaseError(
        'platform.database_version',
        `Máy chủ là PostgreSQL ${Math.floor((server[0]?.version ?? 0) / 10_000)}; cần PostgreSQL 15 trở lên.`,
      );
    }
    const { rows } = await client.query<Found>(LOOK);
    const problem = rows[0] === undefined ? undefined : judge(rows[0]);
    if (problem !== undefined) {
      throw problem;
    }
  } finally {
    await client.end();
  }
}
