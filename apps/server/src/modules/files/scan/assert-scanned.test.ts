import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { somebody } from '../../audit/audit.testing.ts';
import { buildTextPdf } from '../files.testing.ts';
import { receiveUpload } from '../receive-upload.ts';
import { type FakeClamd, startFakeClamd } from './fake-clamd.testing.ts';

let office: TestOffice;
let clamd: FakeClamd;
let context: ActingContext;
const servers: Server[] = [];
const clerk = somebody({ roles: ['clerk'], displayName: 'Lò Thị Một' });

beforeAll(async () => {
  office = await createTestOffice();
  clamd = await startFakeClamd();
});
beforeEach(() => {
  clamd.lie = undefined;
  context = { ...office.as(clerk, `upload-${made}`), config: { ...office.config, clamd: clamd.address } };
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});
afterAll(async () => {
  await clamd.close();
  await office.close();
});

let made = 0;
function bring(as: ActingContext, words: string, name = 'Biên bản.pdf') {
  made += 1;
  const stream = Readable.from([buildTextPdf([`${words} ${made}`]), Buffer.from(`%${words}\nstartxref\n9\n%%EOF`)]);
  return receiveUpload(as, { name, declaredType: '', stream }, { maxBytes: 1_000_000 });
}

async function bringText(as: ActingContext, text: string, name = 'a.txt') {
  const stream = Readable.from([Buffer.from(text)]);
  return receiveUpload(as, { name, declaredType: '', stream }, { maxBytes: 1_000_000 });
}

async function leaves() {
  return rawQuery<{ action: string; actor_name: string; detail: Record<string, unknown> }>(
    office.db,
    `select action, actor_name, detail from audit_leaf where object_kind = 'file_infection' order by id`,
    [],
  );
}

async function jobs(): Promise<number> {
  const rows = await rawQuery(
    office.db,
    `select 1 as one from graphile_worker.jobs where task_identifier = 'files.infected_upload'`,
    [],
  );
  return rows.length;
}

const heldNow = () => [...office.blobs.list()];

test('clean bytes are taken; the antivirus has seen every one of them', async () => {
  const blob = await bring(context, 'bao cao');
  expect(office.blobs.has(blob.sha256)).toBe(true);
  expect(clamd.asked).toBe(1);
  expect(await leaves()).toEqual([]);
});

test('malware is named and refused, its bytes are gone, the attempt stays and is passed on', async () => {
  const before = heldNow();
  await expect(bring(context, 'EVIL')).rejects.toMatchObject({
    code: 'files.infected',
    status: 422,
    message: expect.stringMatching(/Biên bản\.pdf.*Win\.Test\.Evil/),
  });
  expect(heldNow()).toEqual(before);
  expect(await leaves()).toMatchObject([
    {
      action: 'files.infected_refused',
      actor_name: 'Lò Thị Một',
      detail: { name: 'Biên bản.pdf', malware: 'Win.Test.Evil' },
    },
  ]);
  expect(await jobs()).toBe(1);
});

test('what was known as malware is refused without asking again, and cannot be slipped in under another name', async () => {
  await expect(bringText(context, 'EVIL twin')).rejects.toMatchObject({ code: 'files.infected' });
  const { asked } = clamd;
  await expect(bringText(context, 'EVIL twin', 'b.csv')).rejects.toMatchObject({ code: 'files.infected' });
  expect(clamd.asked).toBe(asked);
});

test('a refusal does not use up the key of the request', async () => {
  await expect(bring(context, 'EVIL')).rejects.toMatchObject({ code: 'files.infected' });
  const keys = await rawQuery(office.db, 'select key from idempotency_key', []);
  expect(keys).toEqual([]);
});

test('a program in an archive is refused before anybody opens it', async () => {
  const head = Buffer.alloc(30);
  head.write('PK\x03\x04', 'latin1');
  head.writeUInt16LE(9, 26);
  const zip = Buffer.concat([head, Buffer.from('setup.exe')]);
  const upload = { name: 'Phu luc.zip', declaredType: '', stream: Readable.from([zip]) };
  await expect(receiveUpload(context, upload, { maxBytes: 1e6 })).rejects.toMatchObject({ code: 'files.harmful' });
});

async function listen(onData: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => onData(socket));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
}

test.each([
  ['is away', () => Promise.resolve('tcp://127.0.0.1:1')],
  ['hangs up on the way (EPIPE)', () => listen((socket) => socket.resetAndDestroy())],
  ['closes without a word', () => listen((socket) => socket.end())],
  ['says garbage', () => listen((socket) => socket.end('\u0001\u0002\0'))],
  ['says almost OK', () => listen((socket) => socket.end('stream: OK FOUNDER\0'))],
])('an antivirus that %s lets nothing in: the person keeps the file and hears what to do', async (_how, address) => {
  const away = { ...context, config: { ...context.config, clamd: await address() } };
  const before = await leaves();
  await expect(bring(away, 'bao cao')).rejects.toMatchObject({ code: 'files.scan_unavailable', status: 503 });
  expect(await leaves()).toEqual(before);
});

test('the very file is taken once the antivirus answers again', async () => {
  clamd.lie = 'stream: OKAY\0';
  await expect(bringText(context, 'cho quet')).rejects.toMatchObject({ code: 'files.scan_unavailable' });
  clamd.lie = undefined;
  expect((await bringText(context, 'cho quet')).name).toBe('a.txt');
});

test('what is longer than the antivirus takes is said, since trying again would not help', async () => {
  clamd.lie = 'INSTREAM size limit exceeded. ERROR\0';
  await expect(bring(context, 'rất dài')).rejects.toMatchObject({ code: 'files.scan_too_large', status: 413 });
});

test('without an antivirus on this installation nothing is asked and nothing changes', async () => {
  const { asked } = clamd;
  const blob = await bring(office.as(clerk), 'EVIL');
  expect(office.blobs.has(blob.sha256)).toBe(true);
  expect(clamd.asked).toBe(asked);
});
