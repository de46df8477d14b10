import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Subject } from '../../../platform/authorise.ts';
import type { ActingContext, Context, Services } from '../../../platform/context.ts';
import { createDb } from '../../../platform/db.ts';
import { buildServer } from '../../../platform/http/server.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import type { ArrivedMessage, Parcel } from '../carrier.ts';
import { acceptPeerCodes } from './commands/accept-codes.ts';
import { confirmPeer } from './commands/confirm-peer.ts';
import { proposePeer } from './commands/propose-peer.ts';
import { installationIdentity } from './installation-identity.ts';
import { createPeerPart } from './peer-part.ts';

/** One installation: a database, files, an agency with an administrator, and a server on a port of this machine. */
export interface Side {
  office: TestOffice;
  agencyId: string;
  code: string;
  administrator: Subject;
  url: string;
  part: Part;
  /** What the exchange above was given, in order, repetitions included. */
  handed: ArrivedMessage[];
  /** Distinct messages in the inbox. */
  inbox(): Promise<{ message_id: string; sha256: string; content: Buffer | null }[]>;
  system(): Context;
  /** The next hand-over stores its messages and then fails, as a process killed before its answer. */
  dieAfterStoring(): void;
  /** As after a new installation on the same address: the same data, another key. */
  changeKey(): Promise<void>;
  close(): Promise<void>;
}

/** As `CarrierPorts.arrived` of the exchange: a row a message, once. */
async function storeInInbox(context: Context, messages: readonly ArrivedMessage[]): Promise<void> {
  await context.db.transaction().execute(async (tx) => {
    for (const message of messages) {
      await rawQuery(
        tx,
        `insert into interchange_inbox (agency_id, id, carrier, connection_id, message_id, kind, sender_agency_id, sender_code, receiver_code,
           sha256, size, content, priority, received_at, state, next_at)
         values ($1, $2, 'peer', $13, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'stored', $12)
         on conflict do nothing`,
        [
          message.agencyId,
          newId(),
          message.messageId,
          message.kind,
          message.senderAgencyId,
          message.senderCode,
          message.receiverCode,
          message.sha256,
          message.size,
          message.content,
          message.priority,
          context.clock.now(),
          message.connectionId,
        ],
      );
    }
  });
}

type Part = ReturnType<typeof createPeerPart>;

function serve(services: Services, part: Part): Promise<FastifyInstance> {
  return buildServer({
    services,
    routes: part.routes,
    resolveSession: async () => undefined,
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 1_000,
  });
}

async function buildOffice(name: string, code: string) {
  const office = await createTestOffice();
  office.config.loopbackServices = true;
  const agency = await buildAgency(office.db, { name, code });
  const unit = await buildUnit(office.db, agency.id);
  const administrator = await buildSubject(office.db, {
    agencyId: agency.id,
    unitId: unit.id,
    roles: ['administrator'],
  });
  return { office, agencyId: agency.id, administrator };
}

export async function createSide(name: string, code: string): Promise<Side> {
  const { office, agencyId, administrator } = await buildOffice(name, code);
  const handed: ArrivedMessage[] = [];
  let dies = false;
  const part = createPeerPart({
    arrived: async (context, messages) => {
      handed.push(...messages);
      await storeInInbox(context, messages);
      if (dies) {
        dies = false;
        throw new Error('killed between store and answer');
      }
    },
    returned: async () => undefined,
  });
  let app = await serve(office, part);
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  office.config.publicUrl = address.origin;
  const side: Side = {
    office,
    agencyId,
    code,
    administrator,
    url: address.origin,
    part,
    handed,
    inbox: () => rawQuery(office.db, 'select message_id, sha256, content from interchange_inbox order by seq', []),
    system: () => ({
      ...office,
      subject: undefined,
      meta: { requestId: newId(), ip: '', userAgent: 'job' },
      idempotency: undefined,
    }),
    dieAfterStoring: () => {
      dies = true;
    },
    changeKey: async () => {
      await app.close();
      await rawQuery(office.db, 'delete from carriers_installation', []);
      office.db = createDb(office.database.pool);
      app = await serve(office, part);
      await app.listen({ host: '127.0.0.1', port: Number(address.port) });
    },
    close: async () => {
      await app.close();
      await office.close();
    },
  };
  return side;
}

/** The administrator, in a fresh request on whatever the office runs on now. */
export function actingIn(side: Side): ActingContext {
  return { ...side.office.as(side.administrator), db: side.office.db };
}

/** What the other side's administrator reads aloud. */
export async function lastGroups(side: Side): Promise<string> {
  return (await installationIdentity(side.office)).fingerprint.split(' ').slice(-4).join(' ');
}

/** `here` proposes and confirms `there`; answers the connection. */
export async function pair(
  here: Side,
  there: Side,
  given: { codes?: string[]; endpoint?: string } = {},
): Promise<string> {
  const { codes = [there.code], endpoint = there.url } = given;
  const { id } = await proposePeer(actingIn(here), {
    endpoint,
    plainHttpConfirmed: true,
    ca: '',
    name: '',
    share: 'own',
  });
  await confirmPeer(actingIn(here), id, { heard: await lastGroups(there), codes });
  return id;
}

export async function acceptCodes(here: Side, id: string, codes: string[]): Promise<void> {
  await acceptPeerCodes(actingIn(here), id, { codes });
}

/** A parcel whose bytes lie where they would: statuses in the row, letters in the blob store. */
export async function parcelOf(
  from: Side,
  to: Pick<Side, 'code'>,
  connectionId: string,
  given: Partial<Parcel> & { bytes: Buffer },
): Promise<Parcel> {
  const { bytes, ...rest } = given;
  const kind = rest.kind ?? 'document';
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (kind === 'document') {
    await from.office.blobs.put(bytes);
  }
  return {
    outboxId: newId(),
    senderAgencyId: from.agencyId,
    senderCode: from.code,
    receiverAgencyId: null,
    receiverCode: to.code,
    connectionId,
    kind,
    messageId: newId(),
    sha256,
    size: bytes.length,
    content: kind === 'status' ? bytes : null,
    priority: 0,
    inDoubt: false,
    ...rest,
  };
}
