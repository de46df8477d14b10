import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { installationIdentity } from './installation-identity.ts';
import { createSide, pair, type Side } from './peer.testing.ts';
import { writeFrames } from './wire/frames.ts';
import { signMessage } from './wire/message-signature.ts';
import { BLOBS_PATH, IDENTITY_PATH, LABEL, MESSAGES_PATH, REQUEST_COMPONENTS, TAG } from './wire/protocol.ts';
import { signRequest } from './wire/signed-exchange.ts';

let a: Side;
let b: Side;
let stranger: Side;
let toA: string;

beforeAll(async () => {
  a = await createSide('UBND huyện Tam Đường', 'H35.A1');
  b = await createSide('Sở Thông tin và Truyền thông', 'H35.B1');
  stranger = await createSide('Kẻ lạ', 'H35.A1');
  await pair(a, b);
  toA = await pair(b, a);
});
afterAll(async () => {
  await Promise.all([a.close(), b.close(), stranger.close()]);
});
beforeEach(async () => {
  await rawQuery(b.office.db, `update carriers_peer set refused_code = '', refused_at = null`, []);
});

const EMPTY = writeFrames([]);

interface Sending {
  as: Side;
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body: Buffer<ArrayBuffer>;
  now: Date;
  receiverKeyId: string;
}

async function signed(given: Partial<Sending> = {}) {
  const sending: Sending = {
    as: a,
    method: 'POST',
    path: MESSAGES_PATH,
    body: Buffer.from(EMPTY),
    now: b.office.clock.now(),
    receiverKeyId: (await installationIdentity(b.office)).keyId,
    ...given,
  };
  const url = `${b.url}${sending.path}`;
  const headers = signRequest(await installationIdentity(sending.as.office), { ...sending, url }, sending.now);
  return { url, method: sending.method, headers, ...(sending.method !== 'GET' && { body: sending.body }) };
}

