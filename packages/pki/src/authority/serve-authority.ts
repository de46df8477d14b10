import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { TrustAnchorEntry } from '../trust/trust-anchor.ts';
import type { Authority } from './authority.ts';
import { type CrlFault, faultyCrl, faultyOcsp, faultyTimestamp, type OcspFault, type TsaFault } from './faults.ts';

/** Set one to make the next answers ill, delete it to heal. */
export interface AuthorityFaults {
  tsa?: TsaFault | undefined;
  ocsp?: OcspFault | undefined;
  crl?: CrlFault | undefined;
}

export interface ServedAuthority {
  urls: { tsa: string; ocsp: string; crl: string; rootCrl: string };
  /** The authority's trust entry with these addresses in it. */
  trust: TrustAnchorEntry[];
  readonly faults: AuthorityFaults;
  /** What was asked so far: method and path. */
  requests: string[];
  close(): Promise<void>;
}

const MAX_REQUEST = 64 * 1024;

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    // Without an encoding set, a request yields buffers.
    const bytes: Buffer = part;
    length += bytes.length;
    if (length <= MAX_REQUEST) {
      parts.push(bytes);
    }
  }
  return Buffer.concat(parts);
}

interface Service {
  type: string;
  answer(body: Uint8Array): Uint8Array;
  fault: TsaFault | OcspFault | CrlFault | undefined;
}

function findService(authority: Authority, faults: AuthorityFaults, path: string, at: Date): Service | undefined {
  const { tsa, ocsp, crl } = faults;
  switch (path) {
    case '/tsa':
      return {
        type: 'application/timestamp-reply',
        fault: tsa,
        answer: (body) =>
          tsa === undefined ? authority.answerTimestamp(body, at) : faultyTimestamp(authority, body, at, tsa),
      };
    case '/ocsp':
      return {
        type: 'application/ocsp-response',
        fault: ocsp,
        answer: (body) => (ocsp === undefined ? authority.answerOcsp(body, at) : faultyOcsp(authority, body, at, ocsp)),
      };
    case '/issuing.crl':
    case '/root.crl':
      return {
        type: 'application/pkix-crl',
        fault: crl,
        answer: () =>
          crl === undefined
            ? authority.crl(at, path === '/root.crl' ? 'root' : 'issuing')
            : faultyCrl(authority, at, crl),
      };
    default:
      return undefined;
  }
}

async function reply(service: Service | undefined, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (service === undefined) {
    response.writeHead(404).end();
  } else if (service.fault === 'down') {
    request.socket.destroy();
  } else if (service.fault === 'error') {
    response.writeHead(503).end('Service Unavailable');
  } else if (service.fault === 'garbage') {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Đăng nhập</html>');
  } else if (service.fault !== 'slow') {
    response.writeHead(200, { 'content-type': service.type }).end(service.answer(body));
  }
  // `slow` never answers: the caller's time limit or `close` ends it.
}

/**
 * Serves an authority on a free port of 127.0.0.1: `/tsa`, `/ocsp`, `/issuing.crl`, `/root.crl`. Demo and tests.
 * @example
 * const served = await serveAuthority(createAuthority({ name: 'thử', at }), { now: () => at });
 * served.faults.tsa = 'wrong_nonce';
 * await served.close();
 */
export async function serveAuthority(authority: Authority, { now }: { now: () => Date }): Promise<ServedAuthority> {
  const faults: AuthorityFaults = {};
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    requests.push(`${request.method ?? ''} ${path}`);
    reply(findService(authority, faults, path, now()), request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const urls = {
    tsa: `${origin}/tsa`,
    ocsp: `${origin}/ocsp`,
    crl: `${origin}/issuing.crl`,
    rootCrl: `${origin}/root.crl`,
  };
  return {
    urls,
    trust: authority.trust.map((entry) => ({
      ...entry,
      crlUrls: [urls.crl, urls.rootCrl],
      ocspUrls: [urls.ocsp],
      tsaUrls: [urls.tsa],
    })),
    faults,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
