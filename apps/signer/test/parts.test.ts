import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildSignedAttributes,
  generateKeys,
  isSignedBy,
  issueCertificate,
  OID,
  parseCertificate,
  publicKeyOf,
  writePkcs12,
} from '@congvu/pki';
import { loginChallenge } from '@congvu/pki/agent';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ShownPrefix } from '../src/agent/content.ts';
import { findDrivers, knownDrivers, readDrivers } from '../src/drivers.ts';
import { p12Source } from '../src/p12-source.ts';
import { html } from '../src/pages/html.ts';
import { readCommand } from '../src/settings.ts';
import { readSignable } from '../src/signable.ts';
import { VERSION } from '../src/version.ts';

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('the file that was shown is the beginning of what gets signed', () => {
  const piece = fc.constantFrom('%%EOF', '%%EOF\n', '%%EOF\r\n', '%%', '%%EO', 'F', '\n', '\r', 'abc', ' ', '\0');
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.from(pieces.join('')));
  const cuts = fc.array(fc.nat({ max: 80 }), { maxLength: 8 });

  function scan(content: Buffer, wanted: string, at: readonly number[]): ShownPrefix {
    const prefix = new ShownPrefix(wanted);
    const places = [...new Set([0, ...at.filter((place) => place < content.length), content.length])].sort(
      (a, b) => a - b,
    );
    for (const [index, end] of places.slice(1).entries()) {
      prefix.update(content.subarray(places[index], end));
    }
    return prefix;
  }

  it('is found however the bytes arrive, and the whole is hashed', () => {
    fc.assert(
      fc.property(text, text, cuts, fc.constantFrom('', '\n', '\r', '\r\n', '\n\n'), (head, tail, at, end) => {
        const shown = Buffer.concat([head, Buffer.from(`%%EOF${end}`)]);
        const content = Buffer.concat([shown, tail]);
        const prefix = scan(content, sha256(shown), at);
        expect(prefix.isFound).toBe(true);
        expect(prefix.digest().toString('hex')).toBe(sha256(content));
      }),
    );
  });

  it('is not found in other content, nor where no revision ends', () => {
    fc.assert(
      fc.property(text, cuts, (content, at) => {
        expect(scan(content, sha256(randomBytes(8)), at).isFound).toBe(false);
      }),
    );
    const content = Buffer.from('abc%%EOF\ndef%%EOF\n');
    expect(scan(content, sha256(Buffer.from('abc%%EOF\nd')), []).isFound).toBe(false);
    expect(scan(content, sha256(Buffer.from('abc')), []).isFound).toBe(false);
  });
});

describe('what a key may sign', () => {
  const attributes = buildSignedAttributes(randomBytes(32), issued('A').certificate);

  it('takes signed attributes and login challenges', () => {
    expect(readSignable(attributes).kind).toBe('document');
    expect(readSignable(loginChallenge('https://congvu.example', 'x'.repeat(22))).kind).toBe('challenge');
  });

  it('refuses everything else', () => {
    const isRefused = (data: Uint8Array): boolean => {
      try {
        readSignable(data);
        return false;
      } catch (error) {
        return error instanceof Error && 'code' in error && error.code === 'signer.bare_hash';
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (data) => isRefused(data)));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (data) => isRefused(Uint8Array.of(0x31, ...data))));
    expect(isRefused(Buffer.concat([attributes, Buffer.of(0)]))).toBe(true);
    expect(isRefused(buildSignedAttributes(randomBytes(20), issued('A').certificate))).toBe(true);
    expect(isRefused(Buffer.from('congvu-login-challenge-v1'))).toBe(true);
  });
});

function issued(name: string) {
  return issueCertificate({
    subject: [{ oid: OID.commonName, value: name }],
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2049-01-01T00:00:00Z'),
    keys: generateKeys('p-256'),
  });
}

