import { generateKeyPairSync } from 'node:crypto';
import { connect } from 'node:net';
import { signMail } from './auth/sign-mail.ts';
import type { FlowPorts, MailWorld } from './mailflow.flow.ts';

/** Nobody above has anything to say. */
export const QUIET_PORTS: FlowPorts = {
  campaigns: async () => [],
  submission: {
    guardTexts: async () => undefined,
    guardFile: async () => undefined,
    issuedDocuments: async () => [],
  },
};

type Records = Map<string, string[][] | string[] | { exchange: string; priority: number }[]>;

/** A name service that knows what the test tells it; `isDown` answers nobody. */
export interface TestWorld extends MailWorld {
  records: Records;
  isDown: boolean;
  policies: Map<string, Awaited<ReturnType<MailWorld['sts']>>>;
}

export function createTestWorld(): TestWorld {
  const world: TestWorld = {
    records: new Map(),
    isDown: false,
    policies: new Map(),
    smtpPort: 0,
    names: async (name, type) => {
      if (world.isDown) {
        throw Object.assign(new Error('timeout'), { code: 'ETIMEOUT' });
      }
      const found = world.records.get(`${type} ${name.toLowerCase()}`);
      if (found === undefined) {
        throw Object.assign(new Error(`no ${type} of ${name}`), { code: 'ENOTFOUND' });
      }
      // MX are objects, as node answers them; the type of the library knows texts only.
      return found as string[];
    },
    sts: async (domain) => world.policies.get(domain),
  };
  return world;
}

/** A domain of somebody else: its key signs, its records answer. */
export interface TestDomain {
  name: string;
  sign(raw: Buffer): Promise<Buffer>;
}

export function addDomainTo(
  world: TestWorld,
  name: string,
  given: { dmarc?: string | undefined; spf?: string; algorithm?: 'rsa' | 'ed25519' } = {},
): TestDomain {
  const { dmarc = 'v=DMARC1; p=reject', spf = 'v=spf1 ip4:127.0.0.1 -all', algorithm = 'rsa' } = given;
  const pair =
    algorithm === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
  const spki = pair.publicKey.export({ format: 'der', type: 'spki' });
  const key = (algorithm === 'rsa' ? spki : spki.subarray(-32)).toString('base64');
  world.records.set(`TXT cv._domainkey.${name}`, [[`v=DKIM1; k=${algorithm}; p=${key}`]]);
  world.records.set(`TXT ${name}`, [[spf]]);
  if (dmarc !== '') {
    world.records.set(`TXT _dmarc.${name}`, [[dmarc]]);
  }
  const privateKey = pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return {
    name,
    sign: async (raw) => {
      const keys = [{ domain: name, selector: 'cv', algorithm, privateKey }];
      return Buffer.concat([Buffer.from(await signMail(raw, keys, new Date())), raw]);
    },
  };
}

/** One line of SMTP, said as the test wants it: no client of good manners stands between. */
export interface Talk {
  /** Answers what the server says next, all its lines. */
  hear(): Promise<string>;
  say(line: string): Promise<string>;
  write(bytes: string | Buffer): void;
  /** Hangs up without a word. */
  cut(): void;
  closed: Promise<void>;
}

export async function talkTo(port: number): Promise<Talk> {
  const socket = connect({ port, host: '127.0.0.1' });
  let heard = '';
  const waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const go of waiting.splice(0)) {
      go();
    }
  };
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    heard += text;
    wake();
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined);
  socket.on('close', wake);
  const hear = async (): Promise<string> => {
    for (;;) {
      const answer = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\n/.exec(heard)?.[0];
      if (answer !== undefined) {
        heard = heard.slice(answer.length);
        return answer.trimEnd();
      }
      if (socket.destroyed) {
        return '';
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const talk: Talk = {
    hear,
    say: (line) => {
      socket.write(`${line}\r\n`);
      return hear();
    },
    write: (bytes) => void socket.write(bytes),
    cut: () => socket.destroy(),
    closed,
  };
  return talk;
}

/** HELO to the end of the envelope; answers the last reply. */
export async function envelopeOf(talk: Talk, from: string, to: readonly string[]): Promise<string> {
  await talk.hear();
  await talk.say('EHLO mail.ngoai.vn');
  let last = await talk.say(`MAIL FROM:<${from}>`);
  for (const recipient of to) {
    last = await talk.say(`RCPT TO:<${recipient}>`);
  }
  return last;
}
