import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPlace, type S3Config } from './place-config.ts';

const KEYS = { CONGVU_S3_KEY_ID: 'ma-khoa', CONGVU_S3_SECRET: 'khoa-bi-mat' };
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'congvu-s3-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const read = (text: string, env: NodeJS.ProcessEnv = {}): S3Config => readPlace(text, { ...KEYS, ...env }) as S3Config; // an address of S3
const refused = expect.objectContaining({ code: 'backup.s3_setting' });

describe('where backups lie', () => {
  test('a folder is a folder', () => {
    expect(readPlace('/sao-luu/congvu', {})).toEqual({ kind: 'folder', dir: '/sao-luu/congvu' });
  });

  test('a bucket, a prefix and the usual ways of the service', () => {
    expect(read('s3://kho')).toMatchObject({
      bucket: 'kho',
      prefix: '',
      region: 'us-east-1',
      endpoint: 'https://s3.us-east-1.amazonaws.com',
      isPathStyle: false,
    });
    const env = { CONGVU_S3_ENDPOINT: 'https://s3.tinh.example:9000', CONGVU_S3_REGION: 'vn-1' };
    expect(read('s3://kho.tinh/a/b_1/', env)).toMatchObject({
      bucket: 'kho.tinh',
      prefix: 'a/b_1/',
      region: 'vn-1',
      endpoint: 'https://s3.tinh.example:9000',
      isPathStyle: true,
    });
    expect(read('s3://kho', { ...env, CONGVU_S3_STYLE: 'host' }).isPathStyle).toBe(false);
  });

  test.each(['s3://', 's3://K', 's3://kho/../x', 's3://kho/./x', 's3://kho//x', 's3://kho/a b', 's3://id:mat@kho/a'])(
    'refuses %s, and repeats nothing of it',
    (text) => {
      expect(() => read(text)).toThrowError(refused);
      expect(() => read(text)).not.toThrowError(/mat@/);
    },
  );

  test.each([
    'http://s3.tinh.example',
    'https://id:mat@s3.tinh.example',
    'https://s3.tinh.example/kho',
    'ftp://s3.tinh.example',
    's3.tinh.example',
  ])('refuses the service %s', (endpoint) => {
    expect(() => read('s3://kho', { CONGVU_S3_ENDPOINT: endpoint })).toThrowError(refused);
  });

  test('without TLS only on this very machine', () => {
    for (const endpoint of ['http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]:9000']) {
      expect(read('s3://kho', { CONGVU_S3_ENDPOINT: endpoint }).endpoint).toBe(endpoint);
    }
  });
});

describe('keys of access', () => {
  function file(name: string, text: string, mode = 0o600): NodeJS.ProcessEnv {
    const path = join(dir, name);
    writeFileSync(path, text, { mode });
    return { CONGVU_S3_CREDENTIALS: path, CONGVU_S3_KEY_ID: undefined, CONGVU_S3_SECRET: undefined };
  }

  test.each([
    ['two lines', 'ma-tep\nmat-tep\n'],
    ['a file of the AWS tools', '[default]\n# ghi chú\naws_access_key_id = ma-tep\naws_secret_access_key=mat-tep\n'],
  ])('from a file: %s', (name, text) => {
    expect(read('s3://kho', file(name, text)).credentials()).toEqual({ id: 'ma-tep', secret: 'mat-tep' });
  });

  test('a file that was changed counts from the next request on', () => {
    const env = file('doi', 'ma-1\nmat-1\n');
    const config = read('s3://kho', env);
    file('doi', 'ma-2\nmat-2\n');
    expect(config.credentials().id).toBe('ma-2');
  });

  test.each<[string, () => NodeJS.ProcessEnv]>([
    ['others can read', () => file('ho', 'ma\nmat\n', 0o644)],
    ['holds no key', () => file('rong', 'ma\n')],
    ['is not there', () => ({ CONGVU_S3_CREDENTIALS: join(dir, 'khong-co') })],
  ])('a file that %s', (_name, env) => {
    expect(() => read('s3://kho', env()).credentials()).toThrowError(refused);
  });

  test('none at all', () => {
    expect(() => readPlace('s3://kho', {})).toThrowError(refused);
  });

  test('nothing that prints the settings prints the secret', () => {
    const config = read('s3://kho');
    expect(config.credentials().secret).toBe('khoa-bi-mat');
    expect(inspect(config, { depth: null, showHidden: true }) + JSON.stringify(config)).not.toContain('khoa-bi-mat');
  });
});
