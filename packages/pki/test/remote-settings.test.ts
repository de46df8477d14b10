import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PkiError } from '../src/index.ts';
import { readRemoteSettings } from '../src/remote/index.ts';

const BASE = { id: 'dich-vu', label: 'Dịch vụ', secret: { env: 'MAT_KHAU' } };
const GOOD = {
  csc2: { kind: 'csc2', ...BASE, url: 'https://csc.vi-du.vn/csc/v2', clientId: 'congvu' },
  smartca: { kind: 'smartca', ...BASE, url: 'https://gwsca.vi-du.vn/sca/sp769', spId: 'congvu' },
  mysign: { kind: 'mysign', ...BASE, url: 'https://ms.vi-du.vn/vtss/service', clientId: 'congvu', profileId: 'p1' },
  mssp: {
    kind: 'mssp',
    ...BASE,
    signatureUrl: 'https://mpki.vi-du.vn:18083/soap/services/MSS_SignaturePort',
    registrationUrl: 'https://mpki.vi-du.vn:18083/soap/services/MSS_RegistrationPort',
    apId: 'http://congvu.vi-du.vn',
    tls: { certificate: { file: '/etc/congvu/ap.crt' }, key: { file: '/etc/congvu/ap.key' } },
  },
} as const;

function refused(json: unknown): PkiError {
  try {
    readRemoteSettings(json);
  } catch (error) {
    if (error instanceof PkiError) {
      return error;
    }
    throw error;
  }
  throw new Error('accepted');
}

test.each(Object.values(GOOD))('$kind with the fields it needs', (json) => {
  const settings = readRemoteSettings(JSON.parse(JSON.stringify(json)));
  expect(settings).toMatchObject({ kind: json.kind, secret: { env: 'MAT_KHAU' }, timeoutMs: 15_000 });
});

test('what is not told is filled in', () => {
  expect(readRemoteSettings(GOOD.csc2)).toMatchObject({
    consent: 'push',
    mode: 'S',
    tokenUrl: 'https://csc.vi-du.vn/csc/v2/oauth2/token',
  });
  expect(readRemoteSettings({ ...GOOD.csc2, consent: 'service' })).toMatchObject({ mode: 'A' });
  expect(readRemoteSettings(GOOD.mssp)).toMatchObject({
    mode: 'asynch',
    batchLimit: 1,
    statusUrl: GOOD.mssp.signatureUrl,
  });
  expect(readRemoteSettings(GOOD.mysign)).toMatchObject({ hashFormat: 'base64' });
});

describe.each(Object.values(GOOD))('$kind', (json) => {
  const needed = Object.keys(json).filter((field) => field !== 'kind');

  test.each(needed)('without %s the text names it', (field) => {
    const { [field]: _left, ...rest } = json as Record<string, unknown>;
    const error = refused(rest);
    expect(error.code).toBe('pki.remote_settings');
    expect(error.message).toContain(`“${field}”`);
  });

  test.each(needed)('%s of another type is refused, by name', (field) => {
    const error = refused({ ...json, [field]: 42 });
    expect(error.code).toBe('pki.remote_settings');
    expect(error.message).toContain(field);
  });
});

test.each([
  ['kind', { ...GOOD.csc2, kind: 'csc1' }],
  ['kind', {}],
  ['secret', { ...GOOD.smartca, secret: 'Mat-khau-that-123' }],
  ['secret.env', { ...GOOD.smartca, secret: { env: 'Mat khau that 123' } }],
  ['secret.value', { ...GOOD.smartca, secret: { env: 'A', value: 'Mat-khau-that-123' } }],
  ['url', { ...GOOD.smartca, url: 'http://gwsca.vi-du.vn/sca' }],
  ['url', { ...GOOD.smartca, url: 'https://user:Mat-khau-that-123@gwsca.vi-du.vn/sca' }], // secretlint-disable-line
  ['url', { ...GOOD.smartca, url: 'https://gwsca.vi-du.vn/sca?key=Mat-khau-that-123' }],
  ['url', { ...GOOD.smartca, url: 'file:///etc/passwd' }],
  ['url', { ...GOOD.smartca, url: 'gwsca' }],
  ['redirectUri', { ...GOOD.csc2, consent: 'redirect' }],
  ['mode', { ...GOOD.csc2, consent: 'push', mode: 'A' }],
  ['consent', { ...GOOD.smartca, consent: 'sms' }],
  ['timeoutMs', { ...GOOD.smartca, timeoutMs: 10 }],
  ['batchLimit', { ...GOOD.mssp, batchLimit: 0 }],
  ['intermediates', { ...GOOD.mssp, intermediates: ['không phải PEM'] }],
  ['tls', { ...GOOD.mssp, tls: undefined }],
  ['tls.key', { ...GOOD.mssp, tls: { certificate: { file: 'x' } } }],
  ['spID', { ...GOOD.smartca, spID: 'x' }],
])('%s is refused', (field, json) => {
  const error = refused(json);
  expect(error.code).toBe('pki.remote_settings');
  expect(error.message).toContain(field.split('.').at(-1));
  expect(error.message).not.toContain('Mat-khau-that-123');
  expect(error.message).not.toContain('Mat khau that 123');
});

test('whatever JSON comes, only PkiError leaves', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(GOOD)), fc.jsonValue(), fc.string(), (good, value, field) => {
      for (const json of [value, { ...good, [field]: value }, { ...good, secret: value }, { ...good, url: value }]) {
        try {
          readRemoteSettings(json);
        } catch (error) {
          expect(error).toBeInstanceOf(PkiError);
        }
      }
    }),
  );
});
