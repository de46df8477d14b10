import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Services } from '../../../platform/context.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { askClamd } from './clamd.ts';
import { inspectAttachment } from './inspect-attachment.ts';

/** Speaks INSTREAM as clamd(8) has it: length-prefixed pieces, an empty one ends; `answer` decides on all that came. */
function fakeClamd(answer: (bytes: Buffer) => string, limit = Number.POSITIVE_INFINITY): Server {
  return createServer((socket: Socket) => {
    let buffered = Buffer.alloc(0);
    let begun = false;
    const content: Buffer[] = [];
    socket.on('error', () => undefined);
    socket.on('data', (piece: Buffer) => {
      buffered = Buffer.concat([buffered, piece]);
      if (!begun && buffered.includes(0)) {
        begun = buffered.subarray(0, 10).toString() === 'zINSTREAM\0';
        buffered = buffered.subarray(10);
      }
      while (begun && buffered.length >= 4) {
        const length = buffered.readUInt32BE(0);
        if (length === 0) {
          socket.end(answer(Buffer.concat(content)));
          return;
        }
        if (buffered.length < 4 + length) {
          return;
        }
        content.push(buffered.subarray(4, 4 + length));
        buffered = buffered.subarray(4 + length);
        if (content.reduce((sum, part) => sum + part.length, 0) > limit) {
          socket.end('INSTREAM size limit exceeded. ERROR\0');
          return;
        }
      }
    });
  });
}

let office: TestOffice;
const servers: Server[] = [];
beforeAll(async () => {
  office = await createTestOffice();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});
afterAll(() => office.close());

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`; // an address, since it listens on a port
}

function withClamd(clamd: string | undefined): Services {
  const { db, blobs, clock, log, config } = office;
  return { db, blobs, clock, log, config: { ...config, clamd } };
}

let made = 0;
function file(text: string, name = 'a.pdf') {
  made += 1;
  return {
    name,
    sha256: made.toString(16).padStart(64, '0'),
    async *read() {
      yield Buffer.from(text);
    },
  };
}

const byWord = (bytes: Buffer) => (bytes.includes('EVIL') ? 'stream: Win.Test.Evil FOUND\0' : 'stream: OK\0');

test('malware is refused by its name, clean bytes are clean, without an antivirus nobody says so', async () => {
  const services = withClamd(await listen(fakeClamd(byWord)));
  expect(await inspectAttachment(services, file('%PDF-1.7 EVIL'))).toEqual({
    verdict: 'refused',
    findings: [{ code: 'files.infected', text: '“a.pdf” có mã độc Win.Test.Evil', malware: 'Win.Test.Evil' }],
  });
  expect(await inspectAttachment(services, file('%PDF-1.7'))).toEqual({ verdict: 'clean', findings: [] });
  expect(await inspectAttachment(withClamd(undefined), file('%PDF-1.7 EVIL'))).toEqual({
    verdict: 'unscanned',
    findings: [],
  });
  expect((await inspectAttachment(services, file('MZ', 'a.pdf'))).verdict).toBe('refused');
  expect((await inspectAttachment(services, file('%PDF-1.7 /S/JavaScript '))).verdict).toBe('doubtful');
});

test.each(['stream: OKAY\0', 'OK\0', '', 'stream: OK FOUNDER', 'UNKNOWN COMMAND\0', 'stream:OK\0'])(
  'anything but a literal OK is not clean: %j',
  async (answer) => {
    const services = withClamd(await listen(fakeClamd(() => answer)));
    await expect(inspectAttachment(services, file('x'))).rejects.toMatchObject({ code: 'files.scan_unavailable' });
  },
);

test('a scanner that is away, silent or has heard enough lets nothing through', async () => {
  const address = await listen(fakeClamd(byWord));
  const away = servers.pop();
  await new Promise((resolve) => away?.close(resolve));
  await expect(inspectAttachment(withClamd(address), file('x'))).rejects.toMatchObject({ status: 503 });
  const silent = createServer((socket) => socket.on('data', () => undefined));
  const question = file('x');
  await expect(askClamd({ address: await listen(silent), timeoutMs: 50 }, question.read())).rejects.toMatchObject({
    code: 'files.scan_unavailable',
  });
  const small = withClamd(await listen(fakeClamd(byWord, 10)));
  await expect(inspectAttachment(small, file('x'.repeat(50_000)))).rejects.toMatchObject({
    code: 'files.scan_unavailable',
  });
});

test('the same bytes are asked once a day; what is infected stays infected', async () => {
  let asked = 0;
  const services = withClamd(
    await listen(
      fakeClamd((bytes) => {
        asked += 1;
        return byWord(bytes);
      }),
    ),
  );
  const [clean, bad] = [file('%PDF-1.7'), file('EVIL')];
  for (const one of [clean, clean, bad, bad]) {
    await inspectAttachment(services, one);
  }
  expect(asked).toBe(2);
  const tomorrow = { ...services, clock: { now: () => new Date(services.clock.now().getTime() + 25 * 3_600_000) } };
  await inspectAttachment(tomorrow, clean);
  expect((await inspectAttachment(tomorrow, bad)).verdict).toBe('refused');
  expect(asked).toBe(3);
});

test('an address that is none is said', async () => {
  await expect(inspectAttachment(withClamd('localhost'), file('x'))).rejects.toMatchObject({
    code: 'files.scan_address_invalid',
  });
});
