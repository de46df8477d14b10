import type pg from 'pg';
import { REQUEST_ROLE } from '../reach-pool.ts';
import { DatabaseError, errorCode } from './errors.ts';

type Client = Pick<pg.ClientBase, 'query'>;

interface Found {
  account: string;
  known: boolean;
  /** The account may take it on. */
  entered: boolean;
  above: boolean;
}

const LOOK = `
  select current_user as account, oid is not null as known, coalesce(pg_has_role(current_user, oid, 'member'), false) as entered,
    coalesce(rolsuper or rolbypassrls or rolcreaterole, false) as above
  from (select $1::text as name) wanted left join pg_roles on rolname = wanted.name`;

/** Rows the office only ever adds to: not even a request with a hole changes them. */
const KEPT = ['audit_leaf', 'audit_entry', 'audit_node', 'audit_checkpoint', 'audit_cosignature', 'schema_migration'];

async function look(client: Client, role: string): Promise<Found> {
  const { rows } = await client.query<Found>(LOOK, [role]);
  return rows[0] ?? { account: '', known: false, entered: false, above: false };
}

async function makeRole(client: Client, role: string): Promise<void> {
  try {
    await client.query(`create role ${role} nologin noinherit`);
  } catch (error) {
    // Another database of the same server was faster.
    if (errorCode(error) !== '42710' && errorCode(error) !== '23505') {
      throw error;
    }
  }
}

async function enter(client: Client, role: string): Promise<void> {
  if (!(await look(client, role)).known) {
    await makeRole(client, role);
  }
  if (!(await look(client, role)).entered || !(await maySet(client, role))) {
    await client.query(`grant ${role} to current_user`);
  }
}

/** From PostgreSQL 16 on, whoever makes a role is a member that may not take it on yet. */
async function maySet(client: Client, role: string): Promise<boolean> {
  try {
    await client.query(`set role ${role}`);
    return true;
  } catch (error) {
    if (errorCode(error) !== '42501') {
      throw error;
    }
    return false;
  } finally {
    await client.query('reset role');
  }
}

async function grant(client: Client, role: string): Promise<void> {
  await client.query(`grant usage on schema public to ${role}`);
  await client.query(`grant select, insert, update, delete on all tables in schema public to ${role}`);
  await client.query(`grant usage, select on all sequences in schema public to ${role}`);
  await client.query(`grant execute on function congvu_add_job to ${role}`);
  await client.query(`revoke update, delete on ${KEPT.join(', ')} from ${role}`);
}

/**
 * The role that requests of people take on: it owns nothing, may make nothing and is held by row-level security. Made by the first start;
 * every start grants it what the tables of this version need.
 * @throws DatabaseError when the account may not make it, with what the administrator of the database runs once
 */
export async function openRequestRole(client: Client, role: string = REQUEST_ROLE): Promise<void> {
  try {
    await enter(client, role);
  } catch (error) {
    if (errorCode(error) !== '42501') {
      throw error;
    }
    const { known, account } = await look(client, role);
    const byHand = `${known ? '' : `create role ${role} nologin noinherit; `}grant ${role} to ${account};`;
    throw new DatabaseError(
      'platform.database_request_role',
      `Tài khoản trong DATABASE_URL chưa dùng được vai ${role} (nhờ vai này mỗi yêu cầu chỉ thấy dữ liệu của cơ quan mình). Quản trị cơ sở dữ liệu chạy một lần: ${byHand}`,
      error,
    );
  }
  if ((await look(client, role)).above) {
    throw new DatabaseError(
      'platform.database_request_role',
      `Vai ${role} có quyền vượt giới hạn theo cơ quan nên chương trình không khởi động. Quản trị cơ sở dữ liệu chạy: alter role ${role} nosuperuser nobypassrls nocreaterole;`,
    );
  }
  await grant(client, role);
}
