import { createHash } from 'node:crypto';
import { codeKey } from '#modules/addressbook';
import { findAgencyByCode } from '#modules/org';
import type { Context, Services } from '../../../../platform/context.ts';
import { AppError } from '../../../../platform/errors.ts';
import type { ArrivedMessage, CarrierPorts } from '../../carrier.ts';
import { findConnection } from '../../connections.store.ts';
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
  /** Code → agency of ours that the peer may write to. */
  receivers: ReadonlyMap<string, string>;
}

async function readBatch(services: Services, peer: KnownPeer): Promise<Batch> {
  const connection = await findConnection(services.db, peer.id);
  const served = connection && (await listServedAgencies(services.db, [connection])).get(connection.id);
  const receivers = new Map(
    (served ?? []).flatMap(({ id, codes }) => codes.map((code) => [codeKey(code), id] as const)),
  );
  return { services, peer, accepted: await listAccepted(services.db, peer.id), receivers };
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
  if (content.length !== header.size || createHash('sha256').update(content).digest('hex') !== header.sha256) {
    return 'changed';
  }
  if (header.kind === 'status' && content.length <= IN_ROW_BYTES) {
    return { content };
  }
  await services.blobs.put(content);
  return { content: null };
}

async function take(batch: Batch, frame: Frame): Promise<Taken> {
  const parsed = MessageHeader.safeParse(frame.header);
  if (!parsed.success) {
    return { outcome: 'malformed' };
  }
  const header = parsed.data;
  if (!batch.accepted.has(codeKey(header.senderCode))) {
    return { outcome: 'sender_not_accepted' };
  }
  const agencyId = batch.receivers.get(codeKey(header.receiverCode));
  if (agencyId === undefined) {
    return { outcome: 'receiver_unknown' };
  }
  if (header.size > batch.peer.settings.maxMessageMb * MEGABYTE) {
    return { outcome: 'too_large' };
  }
  const stored = await storeBytes(batch, header, frame.content);
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
    senderAgencyId: (await findAgencyByCode(batch.services.db, senderCode))?.id ?? null,
    senderCode,
    receiverCode,
    sha256,
    size,
    content: stored.content,
    priority,
  };
  return { outcome: 'stored', message };
}

async function takeAll(batch: Batch, frames: readonly Frame[]): Promise<Taken[]> {
  const taken: Taken[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < frames.length; index = next++) {
      const frame = frames[index];
      if (frame !== undefined) {
        taken[index] = await take(batch, frame);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
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
  const taken = await takeAll(await readBatch(context, peer), frames);
  const messages = distinct(taken);
  if (messages.length > 0) {
    await ports.arrived(context, messages);
  }
  return { outcomes: taken.map(({ outcome }) => outcome), stored: messages.length };
}