async function ask(request: Awaited<ReturnType<typeof signed>>): Promise<{ status: number; text: string }> {
  const { url, ...init } = request;
  const answer = await fetch(url, init);
  return { status: answer.status, text: (await answer.text()).replace(/"requestId":"[^"]*"/, '') };
}

async function refusal(): Promise<string> {
  const [row] = await rawQuery<{ refused_code: string }>(b.office.db, 'select refused_code from carriers_peer', []);
  return row?.refused_code ?? '';
}

const UNAUTHORISED = { status: 401, text: expect.stringContaining('exchange.unauthorised') };

describe('a request is taken from a known peer only', () => {
  test('as it was signed (the control of every refusal below)', async () => {
    expect(await ask(await signed())).toEqual({ status: 200, text: '{"outcomes":[]}' });
    expect(await refusal()).toBe('');
  });

  test('an unknown key, whatever code it speaks for', async () => {
    expect(await ask(await signed({ as: stranger }))).toEqual(UNAUTHORISED);
  });

  test('nobody at all: no signature, half a signature, garbage', async () => {
    const good = await signed();
    const { signature, 'signature-input': input, ...rest } = good.headers as Record<string, string>;
    const attempts: Record<string, string>[] = [
      rest,
      { ...rest, signature: signature ?? '' },
      { ...rest, 'signature-input': input ?? '' },
      { ...rest, signature: 'congvu=:!!!:', 'signature-input': '((((' },
    ];
    for (const headers of attempts) {
      expect(await ask({ ...good, headers: headers as typeof good.headers })).toEqual(UNAUTHORISED);
    }
  });

  test('the same request a second time', async () => {
    const request = await signed();
    expect((await ask(request)).status).toBe(200);
    expect(await ask(request)).toEqual(UNAUTHORISED);
    expect(await refusal()).toBe('replay');
  });

  test('the same request twice at once is taken once', async () => {
    const request = await signed();
    const answers = await Promise.all([ask(request), ask(request), ask(request)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });

  test('another body', async () => {
    const request = await signed();
    expect(await ask({ ...request, body: Buffer.from('CVX1x') })).toEqual(UNAUTHORISED);
  });

  test('another body with its own digest', async () => {
    const other = await signed({ body: Buffer.from('CVX1x') });
    const request = await signed();
    const headers = { ...request.headers, 'content-digest': other.headers['content-digest'] ?? '' };
    expect(await ask({ ...request, headers, body: Buffer.from('CVX1x') })).toEqual(UNAUTHORISED);
  });

  test('another path, query or method', async () => {
    const sha = '0'.repeat(64);
    const request = await signed({ method: 'GET', path: `${BLOBS_PATH}/${sha}`, body: Buffer.alloc(0) });
    expect((await ask(request)).status).toBe(200);
    for (const path of [`${BLOBS_PATH}/${'1'.repeat(64)}`, `${BLOBS_PATH}/${sha}?offset=1`]) {
      const fresh = await signed({ method: 'GET', path: `${BLOBS_PATH}/${sha}`, body: Buffer.alloc(0) });
      expect(await ask({ ...fresh, url: `${b.url}${path}` })).toEqual(UNAUTHORISED);
    }
    const post = await signed({ path: `${BLOBS_PATH}/${sha}?offset=0&size=4` });
    expect(await ask({ ...post, method: 'PUT' })).toEqual(UNAUTHORISED);
  });

  test('a request signed for another installation', async () => {
    const { keyId } = await installationIdentity(stranger.office);
    expect(await ask(await signed({ receiverKeyId: keyId }))).toEqual(UNAUTHORISED);
  });

  test('a date that was changed', async () => {
    const request = await signed();
    const input = request.headers['signature-input'] ?? '';
    const headers = { ...request.headers, 'signature-input': input.replace(/created=(\d+)/, 'created=1') };
    expect(await ask({ ...request, headers })).toEqual(UNAUTHORISED);
    expect(await refusal()).toBe('');
  });

  test.each([
    [-299_000, 200],
    [299_000, 200],
    [-302_000, 401],
    [302_000, 401],
  ])('a clock that is %i ms apart: %i', async (apart, status) => {
    const now = new Date(b.office.clock.now().getTime() + apart);
    expect((await ask(await signed({ now }))).status).toBe(status);
    expect(await refusal()).toBe(status === 401 ? 'clock' : '');
  });

  test('a signature that covers less than it must', async () => {
    const request = await signed();
    const input = (request.headers['signature-input'] ?? '').replace(' "content-digest"', '');
    expect(await ask({ ...request, headers: { ...request.headers, 'signature-input': input } })).toEqual(UNAUTHORISED);
  });

  test('a signature the same key made for another purpose', async () => {
    const request = await signed();
    const { privateKey, keyId } = await installationIdentity(a.office);
    const created = Math.floor(b.office.clock.now().getTime() / 1000);
    const parameters = { created, nonce: 'another-purpose-0001', keyId };
    const message = { method: request.method, url: request.url, headers: request.headers };
    const sign = (tag: string) =>
      signMessage(
        message,
        { label: LABEL, components: REQUEST_COMPONENTS, parameters: { ...parameters, tag } },
        privateKey,
      );
    const as = (tag: string) => ({ ...request, headers: { ...request.headers, ...sign(tag) } });
    expect(await ask(as('congvu-other'))).toEqual(UNAUTHORISED);
    expect((await ask(as(TAG))).status).toBe(200);
  });

  test('every refusal reads alike', async () => {
    const twice = await signed();
    await ask(twice);
    const answers = [
      await ask(await signed({ as: stranger })),
      await ask(twice),
      await ask(await signed({ now: new Date(0) })),
      await ask({ ...(await signed()), body: Buffer.from('CVX1x') }),
      await ask({ ...(await signed()), headers: {} as never }),
    ];
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  test('a broken frame is told to a known peer, and only to it', async () => {
    const body = Buffer.from('CVX1\0\0\0\xff', 'latin1');
    expect(await ask(await signed({ body }))).toEqual({ status: 400, text: '{"error":"exchange.malformed"}' });
    expect(await ask(await signed({ as: stranger, body }))).toEqual(UNAUTHORISED);
  });
});

describe('what a stranger can take from us is bounded', () => {
  /** Announces a body and never sends it; answers what it hears. */
  function hang(headers: Record<string, string>): { heard: Promise<string>; end(): void } {
    const { hostname, port } = new URL(b.url);
    const socket = connect(Number(port), hostname);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(
      `POST ${MESSAGES_PATH} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-length: 8000000\r\n${lines.join('')}\r\n`,
    );
    const heard = new Promise<string>((resolve) => {
      socket.on('data', (chunk) => resolve(chunk.toString('latin1')));
      socket.on('close', () => resolve('closed'));
      socket.on('error', () => resolve('closed'));
    });
    return { heard, end: () => socket.destroy() };
  }

  test('a stranger that announces a body is refused before a byte of it came', async () => {
    const line = hang((await signed({ as: stranger })).headers);
    expect(await line.heard).toContain(' 401 ');
    line.end();
  });

  test('a known peer holds a bounded number of requests open, others go on', async () => {
    const lines: ReturnType<typeof hang>[] = [];
    // Whoever looks takes a place for a moment, and one that hangs may find it taken: another one comes until all are.
    const look = async (): Promise<number> => {
      lines.push(hang((await signed()).headers));
      return (await ask(await signed())).status;
    };
    await expect.poll(look, { interval: 20 }).toBe(429);
    expect(lines.length).toBeGreaterThanOrEqual(8);
    expect((await fetch(`${b.url}${IDENTITY_PATH}`)).status).toBe(200);
    for (const line of lines) {
      line.end();
    }
    await expect.poll(async () => (await ask(await signed())).status).toBe(200);
  });

  test('a body longer than a batch is refused by its announcement', async () => {
    const { url, ...request } = await signed();
    const body = Buffer.alloc(20 * 1024 * 1024);
    const answer = await fetch(url, { ...request, body }).catch(() => undefined);
    expect(answer === undefined || answer.status === 413).toBe(true);
  });

  test('requests are remembered until they are too old to be taken, no longer', async () => {
    const request = await signed();
    expect((await ask(request)).status).toBe(200);
    const forget = b.part.sweeps.find(({ name }) => name === 'carriers.forget_nonces');
    const count = async () =>
      (await rawQuery<{ count: number }>(b.office.db, 'select count(*) from carriers_peer_nonce', []))[0]?.count ?? 0;
    b.office.clock.advance(299_000);
    await forget?.run(b.office);
    expect(await ask(request)).toEqual(UNAUTHORISED);
    expect(await count()).toBeGreaterThan(0);
    b.office.clock.advance(310_000);
    a.office.clock.advance(609_000);
    await forget?.run(b.office);
    expect(await count()).toBe(0);
    // Forgotten, and refused all the same: by its date.
    expect(await ask(request)).toEqual(UNAUTHORISED);
    expect(await refusal()).toBe('clock');
  });

  test('a peer that was switched off is a stranger', async () => {
    await rawQuery(b.office.db, 'update carriers_connection set enabled = false where id = $1', [toA]);
    expect(await ask(await signed())).toEqual(UNAUTHORISED);
    await rawQuery(b.office.db, 'update carriers_connection set enabled = true where id = $1', [toA]);
    expect((await ask(await signed())).status).toBe(200);
  });
});
