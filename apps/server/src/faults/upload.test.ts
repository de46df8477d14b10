import { readdirSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildTextPdf } from '../modules/files/files.testing.ts';
import { buildCommune } from '../modules/incoming/incoming.testing.ts';
import type { Subject } from '../platform/authorise.ts';
import { bytesIn } from '../platform/testing/bytes-in.ts';
import { createTestOffice, type TestOffice } from '../platform/testing/test-context.ts';
import { type OfficeProcess, startProcess } from './faults.testing.ts';

const MEGABYTE = 1024 * 1024;

let office: TestOffice;
let running: OfficeProcess;
let clerk: Subject;
let port: number;

beforeAll(async () => {
  office = await createTestOffice();
  ({ clerk } = await buildCommune(office.db));
  running = await startProcess(office);
  await running.app.listen({ host: '127.0.0.1', port: 0 });
  const address = running.app.server.address();
  port = address !== null && typeof address === 'object' ? address.port : 0;
});
afterAll(async () => {
  await running.stop();
  await office.close();
});

const halfWritten = (): string => join(office.config.dataDir, 'blobs', 'tmp');
const leftovers = (): string[] => readdirSync(halfWritten());

interface Uploaded {
  status: number;
  code: string | undefined;
  message: string;
  /** What had left this side when the answer came. */
  sentBytes: number;
  /** The most that had left this side and was not on the disk: in sockets, or held by the server. */
  heldBytes: number;
}

function textOf(answer: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    answer.on('close', () => resolve(text));
  });
}

/** Sends the same megabyte again and again as one file, as a browser does with a large one. */
async function upload(head: Buffer, megabytes: number, tail: Buffer): Promise<Uploaded> {
  const boundary = '----congvu';
  const open = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="quet.pdf"\r\ncontent-type: application/pdf\r\n\r\n`;
  const block = Buffer.alloc(MEGABYTE, 0x20);
  let sentBytes = 0;
  let heldBytes = 0;
  let landed = 0;
  const outgoing = request({
    port,
    method: 'POST',
    path: '/api/incoming/uploads',
    headers: {
      ...running.headersOf(clerk),
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(open.length + head.length + megabytes * MEGABYTE + tail.length + boundary.length + 8),
    },
  });
  let answered = false;
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', (message) => {
      answered = true;
      resolve(message);
    });
    outgoing.once('error', reject);
  });
  const write = async (bytes: Buffer | string): Promise<void> => {
    sentBytes += bytes.length;
    if (!outgoing.write(bytes)) {
      await Promise.race([new Promise((resolve) => outgoing.once('drain', resolve)), answer.catch(() => undefined)]);
    }
  };
  await write(open);
  await write(head);
  for (let sent = 0; sent < megabytes && !answered; sent += 1) {
    await write(block);
    landed = Math.max(landed, bytesIn(halfWritten()));
    heldBytes = Math.max(heldBytes, sentBytes - landed);
  }
  if (!answered) {
    await write(tail);
    outgoing.end(`\r\n--${boundary}--\r\n`);
  }
  const message = await answer;
  const body = JSON.parse(await textOf(message)) as { error?: { code: string; message: string } };
  outgoing.destroy();
  return {
    status: message.statusCode ?? 0,
    code: body.error?.code,
    message: body.error?.message ?? '',
    sentBytes,
    heldBytes,
  };
}

test('300 MB: refused at the limit with what to do, without holding the file, nothing left behind', async () => {
  const { status, code, message, sentBytes, heldBytes } = await upload(Buffer.from('%PDF-1.7\n'), 300, Buffer.alloc(0));
  expect({ status, code }).toEqual({ status: 413, code: 'files.too_large' });
  expect(message).toContain('100 MB');
  // The answer comes when the limit is passed; what is under way in sockets is a few megabytes.
  expect(sentBytes).toBeLessThan(150 * MEGABYTE);
  // What passes the limit before the answer comes is not written; a server that kept the file would hold all it took.
  expect(heldBytes).toBeLessThan(60 * MEGABYTE);
  expect(leftovers()).toEqual([]);
});

test('negative control: 20 MB pass the same way', async () => {
  const pdf = buildTextPdf(['Trang quét']);
  // Blanks before the header are no part of a PDF: readers look for it in the first kilobyte, so they go behind the page.
  const at = pdf.lastIndexOf('xref\n0');
  const tail = Buffer.from(
    pdf
      .subarray(at)
      .toString('latin1')
      .replace(/startxref\n\d+/, `startxref\n${at + 20 * MEGABYTE}`),
    'latin1',
  );
  const { status, code } = await upload(pdf.subarray(0, at), 20, tail);
  expect({ status, code }).toEqual({ status: 200, code: undefined });
  expect(leftovers()).toEqual([]);
});

test('the office goes on working', async () => {
  expect(await running.call(clerk, 'GET', '/api/incoming')).toMatchObject({ status: 200 });
});
