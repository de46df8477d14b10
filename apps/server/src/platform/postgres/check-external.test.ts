import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { databaseAt } from '../testing/throw-away.ts';
import { checkExternal } from './check-external.ts';
import { ask } from './postgres.testing.ts';

const NAMES = ['external_latin', 'external_icu', 'external_closed'];

function at(database: string, user = ''): string {
  const url = new URL(databaseAt(inject('postgresUrl'), database));
  if (user !== '') {
    url.username = user;
    url.password = user;
  }
  return url.href;
}

beforeAll(async () => {
  const admin = at('postgres');
  await ask(
    admin,
    "create database external_latin encoding 'SQL_ASCII' locale 'C' locale_provider 'libc' template template0",
  );
  await ask(
    admin,
    "create database external_icu encoding 'UTF8' locale 'C' locale_provider 'icu' icu_locale 'vi' template template0",
  );
  await ask(admin, 'create database external_closed template template0');
  await ask(admin, "create role external_guest login password 'external_guest'");
});

afterAll(async () => {
  for (const name of NAMES) {
    await ask(at('postgres'), `drop database if exists ${name} with (force)`);
  }
  await ask(at('postgres'), 'drop role if exists external_guest');
});

test('a fitting database passes', async () => {
  await expect(checkExternal(at('external_closed'))).resolves.toBeUndefined();
});

test.each([
  ['an encoding without Vietnamese letters', () => at('external_latin'), 'platform.database_encoding', 'SQL_ASCII'],
  ['an order that depends on the machine', () => at('external_icu'), 'platform.database_collation', 'ICU'],
  [
    'an account that may not create',
    () => at('external_closed', 'external_guest'),
    'platform.database_rights',
    'tạo bảng',
  ],
  ['a wrong password', () => at('external_closed', 'external_stranger'), 'platform.database_unreachable', 'mật khẩu'],
  ['a closed port', () => 'postgres://a@127.0.0.1:1/b', 'platform.database_unreachable', 'ECONNREFUSED'],
  ['an address that is none', () => 'postgres://a b:c@[', 'platform.database_unreachable', 'DATABASE_URL'],
])('tells %s', async (_name, url, code, word) => {
  const error: unknown = await checkExternal(url()).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code });
  expect(String(error)).toContain(word);
});
