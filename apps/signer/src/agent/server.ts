import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AGENT_HOST, AGENT_PORTS } from '@congvu/pki/agent';
import { SignerError } from '../errors.ts';
import { type Agent, type AgentOptions, createAgent } from './agent.ts';
import { assertHost, failureAnswer, ownOrigin } from './guard.ts';
import { answerOffice } from './office-api.ts';
import { answerOwnPage, PageLocks } from './own-pages.ts';

export interface RunningAgent {
  agent: Agent;
  url: string;
  close(): Promise<void>;
}

const SECURITY: Record<string, string> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'clipboard-read=(), camera=(), microphone=(), geolocation=()',
  'cache-control': 'no-store',
};

function write(response: ServerResponse, status: number, headers: Record<string, string>, body: string | Buffer): void {
  response.writeHead(status, { ...SECURITY, ...headers });
  response.end(body);
}

function writeJson(response: ServerResponse, status: number, headers: Record<string, string>, body: unknown): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  write(response, status, { ...headers, 'content-type': 'application/json; charset=utf-8' }, text);
}

async function answer(
  agent: Agent,
  locks: PageLocks,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    assertHost(request, agent.port);
    const [path = '/'] = (request.url ?? '/').split('?');
    if (path.startsWith('/v1/')) {
      const { status, headers, body } = await answerOffice(agent, request, path);
      writeJson(response, status, headers, body);
      return;
    }
    const { status, type, body, headers = {} } = await answerOwnPage(agent, locks, request, path);
    // No other site may draw on these pages or their files.
    write(response, status, { 'content-type': type, 'cross-origin-resource-policy': 'same-origin', ...headers }, body);
  } catch (error) {
    const { status, body } = failureAnswer(error);
    writeJson(response, status, {}, body);
  }
}

function listen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') {
        resolve(false);
      } else {
        reject(error);
      }
    };
    server.once('error', onError);
    server.listen(port, AGENT_HOST, () => {
      server.off('error', onError);
      resolve(true);
    });
  });
}

async function listenOnFirst(server: Server, ports: readonly number[]): Promise<number> {
  for (const port of ports) {
    if (await listen(server, port)) {
      return (server.address() as AddressInfo).port;
    }
  }
  throw new SignerError(
    'signer.settings',
    `Các cổng ${ports.join(', ')} trên máy này đều đang bận. Có thể chương trình ký số đã chạy sẵn; nếu không, chọn cổng khác bằng --port.`,
  );
}

/** Listens on the loopback address alone: no firewall is opened, no other computer can call. */
export async function startAgent(
  options: Omit<AgentOptions, 'port'> & { port?: number | undefined },
): Promise<RunningAgent> {
  let agent: Agent | undefined;
  const locks = new PageLocks();
  const server = createServer((request, response) => {
    if (agent !== undefined) {
      void answer(agent, locks, request, response);
    }
  });
  // A page has one question at a time; slow senders are cut off.
  server.requestTimeout = 30_000;
  const port = await listenOnFirst(server, options.port === undefined ? AGENT_PORTS : [options.port]);
  const running = createAgent({ ...options, port });
  agent = running;
  return {
    agent: running,
    url: ownOrigin(port),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await running.close();
    },
  };
}
