import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** What the service on the user's computer may do wrong; set one to switch it on. */
export type VgcaFault =
  | 'refuse'
  /** Takes the call and never answers. */
  | 'silent'
  | 'close_early'
  | 'garbage'
  /** Status as text, message under Error. */
  | 'old_words'
  /** Signed, but the upload goes wrong. */
  | 'upload_fails';

export interface VgcaSimulatorPlan {
  /** Makes the signed file as the token would: the old bytes with a revision after them. */
  signPdf: (bytes: Uint8Array, operation: string, request: Record<string, unknown>) => Promise<Uint8Array>;
  /** What VerifyPDF says of a file; 0 is good. */
  verifyPdf?: (bytes: Uint8Array) => Promise<number>;
  certificate?: { subject: string; serial: string };
}

export interface VgcaSimulator {
  /** `ws://127.0.0.1:port`, for `base` of the client. */
  url: string;
  faults: Set<VgcaFault>;
  calls: { operation: string; text: string }[];
  close(): Promise<void>;
}

type Json = Record<string, unknown>;

const SIGNING = new Set(['SignApproved', 'SignIssued', 'SignAppendix', 'SignCopy', 'SignIncome', 'Comment', 'SignPDF']);

async function download(address: unknown): Promise<Uint8Array> {
  const answer = await fetch(String(address), { redirect: 'error' });
  if (!answer.ok) {
    throw new Error(`Không tải được tệp (${answer.status})`);
  }
  return new Uint8Array(await answer.arrayBuffer());
}

/** One file field `uploadfile`, written by hand; no cookie goes along. */
async function upload(address: unknown, bytes: Uint8Array, fileName: string): Promise<unknown> {
  const boundary = `----vgca${Math.random().toString(16).slice(2)}`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="uploadfile"; filename="${fileName}"\r\nContent-Type: application/pdf\r\n\r\n`;
  const answer = await fetch(String(address), {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`Không gửi được tệp đã ký (${answer.status})`);
  }
  const json = JSON.parse(text) as Json;
  return json['FileServer'] ?? text;
}

function nameOf(address: unknown): string {
  const last = new URL(String(address)).pathname.split('/').at(-1) ?? '';
  return last.endsWith('.pdf') ? last : 'van-ban.pdf';
}

async function signOne(plan: VgcaSimulatorPlan, operation: string, request: Json): Promise<Json> {
  const source = request['FileName'];
  const signed = await plan.signPdf(await download(source), operation, request);
  const fileServer = await upload(request['FileUploadHandler'], signed, nameOf(source));
  return {
    Status: 0,
    Message: '',
    FileName: nameOf(source),
    FileServer: fileServer,
    DocumentNumber: request['DocNumber'] ?? '',
    DocumentDate: request['IssuedDate'] ?? '',
  };
}

async function signFiles(plan: VgcaSimulatorPlan, request: Json): Promise<Json> {
  const files = Array.isArray(request['Files']) ? (request['Files'] as Json[]) : [];
  let fileServer: unknown = '';
  for (const file of files) {
    const signed = await plan.signPdf(await download(file['URL']), 'SignFiles', file);
    fileServer = await upload(request['FileUploadHandler'], signed, String(file['FileName']));
  }
  return { Status: 0, Message: '', FileServer: fileServer };
}

async function perform(plan: VgcaSimulatorPlan, operation: string, text: string): Promise<Json> {
  if (operation === 'GetVersion' && text === 'GetVersion') {
    return { Status: 0, Message: '1.0.9' };
  }
  if (operation === 'GetCertInfo' && text === 'get_cert_info') {
    return { Status: 0, Message: JSON.stringify(plan.certificate ?? {}) };
  }
  if (operation === 'Config' && text === 'config') {
    return { Status: 0, Message: '' };
  }
  const request = JSON.parse(text) as Json;
  if (SIGNING.has(operation)) {
    return signOne(plan, operation, request);
  }
  switch (operation) {
    case 'SignFiles':
      return signFiles(plan, request);
    case 'VerifyPDF':
      return {
        Status: 0,
        Message: '',
        ValidationStatus: { Status: (await plan.verifyPdf?.(await download(request['FileName']))) ?? 0 },
      };
    case 'Auth':
      return { Status: 0, Message: '', Signature: 'auth' };
    default:
      return { Status: 1, Error: `Không có chức năng ${operation}` };
  }
}

function worded(reply: Json, faults: Set<VgcaFault>): string {
  if (faults.has('garbage')) {
    return '<<<';
  }
  if (!faults.has('old_words')) {
    return JSON.stringify(reply);
  }
  const { Message, ...rest } = reply;
  return JSON.stringify({ ...rest, Status: String(reply['Status']), Error: Message });
}

async function serve(socket: WebSocket, operation: string, text: string, context: VgcaContext): Promise<void> {
  const { plan, faults, calls } = context;
  calls.push({ operation, text });
  if (faults.has('silent')) {
    return;
  }
  if (faults.has('close_early')) {
    socket.close();
    return;
  }
  let reply: Json;
  try {
    reply = faults.has('refuse')
      ? { Status: 1, Message: 'Người dùng đã hủy thao tác ký' }
      : await perform(
          plan,
          operation,
          faults.has('upload_fails')
            ? text.replace(/"FileUploadHandler":"[^"]*"/, '"FileUploadHandler":"http://127.0.0.1:1/x"')
            : text,
        );
  } catch (error) {
    reply = { Status: 2, Message: error instanceof Error ? error.message : 'lỗi' };
  }
  socket.send(worded(reply, faults), () => socket.close());
}

interface VgcaContext {
  plan: VgcaSimulatorPlan;
  faults: Set<VgcaFault>;
  calls: VgcaSimulator['calls'];
}

/**
 * The service on the user's computer: one connection a call, downloads, signs with a key of the test, hands the result to the upload
 * address. Plain `ws` where the real one has `wss` with a certificate of its own.
 */
export async function startVgcaSimulator(plan: VgcaSimulatorPlan): Promise<VgcaSimulator> {
  const context: VgcaContext = { plan, faults: new Set(), calls: [] };
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"Error":"WebSocket NOT supported by your Browser!","Status":500}');
  });
  const sockets = new WebSocketServer({ server, maxPayload: 1024 * 1024 });
  sockets.on('connection', (socket, request) => {
    const operation = (request.url ?? '/').slice(1);
    socket.once('message', (data) => {
      void serve(socket, operation, String(data), context);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    faults: context.faults,
    calls: context.calls,
    close: async () => {
      for (const socket of sockets.clients) {
        socket.terminate();
      }
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
