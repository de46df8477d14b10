import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Place } from '../place.ts';
import { readPlace, type S3Config } from '../place-config.ts';
import type { S3Options } from './s3-client.ts';
import { s3Place } from './s3-place.ts';
import { environmentOf, type S3Simulator, startS3Simulator } from './s3-simulator.testing.ts';

let simulator: S3Simulator;

beforeAll(async () => {
  simulator = await startS3Simulator();
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.fault = undefined;
  simulator.skewMs = 0;
});

function open(env: NodeJS.ProcessEnv, { address, ...options }: S3Options & { address?: string } = {}): Place {
  const whole = { ...environmentOf(simulator), ...env };
  const config = readPlace(address ?? `s3://${simulator.bucket}/a`, whole) as S3Config; // the address is one of S3
  return s3Place(config, { pause: async () => undefined, ...options });
}

async function refusedBy(place: Place): Promise<{ code: string; message: string }> {
  return place.readText('repository.json').then(
    () => ({ code: 'none', message: '' }),
    (error: { code: string; message: string }) => error,
  );
}

const says = (status: number, code: string) => () => {
  simulator.fault = () => ({ status, code });
};
const nobody = async (): Promise<never> => {
  throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
};

test.each<[string, string, NodeJS.ProcessEnv, (() => void)?]>([
  ['a key it does not know', 'backup.s3_wrong_key', { CONGVU_S3_KEY_ID: 'khoa-la' }],
  ['a secret that is wrong', 'backup.s3_wrong_key', { CONGVU_S3_SECRET: 'bi-mat-sai' }],
  ['another region', 'backup.s3_region', { CONGVU_S3_REGION: 'vn-2' }],
  ['no right to it', 'backup.s3_forbidden', {}, says(403, 'AccessDenied')],
  ['a quota that is used up', 'backup.s3_full', {}, says(403, 'QuotaExceeded')],
  ['a disk of theirs that is full', 'backup.s3_full', {}, says(507, 'XMinioStorageFull')],
  ['another address', 'backup.s3_region', {}, says(301, 'PermanentRedirect')],
  ['something nobody has thought of', 'backup.s3_failed', {}, says(418, 'Teapot')],
  ['TLS where there is none', 'backup.s3_tls', { CONGVU_S3_ENDPOINT: 'https://127.0.0.1:0' }],
])('%s is told as %s', async (_name, code, env, prepare) => {
  prepare?.();
  const endpoint = env.CONGVU_S3_ENDPOINT?.replace('127.0.0.1:0', new URL(simulator.url).host);
  // Loopback is for services named by it; with TLS as without.
  const told = await refusedBy(open({ ...env, ...(endpoint !== undefined && { CONGVU_S3_ENDPOINT: endpoint }) }));
  expect(told.code).toBe(code);
  expect(told.message).toContain(`s3://${simulator.bucket}/a`);
  for (const secret of [simulator.holder.secret, simulator.holder.id, 'bi-mat-sai', 'Signature=']) {
    expect(told.message).not.toContain(secret);
  }
});

test('a bucket that is not there', async () => {
  const place = open({}, { address: 's3://kho-khac/a' });
  expect((await refusedBy(place)).code).toBe('backup.s3_no_bucket');
});

test('a clock that is off', async () => {
  simulator.skewMs = 16 * 60_000;
  expect((await refusedBy(open({}))).code).toBe('backup.s3_clock');
  simulator.skewMs = 14 * 60_000;
  expect((await refusedBy(open({}))).code).toBe('none');
});

test('a name nobody answers for, a port nobody listens on', async () => {
  const far = { CONGVU_S3_ENDPOINT: 'https://s3.khong-co.example' };
  expect((await refusedBy(open(far, { resolve: nobody }))).code).toBe('backup.s3_dns');
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
  const closed = { CONGVU_S3_ENDPOINT: `http://127.0.0.1:${port}` };
  expect((await refusedBy(open(closed))).code).toBe('backup.s3_unreachable');
});

test.each(['127.0.0.1', '169.254.169.254'])('a name that leads to %s is not asked', async (address) => {
  const asked = simulator.asked.length;
  const { port } = new URL(simulator.url);
  const inside = { CONGVU_S3_ENDPOINT: `https://s3.tinh.example:${port}` };
  const resolve = async () => [{ address, family: 4 }];
  expect((await refusedBy(open(inside, { resolve }))).code).toBe('backup.s3_refused');
  expect(simulator.asked.length).toBe(asked);
});

const hasOpenssl = ['/usr/bin/openssl', '/usr/local/bin/openssl'].some(existsSync);
if (!hasOpenssl) {
  process.stderr.write('openssl không có trên máy này: ca chứng thư nội bộ của kho S3 được để ngoài.\n');
}

test.runIf(hasOpenssl)('a certificate of the province is believed where it was named, and only there', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'congvu-s3-tls-'));
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650'];
  const names = ['-subj', '/CN=s3', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...names, '-keyout', key, '-out', cert], { stdio: 'pipe' });
  const secured = await startS3Simulator({ cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') });
  try {
    const env = environmentOf(secured);
    expect((await refusedBy(open(env))).code).toBe('backup.s3_tls');
    expect(await open({ ...env, CONGVU_S3_CA: cert }).readText('repository.json')).toBeUndefined();
    expect(secured.asked.map(({ key: asked }) => asked)).toEqual(['a/repository.json']);
    expect(() => open({ ...env, CONGVU_S3_CA: join(dir, 'khong-co.pem') })).toThrowError(
      expect.objectContaining({ code: 'backup.s3_setting' }),
    );
  } finally {
    await secured.close();
    rmSync(dir, { recursive: true });
  }
});
