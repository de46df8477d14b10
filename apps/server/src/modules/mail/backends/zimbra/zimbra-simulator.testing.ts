import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { issueCertificate, OID, writePem } from '@congvu/pki';
import { childOf, readXmlTree } from '../../../../platform/xml-tree.ts';
import { answerFor, answerTo, textOf } from './simulator-answers.testing.ts';
import { simulatedArchive } from './simulator-archive.testing.ts';
import { createDirectory, type SimulatedDirectory, SimulatedFault } from './simulator-directory.testing.ts';
import { element, type Markup } from './soap-message.ts';

/** What the next answer is instead of the right one. */
export type Mishap = 'failure' | 'html' | 'half' | 'cut' | 'doctype' | 'other' | 'done_unsaid';

export interface ZimbraSimulator {
  url: string;
  caPem: string;
  directory: SimulatedDirectory;
  adminName: string;
  password: string;
  /** Names of the requests, in order. */
  asked: string[];
  /** What is done to the next answer to a request of this name (`home` = the file of an account). */
  mishaps: Map<string, Mishap>;
  /** The next requests but sign-ins meet this fault. */
  faults: string[];
  /** Before 8.8.10. */
  isOld: boolean;
  /** Zimbra forgets every session. */
  forgetSessions(): void;
  cut(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;

function certificate() {
  const lifetime = { notBefore: new Date(Date.now() - HOUR_MS), notAfter: new Date(Date.now() + HOUR_MS) };
  const named = (value: string) => [{ oid: OID.commonName, value }];
  const authority = issueCertificate({ subject: named('Zimbra tự ký'), ...lifetime, authority: {} });
  const server = issueCertificate({
    subject: named('localhost'),
    ...lifetime,
    issuer: authority,
    keyUsage: ['digitalSignature', 'keyEncipherment'],
  });
  return {
    caPem: writePem(authority.certificate),
    cert: writePem(server.certificate),
    key: server.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

function envelope(body: Markup, before = ''): string {
  const soap = 'http://www.w3.org/2003/05/soap-envelope';
  const head = element('soap:Header', {}, [element('context', { xmlns: 'urn:zimbra' }, '')]);
  const { xml } = element('soap:Envelope', { 'xmlns:soap': soap }, [head, element('soap:Body', {}, [body])]);
  return before + xml;
}

function faultMarkup(code: string, text: string): Markup {
  return element('soap:Fault', {}, [
    element('soap:Code', {}, [element('soap:Value', {}, 'soap:Sender')]),
    element('soap:Reason', {}, [element('soap:Text', {}, text)]),
    element('soap:Detail', {}, [element('Error', { xmlns: 'urn:zimbra' }, [element('Code', {}, code)])]),
  ]);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

const SPOILT: Record<Mishap, (response: ServerResponse, right: string) => void> = {
  failure: (response) => response.writeHead(500).end(envelope(faultMarkup('service.FAILURE', 'system failure: LDAP'))),
  html: (response) => response.writeHead(502).end('<html><body>Bad Gateway<br></body></html>'),
  half: (response, right) => response.writeHead(200).end(right.slice(0, right.length / 2)),
  cut: (response, right) => {
    response.writeHead(200, { 'content-length': String(right.length * 2) }).write(right);
    response.destroy();
  },
  doctype: (response, right) =>
    response.writeHead(200).end(`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${right}`),
  other: (response) => response.writeHead(200).end(envelope(element('SomethingResponse', {}, ''))),
  done_unsaid: (response) => response.destroy(),
};

function createTokens() {
  const live = new Set<string>();
  const delegated = new Map<string, string>();
  return {
    live,
    delegated,
    giveFor: (accountId: string) => {
      const token = `0_${randomUUID()}`;
      delegated.set(token, accountId);
      return token;
    },
    give: () => {
      const token = `0_${randomUUID()}`;
      live.add(token);
      return token;
    },
  };
}

function soapAnswer(simulator: ZimbraSimulator, tokens: ReturnType<typeof createTokens>, text: string): Markup {
  const root = readXmlTree(text, { depth: 20, nodes: 1_000 });
  const request = childOf(root, 'Body')?.children[0];
  if (request === undefined) {
    throw new SimulatedFault('service.PARSE_ERROR', 'parse error');
  }
  simulator.asked.push(request.name);
  const name = request.name.replace(/Request$/, 'Response');
  if (request.name === 'AuthRequest') {
    if (textOf(request, 'name') !== simulator.adminName || textOf(request, 'password') !== simulator.password) {
      throw new SimulatedFault('account.AUTH_FAILED', `authentication failed for [${textOf(request, 'name')}]`);
    }
    const inner = [element('authToken', {}, tokens.give()), element('lifetime', {}, String(12 * HOUR_MS))];
    return element(name, { xmlns: 'urn:zimbraAdmin' }, inner);
  }
  const token = childOf(root, 'Header', 'context', 'authToken')?.text ?? '';
  const holder = tokens.delegated.get(token);
  if (!tokens.live.has(token) && holder === undefined) {
    throw new SimulatedFault(token === '' ? 'service.AUTH_REQUIRED' : 'service.AUTH_EXPIRED', 'auth credentials');
  }
  const fault = simulator.faults.shift();
  if (fault !== undefined) {
    throw new SimulatedFault(fault, 'as the test wants it');
  }
  if (request.name === 'DelegateAuthRequest') {
    const id = textOf(request, 'account');
    simulator.directory.must(simulator.directory.accounts.get(id), id);
    return element(name, { xmlns: 'urn:zimbraAdmin' }, [element('authToken', {}, tokens.giveFor(id))]);
  }
  const account = holder === undefined ? undefined : simulator.directory.accounts.get(holder);
  const { attributes, content } =
    account === undefined ? answerTo(simulator, request) : answerFor(simulator.directory, account, request);
  return element(name, { xmlns: account === undefined ? 'urn:zimbraAdmin' : 'urn:zimbraMail', ...attributes }, content);
}

function serveSoap(simulator: ZimbraSimulator, tokens: ReturnType<typeof createTokens>, text: string) {
  try {
    return { status: 200, text: envelope(soapAnswer(simulator, tokens, text)) };
  } catch (error) {
    if (!(error instanceof SimulatedFault)) {
      throw error;
    }
    return { status: 500, text: envelope(faultMarkup(error.code, error.message)) };
  }
}

function takeMishap({ mishaps }: ZimbraSimulator, name: string): Mishap | undefined {
  const found = mishaps.get(name);
  mishaps.delete(name);
  return found;
}

function serveHome(simulator: ZimbraSimulator, live: Set<string>, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '', simulator.url);
  const token = /ZM_ADMIN_AUTH_TOKEN=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
  const account = simulator.directory.byName(decodeURIComponent(url.pathname.split('/')[2] ?? ''));
  simulator.asked.push('home');
  if (!live.has(token)) {
    response.writeHead(401).end();
  } else if (account === undefined) {
    response.writeHead(404).end();
  } else if (account.messages.length === 0) {
    response.writeHead(204).end();
  } else {
    const bytes = simulatedArchive(account.messages);
    const isCut = takeMishap(simulator, 'home') !== undefined;
    response.writeHead(200, { 'content-type': 'application/x-tgz' }).end(isCut ? bytes.subarray(0, -20) : bytes);
  }
}

/**
 * The part of Zimbra we speak to, as `soap-admin.txt` and the sources of zm-mailbox describe it: admin SOAP over TLS with its faults,
 * the directory with its attributes, `home?fmt=tgz`. Not Zimbra: what only a real one shows stays unproven.
 */
export async function startZimbra(domains: readonly string[]): Promise<ZimbraSimulator> {
  const { caPem, cert, key } = certificate();
  const tokens = createTokens();
  const server = createServer({ cert, key }, (request, response) => {
    if (request.url?.startsWith('/home/') === true) {
      serveHome(simulator, tokens.live, request, response);
      return;
    }
    void bodyOf(request).then((text) => {
      const right = serveSoap(simulator, tokens, text);
      const mishap = takeMishap(simulator, simulator.asked.at(-1) ?? '');
      if (mishap === undefined) {
        response.writeHead(right.status, { 'content-type': 'text/xml; charset=utf-8' }).end(right.text);
      } else {
        SPOILT[mishap](response, right.text);
      }
    });
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const simulator: ZimbraSimulator = {
    url: `https://localhost:${port}`,
    caPem,
    directory: createDirectory(domains),
    adminName: 'congvu@laichau.gov.vn',
    password: 'Mật khẩu <quản trị> & "bí mật"',
    asked: [],
    mishaps: new Map(),
    faults: [],
    isOld: false,
    forgetSessions: () => tokens.live.clear(),
    cut: async () => {
      await stop();
      return () => listen(port);
    },
    close: stop,
  };
  return simulator;
}
