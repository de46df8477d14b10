import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PkiError } from '../src/index.ts';
import { startVgcaSimulator, type VgcaFault, type VgcaSimulator } from '../src/simulators/index.ts';
import {
  authRequest,
  commentRequest,
  parseVgcaReply,
  signAppendixRequest,
  signApprovedRequest,
  signCopyRequest,
  signFilesRequest,
  signIncomeRequest,
  signIssuedRequest,
  VGCA_OPERATIONS,
  type VgcaOperationName,
  type VgcaRequest,
  type VgcaSocket,
  verifyPdfRequest,
  vgca,
} from '../src/vgca/index.ts';

const BASE_PDF = Buffer.from('%PDF-1.7 bản gốc %%EOF\n');
const TAIL = '<chữ ký>';

/** The office's side: one address to download, one to upload. */
interface Office {
  origin: string;
  uploads: { cookie: string | undefined; type: string; body: Buffer }[];
  /** What the upload answers. */
  answer: string;
  close(): Promise<void>;
}

async function startOffice(): Promise<Office> {
  const office: Office = { origin: '', uploads: [], answer: '', close: async () => undefined };
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.method === 'GET') {
        response.end(BASE_PDF);
        return;
      }
      const type = request.headers['content-type'] ?? '';
      office.uploads.push({ cookie: request.headers.cookie, type, body: Buffer.concat(parts) });
      response.setHeader('content-type', 'application/json').end(office.answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  office.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  office.answer = JSON.stringify({ Status: true, Message: '', FileName: 'a.pdf', FileServer: `${office.origin}/ky/1` });
  office.close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return office;
}

let simulator: VgcaSimulator;
let office: Office;
beforeAll(async () => {
  office = await startOffice();
  simulator = await startVgcaSimulator({
    signPdf: async (bytes, operation) => Buffer.concat([bytes, Buffer.from(`${TAIL}${operation}`)]),
    verifyPdf: async (bytes) => (Buffer.from(bytes).includes(TAIL) ? 0 : 3),
    certificate: { subject: 'CN=Lò Thị Mai', serial: '1A' },
  });
});
afterEach(() => {
  simulator.faults.clear();
  simulator.calls.length = 0;
  office.uploads.length = 0;
});
afterAll(async () => {
  await simulator.close();
  await office.close();
});

function call(
  name: VgcaOperationName,
  request?: VgcaRequest,
  more: { timeoutMs?: number; openTimeoutMs?: number } = {},
) {
  return vgca(name, request, { connect: (url) => new WebSocket(url), base: simulator.url, ...more });
}

function files() {
  return { fileUploadHandler: `${office.origin}/nhan/token-1`, fileUrl: `${office.origin}/tai/token-2.pdf` };
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof PkiError ? error.code : error),
  );
}

const DOCUMENT = { docNumber: '12/QĐ-UBND', issuedDate: '2026-06-01' };
const SIGNING: [VgcaOperationName, () => VgcaRequest][] = [
  ['SignApproved', () => signApprovedRequest(files())],
  ['SignIssued', () => signIssuedRequest({ ...files(), ...DOCUMENT })],
  ['SignAppendix', () => signAppendixRequest({ ...files(), docNumber: DOCUMENT.docNumber })],
  ['SignCopy', () => signCopyRequest({ ...files(), docNumber: DOCUMENT.docNumber })],
  ['SignIncome', () => signIncomeRequest(files())],
  ['Comment', () => commentRequest(files())],
];

