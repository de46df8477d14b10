import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DemoPeople } from '@congvu/contracts';
import { DEMO_PASSWORD } from '../../apps/server/src/demo/demo-secrets.ts';
import { newId } from '../../apps/server/src/platform/ids.ts';

const MAIN = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url));
/** A phone has fewer rights. */
const DESKTOP = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const REQUEST_LIMIT_MS = 30_000;

export interface HttpAnswer {
  status: number;
  body: unknown;
  code: string | undefined;
  ms: number;
}

export interface Person {
  userName: string;
  roles: string[];
  agencyName: string;
}

/** The program as it is started with `npm start -- --demo`, in a process of its own, spoken to over HTTP. */
export interface OfficeProcess {
  port: number;
  pid: number;
  hasEnded(): boolean;
  /** Resident memory in bytes. */
  memory(): number;
  /** Open files and sockets. */
  handles(): number;
  people(): Promise<Person[]>;
  signIn(userName: string): Promise<Visitor>;
  /** One request of a browser that signed in here or at another process of the same office. */
  ask(sent: Sent): Promise<HttpAnswer>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** One signed-in browser. */
export interface Visitor {
  cookie: string;
  get(path: string): Promise<HttpAnswer>;
  post(path: string, body: object, how?: Sending): Promise<HttpAnswer>;
  put(path: string, body: object, how?: Sending): Promise<HttpAnswer>;
  /** The stream of events of an open page. */
  listen(): { isOpen(): boolean; close(): void };
}

export interface Sending {
  /** Idempotency-Key; a new one for each request unless given. */
  key?: string;
  /** The browser waits no longer than this. */
  hangUpAfterMs?: number;
}

interface Sent extends Sending {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  cookie?: string;
  body?: object;
}

/** The browser gave up waiting; what the server did is not known. */
class HungUp extends Error {
  override name = 'HungUp';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function codeOf(body: unknown): string | undefined {
  const error = (body as { error?: { code?: string } } | undefined)?.error; // as platform/http/errors.ts answers
  return error?.code;
}

function createSend(port: number) {
  const agent = new Agent({ keepAlive: true });
  return ({ method, path, cookie, body, key, hangUpAfterMs }: Sent): Promise<HttpAnswer & { cookies: string[] }> =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const headers = {
        'x-requested-with': 'congvu',
        'user-agent': DESKTOP,
        ...(method !== 'GET' && { 'idempotency-key': key ?? newId(), 'content-type': 'application/json' }),
        ...(cookie !== undefined && { cookie }),
      };
      const options = { host: '127.0.0.1', port, path, method, agent, headers, timeout: REQUEST_LIMIT_MS };
      const sent = request(options, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.once('error', reject);
        answer.once('end', () => {
          const json = parse(Buffer.concat(parts).toString('utf8'));
          const cookies = (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0] ?? '');
          resolve({
            status: answer.statusCode ?? 0,
            body: json,
            code: codeOf(json),
            ms: performance.now() - started,
            cookies,
          });
        });
      });
      if (hangUpAfterMs !== undefined) {
        const timer = setTimeout(() => sent.destroy(new HungUp()), hangUpAfterMs);
        sent.once('close', () => clearTimeout(timer));
      }
      sent.once('timeout', () =>
        sent.destroy(new Error(`${method} ${path}: no answer for ${REQUEST_LIMIT_MS / 1000} s`)),
      );
      sent.once('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

function openStream(port: number, cookie: string): ReturnType<Visitor['listen']> {
  let isOpen = false;
  const sent = request(
    { host: '127.0.0.1', port, path: '/api/events', agent: false, headers: { cookie } },
    (answer) => {
      isOpen = answer.statusCode === 200;
      answer.resume().once('close', () => {
        isOpen = false;
      });
      answer.on('error', () => undefined);
    },
  );
  sent.on('error', () => undefined);
  sent.end();
  return { isOpen: () => isOpen, close: () => sent.destroy() };
}

function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

async function waitForAddress(child: ReturnType<typeof spawn>): Promise<number> {
  const said: string[] = [];
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) {
    throw new Error('no pipes');
  }
  stderr.on('data', (bytes: Buffer) => said.push(bytes.toString('utf8')));
  return new Promise((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (line) => {
      const port = /đang chạy: http:\/\/[^:]+:(\d+)/.exec(line)?.[1];
      if (port !== undefined) {
        resolve(Number(port));
      }
    });
    child.once('exit', () => reject(new Error(`the office did not start: ${said.join('')}`)));
  });
}

export async function startOfficeProcess(dataDir: string, env: NodeJS.ProcessEnv = {}): Promise<OfficeProcess> {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [MAIN, '--demo', '--data', dataDir, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, CONGVU_LOG: 'fatal', ...env },
  });
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const port = await waitForAddress(child);
  const send = createSend(port);
  const { pid = 0 } = child;
  return {
    port,
    pid,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    memory: () => memoryOf(pid),
    handles: () => readdirSync(`/proc/${pid}/fd`).length,
    people: async () => {
      const { body } = await send({ method: 'GET', path: '/api/demo/people' });
      const { agencies } = body as DemoPeople; // contract of that route
      return agencies.flatMap(({ agencyName, people }) =>
        people.map(({ userName, roles }) => ({ userName, roles, agencyName })),
      );
    },
    signIn: async (userName) => {
      const answer = await send({ method: 'POST', path: '/api/sign-in', body: { userName, password: DEMO_PASSWORD } });
      if (answer.status !== 200) {
        throw new Error(`sign-in of ${userName}: ${answer.status} ${answer.code}`);
      }
      const cookie = answer.cookies.join('; ');
      return {
        cookie,
        get: (path) => send({ method: 'GET', path, cookie }),
        post: (path, body, how) => send({ ...how, method: 'POST', path, cookie, body }),
        put: (path, body, how) => send({ ...how, method: 'PUT', path, cookie, body }),
        listen: () => openStream(port, cookie),
      };
    },
    ask: (sent) => send(sent),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
