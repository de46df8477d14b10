import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Services } from '../../platform/context.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildUnit } from '../org/org.testing.ts';
import { createGate } from './intake/gate.ts';
import { type OpenPort, openSmtpPort, type PortOptions } from './intake/open-port.ts';
import { createMailMemory } from './intake/read-data.ts';
import { createSourceLimits, DEFAULT_RULES } from './intake/source-limits.ts';
import { createTestWorld, envelopeOf, QUIET_PORTS, type TestWorld, talkTo } from './mail-world.testing.ts';
import type { MailFlow } from './mailflow.flow.ts';

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
  const flow: MailFlow = { services, world, ports: QUIET_PORTS };
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
        memory: createMailMemory(),
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