describe('signing', () => {
  test.each(SIGNING)('%s: downloads, signs, uploads as `uploadfile` without a cookie', async (name, request) => {
    const reply = await call(name, request());
    expect(reply).toMatchObject({ status: 0, fileServer: `${office.origin}/ky/1` });
    expect(simulator.calls).toEqual([{ operation: name, text: JSON.stringify(request()) }]);
    const [upload] = office.uploads;
    expect(upload?.cookie).toBeUndefined();
    expect(upload?.type).toMatch(/^multipart\/form-data; boundary=/);
    expect(upload?.body.toString()).toContain('name="uploadfile"');
    expect(upload?.body.toString()).toContain(`${BASE_PDF}${TAIL}${name}`);
  });

  test('number and date come back', async () => {
    const reply = await call('SignIssued', signIssuedRequest({ ...files(), ...DOCUMENT }));
    expect(reply).toMatchObject({ documentNumber: '12/QĐ-UBND', documentDate: '2026-06-01' });
  });

  test('many files', async () => {
    const request = signFilesRequest({
      fileUploadHandler: `${office.origin}/nhan/1`,
      files: [1, 2, 3].map((id) => ({
        fileId: `f${id}`,
        fileName: `Tờ trình ${id}.pdf`,
        url: `${office.origin}/tai/${id}`,
      })),
    });
    await call('SignFiles', request);
    expect(office.uploads).toHaveLength(3);
  });

  test('a JSON answer of the upload comes through', async () => {
    const before = office.answer;
    office.answer = JSON.stringify({ FileServer: JSON.stringify({ fileEntryId: 7, url: 'https://x.vn/7' }) });
    const reply = await call('SignApproved', signApprovedRequest(files()));
    expect(reply).toMatchObject({ fileServer: 'https://x.vn/7', fileServerData: { fileEntryId: 7 } });
    office.answer = before;
  });
});

describe('the rest', () => {
  test('VerifyPDF', async () => {
    const reply = await call('VerifyPDF', verifyPdfRequest({ fileUrl: `${office.origin}/tai/1` }));
    expect(reply).toMatchObject({ status: 0, validationStatus: 3 });
  });

  test.each([
    ['GetVersion', 'GetVersion', '1.0.9'],
    ['GetCertInfo', 'get_cert_info', 'Lò Thị Mai'],
    ['Config', 'config', ''],
  ] as const)('%s sends the word %s', async (name, word, said) => {
    const reply = await call(name);
    expect(reply.message).toContain(said);
    expect(simulator.calls).toEqual([{ operation: name, text: word }]);
  });

  test('Auth', async () => {
    expect((await call('Auth', authRequest({ sessionId: 's' }))).signature).toBe('auth');
  });

  test('one connection for one call, closed by us too', async () => {
    let open = 0;
    const connect = (url: string): VgcaSocket => {
      const socket = new WebSocket(url);
      open += 1;
      socket.addEventListener('close', () => {
        open -= 1;
      });
      return socket;
    };
    await vgca('GetVersion', undefined, { connect, base: simulator.url });
    await vgca('GetVersion', undefined, { connect, base: simulator.url });
    await expect.poll(() => open).toBe(0);
  });

  test('the table names each operation once', () => {
    const all = Object.entries(VGCA_OPERATIONS);
    expect(all).toHaveLength(27);
    expect(all.every(([name, { path }]) => name === path)).toBe(true);
    expect(new Set(all.map(([, { script }]) => script)).size).toBe(all.length);
  });
});

describe('faults', () => {
  test.each<[VgcaFault, string]>([
    ['refuse', 'pki.vgca_refused'],
    ['silent', 'pki.vgca_timeout'],
    ['close_early', 'pki.vgca_reply'],
    ['garbage', 'pki.vgca_reply'],
    ['upload_fails', 'pki.vgca_refused'],
  ])('%s → %s', async (fault, code) => {
    simulator.faults.add(fault);
    expect(await codeOf(call('SignApproved', signApprovedRequest(files()), { timeoutMs: 300 }))).toBe(code);
  });

  test('old words are understood', async () => {
    simulator.faults.add('old_words');
    expect(await call('SignApproved', signApprovedRequest(files()))).toMatchObject({ status: 0 });
    simulator.faults.add('refuse');
    await expect(call('SignApproved', signApprovedRequest(files()))).rejects.toThrow('Người dùng đã hủy');
  });

  test('nobody listens: said in words, whichever way the browser tells it', async () => {
    const silent = { send: () => undefined, close: () => undefined, addEventListener: () => undefined };
    const throws = (): VgcaSocket => {
      throw new Error('SecurityError');
    };
    const base = 'ws://127.0.0.1:1';
    const codes = await Promise.all([
      codeOf(vgca('GetVersion', undefined, { connect: (url) => new WebSocket(url), base })),
      codeOf(vgca('GetVersion', undefined, { connect: throws, base })),
      codeOf(vgca('GetVersion', undefined, { connect: () => silent, base, openTimeoutMs: 20 })),
    ]);
    expect(codes).toEqual(['pki.vgca_not_running', 'pki.vgca_not_running', 'pki.vgca_not_running']);
  });

  test('the download address is no use for the service', async () => {
    const request = signApprovedRequest({ ...files(), fileUrl: 'http://127.0.0.1:1/khong-co' });
    expect(await codeOf(call('SignApproved', request))).toBe('pki.vgca_refused');
  });
});

