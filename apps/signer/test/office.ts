// An office page and a person for the tests of the agent: the client as the browser runs it, and someone who opens the
// agent's own pages.
import { createHash, randomBytes, webcrypto } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSignedAttributes } from '@congvu/pki';
import { type AgentClient, type AgentRelay, createAgentClient } from '@congvu/pki/agent';
import type { RunningAgent } from '../src/agent/server.ts';

export interface Document {
  id: string;
  /** The bytes that were shown. */
  shown: Buffer;
  /** The bytes the signature covers: the shown ones and what is added when signing. */
  covered: Buffer;
  /** What the office hands out; the covered bytes unless a test changes them. */
  served: Buffer;
}

export function buildDocument(id: string): Document {
  const shown = Buffer.from(`%PDF-1.7\n${randomBytes(2_000).toString('hex')}\nstartxref\n9\n%%EOF\n`);
  const covered = Buffer.concat([shown, Buffer.from(`7 0 obj <</Type /Sig>> endobj ${id}\nstartxref\n99\n%%EOF\n`)]);
  return { id, shown, covered, served: covered };
}

export interface Office {
  origin: string;
  documents: Map<string, Document>;
  /** Everything the page and the office sent to the agent, for looking whether a PIN is among it. */
  sent: string[];
  /** The last request of the page as it went out. */
  requests: { url: string; init: RequestInit }[];
  /** The page writes its request but it does not go out. */
  isCut: boolean;
  client: AgentClient;
  relay(certificate: Uint8Array, ids: readonly string[], change?: Partial<AgentRelay>): AgentRelay;
  close(): Promise<void>;
}

export async function openOffice(port: number, now: () => number = Date.now): Promise<Office> {
  const documents = new Map<string, Document>();
  const server = createServer((request, response) => {
    const id = (request.url ?? '').slice('/content/'.length);
    if (id === 'redirect') {
      response.writeHead(302, { location: '/content/a' }).end();
      return;
    }
    const document = documents.get(id);
    response.writeHead(document === undefined ? 404 : 200).end(document?.served);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sent: string[] = [];
  const requests: Office['requests'] = [];
  const client = createAgentClient({
    origin,
    port,
    now,
    crypto: webcrypto as typeof globalThis.crypto,
    wait: () => new Promise((resolve) => setTimeout(resolve, 5)),
    fetch: (url, init = {}) => {
      const headers = { ...(init.headers as Record<string, string>), origin };
      sent.push(`${String(url)} ${JSON.stringify(headers)} ${String(init.body ?? '')}`);
      requests.push({ url: String(url), init: { ...init, headers } });
      if (office.isCut) {
        return Promise.reject(new Error('cut'));
      }
      return fetch(url, { ...init, headers });
    },
  });
  const office: Office = {
    origin,
    documents,
    sent,
    requests,
    isCut: false,
    client,
    relay(certificate, ids, change = {}) {
      return {
        batchId: 'lo-1',
        certificateSha256: createHash('sha256').update(certificate).digest('hex'),
        algorithm: 'RSA-PKCS1-SHA256',
        consent: { who: 'Lò Thị Mường, Phó Chủ tịch', reason: 'Ký ban hành văn bản' },
        items: ids.map((id) => {
          const document = documents.get(id) ?? buildDocument(id);
          documents.set(id, document);
          const messageDigest = createHash('sha256').update(document.covered).digest();
          return {
            documentId: id,
            title: `Về việc thử nghiệm <b>${id}</b>`,
            digest: createHash('sha256').update(document.shown).digest('hex'),
            attrs: Buffer.from(buildSignedAttributes(messageDigest, certificate)).toString('base64'),
            contentUrl: `${origin}/content/${id}`,
          };
        }),
        expiresAt: new Date(now() + 600_000).toISOString(),
        ...change,
      };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return office;
}

/** A browser window of the person: opens one page of the agent and presses its buttons. */
export class Person {
  readonly #agent: RunningAgent;
  url = '';
  cookie = '';
  html = '';

  constructor(agent: RunningAgent) {
    this.#agent = agent;
  }

  async open(url: string): Promise<Response> {
    this.url = url;
    const answer = await fetch(url, { headers: this.cookie === '' ? {} : { cookie: this.cookie } });
    this.cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? this.cookie;
    this.html = await answer.text();
    return answer;
  }

  async state(): Promise<{ state: string; message: string | null; isPinAsked: boolean; pinWarning: string | null }> {
    return (await fetch(`${this.url}/state`, { headers: { cookie: this.cookie } })).json() as Promise<
      Awaited<ReturnType<Person['state']>>
    >;
  }

  press(verb: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/${verb}`, {
      method: 'POST',
      headers: { cookie: this.cookie, origin: this.#agent.url, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  /** Waits until the agent has compared the documents and types the PIN. */
  async sign(pin: string): Promise<void> {
    await this.until('waiting');
    await this.press('sign', { pin });
  }

  async until(...states: string[]): Promise<void> {
    for (let tries = 0; tries < 2_000; tries += 1) {
      if (states.includes((await this.state()).state)) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`never became ${states.join(' or ')}`);
  }
}

export async function pair(office: Office, agent: RunningAgent): Promise<{ codeOnPage: string; person: Person }> {
  const person = new Person(agent);
  let codeOnPage = '';
  await office.client.pair({
    showCode: (code) => {
      codeOnPage = code;
    },
    openPage: (url) => {
      void person.open(url).then(() => person.press('confirm'));
    },
  });
  return { codeOnPage, person };
}
