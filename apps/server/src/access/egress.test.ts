import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { axisTransport, imapPlace, openLine, smtpPlace } from '../modules/carriers/doors.testing.ts';
import { transportTo } from '../modules/certificates/doors.testing.ts';
import { openProvider } from '../modules/identity/doors.testing.ts';
import { doveadm, zimbraClient } from '../modules/mail/doors.testing.ts';
import type { BlobStore } from '../platform/blobs.ts';
import { createFakeClock } from '../platform/clock.ts';
import { type Config, readConfig } from '../platform/config.ts';
import type { Services } from '../platform/context.ts';
import { createDb, createPool } from '../platform/db.ts';
import { createLog } from '../platform/log.ts';

/** Every address of this computer; a connection is a hit, whatever would have been said over it. */
let canary: net.Server;
let port = 0;
let hits = 0;
const sockets = new Set<net.Socket>();
/** Sends whoever asks on to the canary. */
let mover: http.Server;
let moverPort = 0;
let moved = 0;

function listen(server: net.Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, host, () => resolve((server.address() as AddressInfo).port)); // a TCP server has such an address
  });
}

beforeAll(async () => {
  canary = net.createServer((socket) => {
    hits += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  });
  // Where there is no IPv6 its forms lead nowhere, and the others are tried all the same.
  port = await listen(canary, '::').catch(() => listen(canary, '0.0.0.0'));
  mover = http.createServer((request, response) => {
    moved += 1;
    request.resume();
    response.writeHead(302, { location: `http://127.0.0.1:${port}/`, connection: 'close' }).end();
  });
  moverPort = await listen(mover, '127.0.0.1');
});
afterAll(async () => {
  mover?.closeAllConnections();
  for (const socket of sockets) {
    socket.destroy();
  }
  await Promise.all([canary, mover].map((server) => new Promise((resolve) => server?.close(resolve))));
});
beforeEach(() => {
  hits = 0;
  moved = 0;
});

const FORMS: string[] = [
  'http://127.0.0.1:PORT/',
  'https://127.0.0.1:PORT/',
  'HTTP://127.0.0.1:PORT/',
  'http:127.0.0.1:PORT/',
  'http:\\\\127.0.0.1:PORT\\',
  'http:////127.0.0.1:PORT/',
  ' http://127.0.0.1:PORT/',
  'ht\ntp://127.0.0.1:PORT/',
  'http://127.1:PORT/',
  'http://127.0.1:PORT/',
  'http://127.0.0.2:PORT/',
  'http://127.255.255.254:PORT/',
  'http://2130706433:PORT/',
  'http://0x7f000001:PORT/',
  'http://0x7f.0.0.1:PORT/',
  'http://0x7f.1:PORT/',
  'http://0177.0.0.1:PORT/',
  'http://017700000001:PORT/',
  'http://127.0.0.1.:PORT/',
  'http://%31%32%37.0.0.1:PORT/',
  'http://127。0。0。1:PORT/',
  'http://127．0．0．1:PORT/',
  'http://１２７.0.0.1:PORT/',
  'http://①②⑦.⓪.⓪.①:PORT/',
  'http://0.0.0.0:PORT/',
  'http://0:PORT/',
  'http://localhost:PORT/',
  'http://LOCALHOST:PORT/',
  'http://localhost.:PORT/',
  'http://ⓛocalhost:PORT/',
  'http://[::1]:PORT/',
  'http://[0:0:0:0:0:0:0:1]:PORT/',
  'http://[0000::0001]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/',
  'http://[0:0:0:0:0:ffff:7f00:0001]:PORT/',
  'http://[::127.0.0.1]:PORT/',
  'http://[::7f00:1]:PORT/',
  'http://[::]:PORT/',
  'http://[64:ff9b::7f00:1]:PORT/',
  'http://[2002:7f00:1::]:PORT/',
  'http://[fe80::1]:PORT/',
  'http://169.254.169.254:PORT/',
  'http://[::ffff:169.254.169.254]:PORT/',
  'http://a:b@127.0.0.1:PORT/',
  'http://tsa.example.gov.vn@127.0.0.1:PORT/',
  'http://127.0.0.1:PORT\\@tsa.example.gov.vn/',
  'http://127.0.0.1:PORT#@tsa.example.gov.vn/',
  'http://127.0.0.1:PORT?@tsa.example.gov.vn/',
  'ftp://127.0.0.1:PORT/',
  'gopher://127.0.0.1:PORT/_x',
  'ws://127.0.0.1:PORT/',
  'file:///etc/hostname',
  'data:text/plain,x',
  'not an address',
];
const written = (): string[] => FORMS.map((form) => form.replace('PORT', String(port)));