describe('requests', () => {
  test('what is left out is asked by the service', () => {
    const handler = 'https://vp.vi-du.vn/nhan/1';
    expect(signIssuedRequest({ fileUploadHandler: handler })).toEqual({
      FileUploadHandler: handler,
      SessionId: '',
      JWTToken: '',
      FileName: '',
      MetaData: [],
      DocNumber: '',
      IssuedDate: '',
    });
    const metaData = [{ key: 'k', value: 'v' }];
    expect(signApprovedRequest({ fileUploadHandler: handler, metaData })['MetaData']).toEqual([
      { Key: 'k', Value: 'v' },
    ]);
  });

  test.each([
    () => signApprovedRequest({ fileUploadHandler: '/nhan/1' }),
    () => signApprovedRequest({ fileUploadHandler: 'file:///etc/passwd' }),
    () => signCopyRequest({ fileUploadHandler: 'https://a.vn/1', fileUrl: 'tai/1' }),
    () => verifyPdfRequest({ fileUrl: '' }),
    () => signFilesRequest({ fileUploadHandler: 'https://a.vn/1', files: [] }),
    ...['', 'a"b.pdf', "a'b.pdf", 'x'.repeat(171)].map(
      (fileName) => () =>
        signFilesRequest({
          fileUploadHandler: 'https://a.vn/1',
          files: [{ fileId: '1', fileName, url: 'https://a.vn/2' }],
        }),
    ),
  ])('what the service cannot take is refused (%#)', async (build) => {
    expect(await codeOf((async () => build())())).toBe('pki.vgca_request');
  });
});

describe('replies', () => {
  test.each([
    ['{"Status":0}', 0],
    ['{"Status":"0","Message":"x"}', 0],
    ['{"Status":"5","Error":"x"}', 5],
    ['{"Error":"WebSocket NOT supported by your Browser!","Status":500}', 500],
    ['{"Status":true}', 0],
    ['{"Status":false}', 1],
  ])('%s', (text, status) => {
    expect(parseVgcaReply(text).status).toBe(status);
  });

  test.each([
    '',
    'null',
    '[]',
    '{}',
    '{"Status":null}',
    '{"Status":"x"}',
    '{"Status":1e99}',
    undefined,
    7,
    new ArrayBuffer(2),
  ])('%s is no reply', (text) => {
    expect(() => parseVgcaReply(text)).toThrow(PkiError);
  });

  test('operations without JSON of their own may answer text', () => {
    expect(parseVgcaReply('1.0.9', { mayBeText: true })).toMatchObject({ status: 0, message: '1.0.9' });
    expect(() => parseVgcaReply('', { mayBeText: true })).toThrow(PkiError);
  });

  test('whatever comes, only PkiError leaves', () => {
    const names = fc.constantFrom('Status', 'FileServer', 'Message', 'ValidationStatus', 'Signature', '__proto__');
    const object = fc.dictionary(names, fc.oneof(fc.jsonValue(), fc.constant('{"url":"x"}'), fc.constant('0')));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.jsonValue(),
          object.map((one) => JSON.stringify(one)),
        ),
        (text) => {
          try {
            const reply = parseVgcaReply(text);
            expect(Number.isInteger(reply.status)).toBe(true);
            expect(reply.fileServer === null || typeof reply.fileServer === 'string').toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(PkiError);
          }
        },
      ),
    );
  });
});
