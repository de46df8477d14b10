import { generateKeyPairSync } from 'node:crypto';
import { type AddressInfo, connect } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Services } from '../../platform/context.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildUnit } from '../org/org.testing.ts';
import { signMail } from './auth/sign-mail.ts';
import { createGate } from './intake/gate.ts';
import { type OpenPort, openSmtpPort, type PortOptions } from './intake/open-port.ts';
import { createSourceLimits, DEFAULT_RULES } from './intake/source-limits.ts';
import type { MailFlow, MailWorld } from './mailflow.flow.ts';

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

function stuffed(raw: Buffer): Buffer {
  return Buffer.from(raw.toString('latin1').replaceAll(/^\./gm, '..'), 'latin1');
}

/** A whole mail, as a server of good manners brings it; answers the reply to its end. */
export async function bringMail(port: number, from: string, to: readonly string[], raw: Buffer): Promise<string> {
  const talk = await talkTo(port);
  const last = await envelopeOf(talk, from, to);
  if (!last.startsWith('250')) {
    talk.cut();
    return last;
  }
  await talk.say('DATA');
  talk.write(stuffed(raw));
  const reply = await talk.say(raw.subarray(-2).toString() === '\r\n' ? '.' : '\r\n.');
  await talk.say('QUIT');
  talk.cut();
  return reply;
}

/** A mail server of somebody else. */
export interface OutsideServer {
  port: number;
  mails: { from: string; to: string[]; raw: Buffer; secure: boolean }[];
  /** The code and words of a refusal; of a recipient, or at the end of the mail. */
  refuse: ((recipient: string) => { code: number; text: string } | undefined) | undefined;
  refuseData: { code: number; text: string } | undefined;
  close(): Promise<void>;
}

export async function startOutside(tls: { key: string; cert: string }): Promise<OutsideServer> {
  const outside: OutsideServer = {
    port: 0,
    mails: [],
    refuse: undefined,
    refuseData: undefined,
    close: async () => undefined,
  };
  const refusal = (said: { code: number; text: string } | undefined): Error | null =>
    said === undefined ? null : Object.assign(new Error(said.text), { responseCode: said.code });
  const server = new SMTPServer({
    ...tls,
    authOptional: true,
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: true,
    onRcptTo: ({ address }, _session, done) => done(refusal(outside.refuse?.(address))),
    onData: (stream, session, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const error = refusal(outside.refuseData);
        if (error === null) {
          outside.mails.push({
            from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
            to: session.envelope.rcptTo.map(({ address }) => address),
            raw: Buffer.concat(pieces),
            secure: session.secure,
          });
        }
        done(error);
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  outside.port = (server.server.address() as AddressInfo).port; // it listens on a port
  outside.close = () => new Promise((resolve) => server.close(() => resolve()));
  return outside;
}

export interface FlowOffice {
  office: TestOffice;
  world: TestWorld;
  flow: MailFlow;
  agencyId: string;
  unitId: string;
  open(options?: Partial<PortOptions>): Promise<OpenPort>;
  close(): Promise<void>;
}

/** An agency whose mail is received here, on a network of the test. */
export async function createFlowOffice(): Promise<FlowOffice> {
  const office = await createTestOffice();
  office.config.smtp = { ...office.config.smtp, name: 'mail.tamduong.laichau.gov.vn' };
  const { id: agencyId } = await buildAgency(office.db, { name: 'UBND huyện Tam Đường' });
  const { id: unitId } = await buildUnit(office.db, agencyId);
  const world = createTestWorld();
  const services: Services = office;
  const flow: MailFlow = { services, world, ports: { campaigns: async () => [] } };
  const opened: OpenPort[] = [];
  return {
    office,
    world,
    flow,
    agencyId,
    unitId,
    open: async (options = {}) => {
      const port = await openSmtpPort({
        flow,
        gate: createGate(4),
        limits: createSourceLimits({ ...DEFAULT_RULES, connections: 1_000, messages: 10_000, unknown: 10_000 }),
        kind: 'transfer',
        port: 0,
        ...options,
      });
      opened.push(port);
      return port;
    },
    close: async () => {
      await Promise.all(opened.map((port) => port.close()));
      await office.close();
    },
  };
}