const db = createDb(createPool('postgres://127.0.0.1:1/none'));

/** As of an office in earnest, unless this computer is allowed. */
function servicesOf(given: Partial<Config> = {}): Services {
  const config = { ...readConfig(['--port', '3000'], {}), demo: false, loopbackServices: false, ...given };
  // No door of these tests keeps bytes.
  return {
    db,
    config,
    clock: createFakeClock('2021-03-22T01:00:00Z'),
    log: createLog('silent'),
    blobs: {} as BlobStore,
  };
}

type Door = (services: Services, url: string) => Promise<unknown>;

/** Whatever an administrator can write an address into; each asks as the product does. */
const DOORS: Readonly<Record<string, Door>> = {
  'time stamps, lists of revoked certificates, remote signing': (services, url) =>
    transportTo(services, [url])({ url, method: 'GET' }),
  'single sign-on': (services, url) => openProvider(services.config, { issuer: url, client_id: 'x' }, 'x'),
  'an axis': (services, url) => axisTransport(services.config, url, '')({ url, method: 'GET', headers: {} }),
  'another installation': (services, url) => {
    const settings = { endpoint: url, ca: '' };
    return openLine(services, { name: 'x', settings, tls: { certificate: '', key: '' } })({ url, method: 'GET' });
  },
  Zimbra: (services, url) =>
    zimbraClient(services, { url, adminName: 'a', password: 'b', cosId: '', caPem: '' }).ask(
      'GetAllConfigRequest',
      {},
      [],
    ),
};

describe('addresses that lead to this computer, in every place one can be written (T20)', () => {
  test('there are enough forms', () => {
    expect(new Set(FORMS).size).toBeGreaterThanOrEqual(40);
  });

  test.each(Object.entries(DOORS))('%s: none is reached although configured', async (_what, door) => {
    const reached: string[] = [];
    for (const url of written()) {
      const before = hits;
      const isRefused = await Promise.resolve()
        .then(() => door(servicesOf(), url))
        .then(
          () => false,
          () => true,
        );
      if (!isRefused || hits > before) {
        reached.push(url);
      }
    }
    expect(reached).toEqual([]);
    expect(hits).toBe(0);
  });

  test.each(Object.entries(DOORS))(
    'negative control: %s reaches the same server where this computer is allowed',
    async (_what, door) => {
      await door(servicesOf({ loopbackServices: true }), `http://127.0.0.1:${port}/`).catch(() => undefined);
      expect(hits).toBeGreaterThan(0);
    },
  );

  test.each(Object.entries(DOORS))('%s: a redirect is not followed', async (_what, door) => {
    await door(servicesOf({ loopbackServices: true }), `http://127.0.0.1:${moverPort}/`).catch(() => undefined);
    expect(moved).toBeGreaterThan(0);
    expect(hits).toBe(0);
  });

  test('mail servers: neither is ever resolved to this computer', async () => {
    const hosts = written()
      .flatMap((url) => (URL.canParse(url) ? new URL(url).hostname : []))
      .filter((host) => host !== '');
    const settings = { smtpPort: port, imapPort: port, smtpSecurity: 'tls', imapSecurity: 'tls', ca: '' };
    for (const host of new Set(hosts)) {
      const given = { ...settings, smtpHost: host, imapHost: host } as Parameters<typeof smtpPlace>[1]; // what the places read of it
      await expect(smtpPlace(servicesOf().config, given)).rejects.toThrow();
      await expect(imapPlace(servicesOf().config, given)).rejects.toThrow();
    }
    const own = { ...settings, smtpHost: '127.0.0.1', imapHost: '127.0.0.1' } as Parameters<typeof smtpPlace>[1];
    await expect(smtpPlace(servicesOf({ loopbackServices: true }).config, own)).resolves.toMatchObject({
      address: '127.0.0.1',
    });
  });

  test('Dovecot, which may stand here: that one address, and no redirect from it', async () => {
    const dovecot = { ...servicesOf().config.dovecot, doveadm: `http://127.0.0.1:${moverPort}` };
    const given = servicesOf({ dovecot, secrets: { CONGVU_SECRET_DOVEADM: 'x' } });
    await expect(doveadm(given, [{ command: 'user', parameters: {} }])).rejects.toThrow();
    expect([moved, hits]).toEqual([1, 0]);
  });
});

