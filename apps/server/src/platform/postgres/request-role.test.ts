import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { databaseAt } from '../testing/throw-away.ts';
import { ask } from './postgres.testing.ts';
import { openRequestRole } from './request-role.ts';

/** An external server: one account that may make roles, one that may not; each owns what the office needs. */
const ACCOUNTS = { role_maker: 'createrole', role_guest: 'nocreaterole' } as const;
const TABLES = 'audit_leaf audit_entry audit_node audit_checkpoint audit_cosignature schema_migration document'.split(
  ' ',
);

function at(database: string, user = ''): string {
  const url = new URL(databaseAt(inject('postgresUrl'), database));
  if (user !== '') {
    url.username = user;
    url.password = user;
  }
  return url.href;
}

beforeAll(async () => {
  for (const [account, right] of Object.entries(ACCOUNTS)) {
    await ask(at('postgres'), `create role ${account} login password '${account}' nosuperuser ${right}`);
    await ask(at('postgres'), `create database ${account} owner ${account}`);
    for (const table of TABLES) {
      await ask(at(account, account), `create table ${table} (id int)`);
    }
    await ask(at(account, account), 'create function congvu_add_job() returns int language sql as $$ select 1 $$');
  }
});
afterAll(async () => {
  for (const account of Object.keys(ACCOUNTS)) {
    await ask(at('postgres'), `drop database if exists ${account} with (force)`);
  }
  await ask(at('postgres'), 'drop role if exists role_app, role_other, role_above, role_maker, role_guest');
});

async function open(account: keyof typeof ACCOUNTS, role: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: at(account, account) });
  await client.connect();
  try {
    await openRequestRole(client, role);
    await client.query(`set role ${role}`);
    return (await client.query('select count(*)::int as n from document')).rows[0];
  } catch (error) {
    return error;
  } finally {
    await client.end();
  }
}

test('an account that may make roles makes it at the first start, and finds it at the next', async () => {
  expect(await open('role_maker', 'role_app')).toEqual({ n: 0 });
  expect(await open('role_maker', 'role_app')).toEqual({ n: 0 });
});

test('an account that may not is told what the administrator of the database runs, and starts afterwards', async () => {
  const refused = await open('role_guest', 'role_other');
  expect(refused).toMatchObject({ code: 'platform.database_request_role' });
  expect(String(refused)).toContain('create role role_other nologin noinherit; grant role_other to role_guest;');
  await ask(at('postgres'), 'create role role_other nologin noinherit');
  expect(await open('role_guest', 'role_other')).toMatchObject({ code: 'platform.database_request_role' });
  await ask(at('postgres'), 'grant role_other to role_guest');
  expect(await open('role_guest', 'role_other')).toEqual({ n: 0 });
});

test.each(['superuser', 'bypassrls', 'createrole'])(
  'a role that goes beyond the bound (%s) stops the start',
  async (right) => {
    await ask(at('postgres'), 'drop role if exists role_above');
    await ask(at('postgres'), `create role role_above ${right}; grant role_above to role_maker`);
    expect(await open('role_maker', 'role_above')).toMatchObject({ code: 'platform.database_request_role' });
    await ask(at('postgres'), 'drop role role_above');
  },
);
