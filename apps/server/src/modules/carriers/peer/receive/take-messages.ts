import { createHash } from 'node:crypto';
import { codeKey } from '#modules/addressbook';
import { findAgencyByCode } from '#modules/org';
import type { Context, Services } from '../../../../platform/context.ts';
import { AppError } from '../../../../platform/errors.ts';
import type { ArrivedMessage, CarrierPorts } from '../../carrier.ts';
import { findConnection } from '../../connections.store.ts';
import { inPool } from '../../pool.ts';
import { type Bodies, resolveBodies } from '../../ways/resolve-bodies.ts';
import { listServedAgencies } from '../../ways/served-agencies.ts';
import { listAccepted } from '../peer.store.ts';
import { type Frame, FrameError, readFrames } from '../wire/frames.ts';
import { BATCH_COUNT, MessageHeader, type MessageOutcome } from '../wire/protocol.ts';
import type { KnownPeer } from './authenticate.ts';
import { keepUpload } from './uploads.ts';

/** A status is a kilobyte: it lives in the row, so that no file has to be waited for. */
const IN_ROW_BYTES = 16 * 1024;
const MEGABYTE = 1024 * 1024;
/** Files written side by side: the disk syncs them together. */
const AT_ONCE = 16;

interface Batch {
  services: Services;
  peer: KnownPeer;
  accepted: ReadonlySet<string>;
  /** Agencies of ours that the peer may write to, under any of their codes; closed ones by their successor. */
  served: ReadonlySet<string>;
  bodies: Bodies;
  /** Senders as our own tree knows them, by key of the code. */
  senders: ReadonlyMap<string, string>;
}

interface Read {
  header: MessageHeader;
  content: Buffer;
}

async function findSenders({ db }: Services, codes: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const code of new Map(codes.map((one) => [codeKey(one), one])).values()) {
    const agency = await findAgencyByCode(db, code);
    if (agency !== undefined) {
      found.set(codeKey(code), agency.id);
    }
  }
  return found;
}

async function readBatch(services: Services, peer: KnownPeer, read: readonly Read[]): Promise<Batch> {
  const { db } = services;
  const connection = await findConnection(db, peer.id);
  const served = connection && (await listServedAgencies(db, [connection])).get(connection.id);
  const accepted = await listAccepted(db, peer.id);
  const senderCodes = read.map(({ header }) => header.senderCode).filter((code) => accepted.has(codeKey(code)));
  return {
    services,
    peer,
    accepted,
    served: new Set((served ?? []).map(({ id }) => id)),
    bodies: await resolveBodies(db, [...new Set(read.map(({ header }) => header.receiverCode))]),
    senders: await findSenders(services, senderCodes),
  };
}

type Taken = { outcome: Exclude<MessageOutcome, 'stored'> } | { outcome: 'stored'; message: ArrivedMessage };

/** The bytes, durable; an outcome when they are not what the header says. */
async function storeBytes(
  { services, peer }: Batch,
  header: MessageHeader,
  content: Buffer,
): Promise<{ content: Buffer | null } | 'missing' | 'changed'> {
  if (content.length === 0) {
    return (await keepUpload(services, peer, header)) ? { content: null } : 'missing';
  }
  if (content.length !== header.size) {
    return 'changed';
  }
  if (header.kind === 'status' && content.length <= IN_ROW_BYTES) {
    return createHash('sha256').update(content).digest('hex') === header.sha256 ? { content } : 'changed';
  }
  try {
    await services.blobs.put(content, { sha256: header.sha256 });
    return { content: null };
  } catch (error) {
    if (error instanceof AppError && error.code === 'files.changed') {
      return 'changed';
    }
    throw error;
  }
}

async function take(batch: Batch, { header, content }: Read): Promise<Taken> {
  if (!batch.accepted.has(codeKey(header.senderCode))) {
    return { outcome: 'sender_not_accepted' };
  }
  const agencyId = batch.bodies.find(header.receiverCode).hosted?.agencyId;
  if (agencyId === undefined || !batch.served.has(agencyId)) {
    return { outcome: 'receiver_unknown' };
  }
  if (header.size > batch.peer.settings.maxMessageMb * MEGABYTE) {
    return { outcome: 'too_large' };
  }
  const stored = await storeBytes(batch, header, content);
  if (typeof stored === 'string') {
    return { outcome: stored };
  }
  const { kind, senderCode, receiverCode, sha256, size, priority } = header;
  const message: ArrivedMessage = {
    agencyId,
    carrier: 'peer',
    connectionId: batch.peer.id,
    // Names are the sender's own: within its code they are unique, and no other peer may speak for that code.
    messageId: `${codeKey(senderCode)}/${header.messageId}`,
    kind,
    senderAgencyId: batch.senders.get(codeKey(senderCode)) ?? null,
    senderCode,
    receiverCode,
    sha256,
    size,
    content: stored.content,
    priority,
  };
  return { outcome: 'stored', message };
}

function readHeader({ header, content }: Frame): Read | undefined {
  const parsed = MessageHeader.safeParse(header);
  return parsed.success ? { header: parsed.data, content } : undefined;
}

async function takeAll(services: Services, peer: KnownPeer, frames: readonly Frame[]): Promise<Taken[]> {
  const read = frames.map(readHeader);
  const batch = await readBatch(
    services,
    peer,
    read.filter((one) => one !== undefined),
  );
  const taken: Taken[] = read.map(() => ({ outcome: 'malformed' }));
  await inPool([...read.entries()], AT_ONCE, async ([index, one]) => {
    if (one !== undefined) {
      taken[index] = await take(batch, one);
    }
  });
  return taken;
}

/** The same message twice in one batch is one message. */
function distinct(taken: readonly Taken[]): ArrivedMessage[] {
  const messages = taken.flatMap((one) => (one.outcome === 'stored' ? [one.message] : []));
  return [...new Map(messages.map((message) => [`${message.agencyId}|${message.messageId}`, message])).values()];
}

/**
 * One outcome a message, in order. When it answers, everything `stored` is in an inbox, all in one transaction; dying before the
 * answer leaves the sender to repeat, and the inbox recognises the repetition.
 * @throws AppError 400 `exchange.malformed` when the frame itself is broken
 */
export async function takeMessages(
  context: Context,
  ports: CarrierPorts,
  peer: KnownPeer,
  body: Buffer,
): Promise<{ outcomes: MessageOutcome[]; stored: number }> {
  let frames: Frame[];
  try {
    frames = readFrames(body, BATCH_COUNT);
  } catch (error) {
    if (error instanceof FrameError) {
      throw new AppError('exchange.malformed', 400, 'Gói gửi không đúng khuôn dạng.');
    }
    throw error;
  }
  const taken = await takeAll(context, peer, frames);
  const messages = distinct(taken);
  if (messages.length > 0) {
    await ports.arrived(context, messages);
  }
  return { outcomes: taken.map(({ outcome }) => outcome), stored: messages.length };
}
