import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface ServiceRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: string;
}

export interface ServiceAnswer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** Faults of the line and the machine, the same for every service. `…_once` switch themselves off. */
export type LineFault = 'slow' | 'drop' | 'drop_once' | 'error500' | 'error503_once' | 'garbage';

/** PEM of a server that asks for client certificates of one authority. */
export interface ServiceTls {
  certificate: string;
  key: string;
  clientAuthority: string;
}

export interface HttpService {
  /** `http://127.0.0.1:port`. */
  origin: string;
  close(): Promise<void>;
}

interface ServiceOptions {
  answer: (request: ServiceRequest) => ServiceAnswer;
  faults: Set<string>;
  delayMs: () => number;
  tls: ServiceTls | undefined;
}

const MAX_BODY = 4 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= MAX_BODY) {
      chunks.push(bytes);
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}

function takeFault(faults: Set<string>, name: string): boolean {
  const isOn = faults.has(name);
  if (isOn && name.endsWith('_once')) {
    faults.delete(name);
  }
  return isOn;
}

function send(response: ServerResponse, { status, body, headers }: ServiceAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(body);
}

function withFaults(options: ServiceOptions, request: ServiceRequest): ServiceAnswer {
  const { faults } = options;
  if (takeFault(faults, 'error500')) {
    return { status: 500, body: '<html>Internal error</html>' };
  }
  if (takeFault(faults, 'error503_once')) {
    return { status: 503, body: 'busy' };
  }
  const answer = options.answer(request);
  return takeFault(faults, 'garbage') ? { ...answer, body: '\u0000<<< not what was promised {' } : answer;
}

function listener(options: ServiceOptions, timers: Set<NodeJS.Timeout>): RequestListener {
  return (request, response) => {
    void (async () => {
      const body = await readBody(request);
      if (takeFault(options.faults, 'drop') || takeFault(options.faults, 'drop_once')) {
        request.socket.destroy();
        return;
      }
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      const answer = withFaults(options, {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: Object.fromEntries(headers),
        body,
      });
      if (!options.faults.has('slow')) {
        send(response, answer);
        return;
      }
      const timer = setTimeout(() => {
        timers.delete(timer);
        send(response, answer);
      }, options.delayMs());
      timers.add(timer);
    })().catch(() => request.socket.destroy());
  };
}

function makeServer(options: ServiceOptions, timers: Set<NodeJS.Timeout>): Server {
  const { tls } = options;
  return tls === undefined
    ? createServer(listener(options, timers))
    : createTlsServer(
        { cert: tls.certificate, key: tls.key, ca: tls.clientAuthority, requestCert: true, rejectUnauthorized: true },
        listener(options, timers),
      );
}

/** Listens on 127.0.0.1 at a free port. */
export async function startHttpService(options: ServiceOptions): Promise<HttpService> {
  const timers = new Set<NodeJS.Timeout>();
  const server = makeServer(options, timers);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    close: async () => {
      for (const timer of timers) {
        clearTimeout(timer);
      }
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