describe('drivers of this computer', () => {
  it('knows the families of Vietnamese tokens on Windows and Linux', () => {
    const known = knownDrivers();
    expect(known.length).toBeGreaterThan(7);
    expect(known.every(({ windows, linux }) => windows.length > 0 && linux.length > 0)).toBe(true);
  });

  it('takes the first file of each family that is there', () => {
    const env = { SystemRoot: 'C:\\Windows', ProgramFiles: 'C:\\Program Files' };
    const there = new Set<string>();
    const found = () =>
      findDrivers(knownDrivers(), {
        platform: 'win32',
        env,
        exists: (path) => [...there].some((name) => path.endsWith(name)),
      });
    expect(found()).toEqual([]);
    there
      .add('viettel-ca_v5.dll')
      .add('viettel-ca_v6.dll')
      .add('C:\\Program Files\\OpenSC Project\\OpenSC\\pkcs11\\opensc-pkcs11.dll');
    expect(found().map(({ name }) => name)).toEqual(['Viettel-CA', 'OpenSC (thẻ theo chuẩn PKCS#15)']);
    expect(found()[0]?.path).toContain('viettel-ca_v6.dll');
  });

  it('says which list is broken', () => {
    expect(() => readDrivers('{', 'drivers.json')).toThrowError(expect.objectContaining({ code: 'signer.settings' }));
    expect(() => readDrivers('{}', 'drivers.json')).toThrowError(expect.objectContaining({ code: 'signer.settings' }));
  });
});

describe('command line and settings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'congvu-signer-'));
  const world = { env: {}, platform: 'linux' as const };
  const settings = (...words: string[]) => {
    const command = readCommand([...words, '--folder', folder], world);
    return 'settings' in command ? command.settings : undefined;
  };
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('forgets the PIN at once unless told otherwise; the command line wins over the file', () => {
    expect(settings()).toMatchObject({ pinMinutes: 0, pairingHours: 12, modules: [], token: {} });
    writeFileSync(
      join(folder, 'settings.json'),
      JSON.stringify({ modules: ['/a.so'], pinMinutes: 5, token: { serial: 'S1', slot: 2 } }),
    );
    expect(settings()).toMatchObject({ pinMinutes: 5, modules: ['/a.so'], token: { serial: 'S1', slot: 2 } });
    expect(settings('--module', '/b.so', '--module', '/c.so', '--serial', 'S2', '--pin-minutes', '0')).toMatchObject({
      pinMinutes: 0,
      modules: ['/b.so', '/c.so'],
      token: { serial: 'S2' },
    });
  });

  it.each([[['--port', 'x']], [['--pin-minutes', '9999']], [['fly']], [['--unknown']]])('refuses %j', (words) => {
    expect(() => settings(...words)).toThrowError(expect.objectContaining({ code: 'signer.settings' }));
  });

  it('names a broken file', () => {
    writeFileSync(join(folder, 'settings.json'), '{');
    expect(() => settings()).toThrowError(expect.objectContaining({ code: 'signer.settings' }));
  });

  it('carries the version of the package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(VERSION).toBe(version);
  });
});

describe('a key file in place of a token', () => {
  const { certificate, privateKey } = issued('Tẩn A Páo');
  const p12 = writePkcs12({ certificate, chain: [], privateKey, pin: 'mat-khau' });
  const source = p12Source({ path: 'a.p12', p12, pin: 'mat-khau' });
  const data = buildSignedAttributes(randomBytes(32), certificate);
  const sign = (pin: string, items = [{ key: 'a', data }]) =>
    source.sign({
      certificateSha256: sha256(certificate),
      algorithm: 'ECDSA-SHA256',
      items,
      pin,
      onItem: () => {},
      signal: new AbortController().signal,
    });

  it('is marked as demonstration and signs with its PIN only', async () => {
    expect(await source.look()).toMatchObject({ isDemo: true });
    const [outcome] = await sign('mat-khau');
    const key = publicKeyOf(parseCertificate(certificate));
    expect(
      outcome !== undefined && 'signature' in outcome && isSignedBy('ECDSA-SHA256', key, data, outcome.signature),
    ).toBe(true);
    await expect(sign('sai')).rejects.toMatchObject({ code: 'signer.pin_incorrect' });
    expect(await sign('mat-khau', [{ key: 'a', data: randomBytes(32) }])).toMatchObject([
      { error: { code: 'signer.bare_hash' } },
    ]);
  });
});

describe('pages', () => {
  it('show what comes from elsewhere as text', () => {
    const evil = `<script>alert("1")</script>'&`;
    expect(html`<p title="${evil}">${evil}</p>`.text).toBe(
      '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;</p>',
    );
  });
});