describe('addresses that stand in certificates and files (T20)', () => {
  test('are never asked, even where this computer is allowed', async () => {
    const services = servicesOf({ loopbackServices: true });
    const ask = transportTo(services, [`http://127.0.0.1:${moverPort}/`, 'http://tsa.example.gov.vn/']);
    const wrong: string[] = [];
    for (const url of written()) {
      await ask({ url, method: 'GET' }).then(
        () => wrong.push(url),
        () => undefined,
      );
    }
    expect(wrong).toEqual([]);
    expect(hits).toBe(0);
    // The control: what was configured is asked.
    await ask({ url: `http://127.0.0.1:${moverPort}/`, method: 'GET' }).catch(() => undefined);
    expect(moved).toBe(1);
  });
});

describe('requests that are too long (ASVS 4.2.5)', () => {
  const OWN = 'http://127.0.0.1';
  test.each([
    ['an address', 9_000, 0],
    ['a header', 0, 17_000],
  ])('%s of that size is not sent, a common one is', async (_what, path, header) => {
    const ask = transportTo(servicesOf({ loopbackServices: true }), [`${OWN}:${port}/`]);
    const send = (more: number, head: number) =>
      ask({ url: `${OWN}:${port}/${'a'.repeat(more)}`, method: 'GET', headers: { 'x-long': 'a'.repeat(head) } });
    await expect(send(path, header)).rejects.toMatchObject({ code: 'platform.outbound_refused' });
    expect(hits).toBe(0);
    await send(2_000, 2_000);
    expect(hits).toBe(1);
  });
});

/** Whoever opens a line or a door, and why that is none of the table above; a new one fails until it is looked at. */
const OPENERS: Readonly<Record<string, string>> = {
  'modules/audit/witness/ask-witnesses.ts': 'createOutbound to the host of the witness, as above',
  'modules/carriers/axis/open-axis.ts': 'tried above',
  'modules/carriers/axis/try-axis.ts': 'resolveAllowed of the same settings',
  'modules/carriers/mail/mail-place.ts': 'tried above',
  'modules/carriers/mail/receive/imap-line.ts': 'to the address of mail-place',
  'modules/carriers/mail/send/smtp-line.ts': 'to the address of mail-place',
  'modules/carriers/peer/send/peer-client.ts': 'tried above',
  'modules/carriers/peer/try-peer.ts': 'resolveAllowed of the same settings',
  'modules/certificates/services/transport.ts': 'tried above',
  'modules/files/scan/clamd.ts': 'the scanner the operator of the server names',
  'modules/identity/sso/provider.ts': 'tried above',
  'modules/mail/backends/postfix/doveadm.ts': 'tried above',
  'modules/mail/backends/postfix/export-imap.ts': 'Dovecot of this installation',
  'modules/mail/backends/zimbra/soap-client.ts': 'tried above',
  'modules/mailflow/outbound/send-smtp.ts': 'to the addresses of smtp-place',
  'modules/mailflow/outbound/smtp-place.ts': 'resolveAllowed, mail exchangers',
  'modules/mailflow/outbound/sts-policy.ts': 'createOutbound to mta-sts.<domain>, never this computer',
  'platform/backup/s3/s3-client.ts':
    'the bucket the operator of the server names; this computer only by its own number (tried in s3-errors.test.ts)',
  'platform/events.ts': 'the database of this installation',
  'platform/outbound-guard.ts': 'the door itself',
  'platform/outbound-stream.ts': 'the door itself',
  'platform/outbound.ts': 'the door itself',
  'platform/postgres/check-external.ts': 'the database of this installation',
};

test('nobody else opens a line out of this server', () => {
  const root = join(import.meta.dirname, '..');
  const opens =
    /\bcreateOutbound(?:Stream)?\(|\bresolveAllowed\(|\bnew ImapFlow\(|\bSMTPConnection\(|\bcreateTransport\(|(?<![.\w])(?:connect|createConnection|fetch)\(|\bhttps?\.(?:request|get)\(|\b(?:net|tls)\.(?:connect|createConnection)\(/;
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(?:test|testing|d)\.ts$/.test(file) && !file.startsWith('demo'))
    .filter((file) => opens.test(readFileSync(join(root, file), 'utf8').replace(/^\s*(?:\*|\/\/|\/\*).*$/gm, '')));
  expect(found.sort()).toEqual(Object.keys(OPENERS).sort());
});
