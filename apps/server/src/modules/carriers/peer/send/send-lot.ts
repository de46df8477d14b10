import type { Context } from '../../../../platform/context.ts';
import type { Parcel, SendOutcome } from '../../carrier.ts';
import { inPool } from '../../pool.ts';
import { writeFrames } from '../wire/frames.ts';
import {
  BATCH_BYTES,
  BATCH_COUNT,
  INLINE_BYTES,
  MESSAGES_PATH,
  type MessageHeader,
  MessagesAnswer,
} from '../wire/protocol.ts';
import { outcomeOf, uploadOutcome } from './outcomes.ts';
import type { PeerAnswer, PeerClient, PeerRequest } from './peer-client.ts';
import { PeerError } from './peer-error.ts';
import { uploadBlob } from './upload-blob.ts';

/** Batches under way at once: one is written to the disk there while the next is read here. */
const PIPELINE = 2;

/** Outcomes stand at the places of the parcels; those the trouble left without one were not sent. */
export interface Sent {
  outcomes: (SendOutcome | undefined)[];
  trouble: PeerError | undefined;
  skewMs: number | undefined;
}

interface Lot extends Sent {
  context: Context;
  client: PeerClient;
  name: string;
  parcels: readonly Parcel[];
}

/** A line the other side had closed is opened anew at once; the request is signed anew, so that it is no replay. */
async function ask(client: PeerClient, request: PeerRequest): Promise<PeerAnswer> {
  try {
    return await client(request);
  } catch (error) {
    if (error instanceof PeerError && error.isBroken) {
      return client(request);
    }
    throw error;
  }
}

/** True while the line holds. */
async function guarded(lot: Lot, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof PeerError)) {
      throw error;
    }
    lot.trouble ??= error;
  }
}

function isBig(parcel: Parcel | undefined): boolean {
  return parcel !== undefined && parcel.content === null && parcel.size > INLINE_BYTES;
}

/** Each big message once, whoever it is for; those that do not get there have their outcome. */
async function uploadBig(lot: Lot): Promise<void> {
  const places = [...lot.parcels.keys()].filter((place) => isBig(lot.parcels[place]));
  for (const [sha256, own] of Map.groupBy(places, (place) => lot.parcels[place]?.sha256 ?? '')) {
    const size = lot.parcels[own[0] ?? 0]?.size ?? 0;
    if (lot.trouble !== undefined) {
      return;
    }
    await guarded(lot, async () => {
      const client: PeerClient = (request) => ask(lot.client, request);
      const result = await uploadBlob(lot.context, client, { sha256, size });
      if (result !== 'whole') {
        for (const place of own) {
          lot.outcomes[place] = uploadOutcome(result, lot.name);
        }
      }
    });
  }
}

function headerOf(parcel: Parcel): MessageHeader {
  const { messageId, kind, senderCode, receiverCode, sha256, size, priority } = parcel;
  return { messageId, kind, senderCode, receiverCode, sha256, size, priority };
}

/** Places of parcels, in batches of bounded count and bytes. */
function batchesOf(lot: Lot): number[][] {
  const batches: number[][] = [];
  let bytes = 0;
  for (const [place, parcel] of lot.parcels.entries()) {
    if (lot.outcomes[place] !== undefined) {
      continue;
    }
    const own = isBig(parcel) ? 0 : parcel.size;
    const last = batches.at(-1);
    if (last === undefined || last.length === BATCH_COUNT || bytes + own > BATCH_BYTES) {
      batches.push([place]);
      bytes = own;
    } else {
      last.push(place);
      bytes += own;
    }
  }
  return batches;
}

async function sendBatch(lot: Lot, places: readonly number[]): Promise<void> {
  const parcels = places.flatMap((place) => lot.parcels[place] ?? []);
  const frames = await Promise.all(
    parcels.map(async (parcel) => ({
      header: headerOf(parcel),
      content: isBig(parcel)
        ? Buffer.alloc(0)
        : (parcel.content ?? parcel.atHand ?? (await lot.context.blobs.readBytes(parcel.sha256))),
    })),
  );
  const answer = await ask(lot.client, { method: 'POST', path: MESSAGES_PATH, body: writeFrames(frames) });
  const parsed = MessagesAnswer.safeParse(answer.json);
  if (answer.status !== 200 || !parsed.success || parsed.data.outcomes.length !== places.length) {
    throw new PeerError('carriers.peer_refused', `“${lot.name}” trả lời không đúng khuôn dạng (mã ${answer.status}).`, {
      inDoubt: true,
    });
  }
  lot.skewMs = answer.skewMs;
  for (const [index, place] of places.entries()) {
    const outcome = parsed.data.outcomes[index];
    const parcel = parcels[index];
    if (outcome !== undefined && parcel !== undefined) {
      lot.outcomes[place] = outcomeOf(outcome, parcel, lot.name);
    }
  }
}

/** All messages for one peer: the big ones uploaded first, then batches, two under way at once; the first trouble ends it. */
export async function sendLot(
  context: Context,
  client: PeerClient,
  name: string,
  parcels: readonly Parcel[],
): Promise<Sent> {
  const outcomes: Sent['outcomes'] = parcels.map(() => undefined);
  const lot: Lot = { context, client, name, parcels, outcomes, trouble: undefined, skewMs: undefined };
  await uploadBig(lot);
  await inPool(batchesOf(lot), PIPELINE, async (places) => {
    if (lot.trouble === undefined) {
      await guarded(lot, () => sendBatch(lot, places));
    }
  });
  return lot;
}
