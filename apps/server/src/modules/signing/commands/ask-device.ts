import { setTimeout as pause } from 'node:timers/promises';
import type { HashSigner, SigningAnswer, SigningIdentity } from '@congvu/pki';
import { signingWayOf } from '#modules/certificates';
import { AppError } from '../../../platform/errors.ts';
import { portionsOf } from '../at-once.ts';
import { asOfficeError, describeFailure, deviceFailure } from '../failure.ts';
import type { SentTicket, SessionRow } from '../signing.tables.ts';
import type { SigningAct } from '../signing-act.ts';
import { openTrustedTime, type TrustedTime } from '../time/trusted-time.ts';
import { completeSessions, type Delivered } from './complete-sessions.ts';
import { prepareSessions, type ReadySession } from './prepare-sessions.ts';
import { recordFailure } from './record-failure.ts';
import { sendBatch } from './send-batch.ts';

/** So many documents are prepared, signed and completed before the next ones are opened. */
const PORTION = 40;
/** A key of the server answers within this time; a phone is not waited for. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 100;

async function firstIdentity(signer: HashSigner): Promise<SigningIdentity> {
  const [identity] = await signer.identities().catch((error: unknown) => {
    throw asOfficeError(error);
  });
  if (identity === undefined) {
    throw new AppError(
      'signing.device_failed',
      422,
      'Thiết bị ký không có chứng thư số. Cắm đúng thiết bị rồi ký lại.',
    );
  }
  return identity;
}

async function begin(
  act: SigningAct,
  signer: HashSigner,
  identity: SigningIdentity,
  ready: readonly ReadySession[],
): Promise<SentTicket> {
  const items = ready.flatMap((one) => one.items);
  const ticket = await signer.begin({
    identityId: identity.id,
    items: items.map(({ item }) => item),
    consent: {
      who: act.context.subject.displayName,
      reason: act.reason,
      docTitles: items.map(({ title }) => title),
    },
  });
  return { ...ticket, kind: 'device', itemIds: items.map(({ item }) => item.docId) };
}

/** The server's own key module is asked until it answers; what waits for a person is left to the sweep. */
async function pollNow(act: SigningAct, signer: HashSigner, ticket: SentTicket): Promise<SigningAnswer> {
  let answer = await signer.poll(ticket);
  const endsAt = performance.now() + PATIENCE_MS;
  while (answer === 'pending' && signingWayOf(act.certificate) === 'server' && performance.now() < endsAt) {
    await pause(LOOK_MS);
    answer = await signer.poll(ticket);
  }
  return answer;
}

/** One signature a device was asked for. */
export interface AskedItem {
  /** Undefined once it is over: its place in the answer stays. */
  session: SessionRow | undefined;
  itemId: string;
}

function askedOf(ready: readonly ReadySession[]): AskedItem[] {
  return ready.flatMap(({ session, items }) => items.map(({ item }) => ({ session, itemId: item.docId })));
}

/** By document: its own signature and those of its attachments. */
function deliveredOf(asked: readonly AskedItem[], signatures: readonly Uint8Array[]): Delivered[] {
  const bySession = new Map<string, { session: SessionRow; signatures: Map<string, Uint8Array> }>();
  for (const [index, { session, itemId }] of asked.entries()) {
    if (session !== undefined) {
      const delivered = bySession.get(session.id) ?? { session, signatures: new Map() };
      const signature = signatures[index];
      if (signature !== undefined) {
        delivered.signatures.set(itemId, signature);
      }
      bySession.set(session.id, delivered);
    }
  }
  return [...bySession.values()];
}

/** What the device said about these signatures; false when asking it for more makes no sense now. */
export async function takeAnswer(
  act: SigningAct,
  trustedTime: TrustedTime,
  asked: readonly AskedItem[],
  answer: Exclude<SigningAnswer, 'pending'>,
): Promise<boolean> {
  if ('failed' in answer) {
    const sessions = [...new Set(asked.flatMap(({ session }) => session ?? []))];
    await recordFailure(act, sessions, deviceFailure(answer.failed));
    return false;
  }
  await completeSessions(act, trustedTime, deliveredOf(asked, answer.signatures));
  return true;
}

async function signReady(
  act: SigningAct,
  signer: HashSigner,
  identity: SigningIdentity,
  trustedTime: TrustedTime,
  ready: readonly ReadySession[],
): Promise<boolean> {
  const sessions = ready.map(({ session }) => session);
  if (sessions.length === 0) {
    return true;
  }
  try {
    const ticket = await begin(act, signer, identity, ready);
    const answer = await pollNow(act, signer, ticket);
    if (answer === 'pending') {
      await sendBatch(act, ready, ticket);
      return false;
    }
    return await takeAnswer(act, trustedTime, askedOf(ready), answer);
  } catch (error) {
    await recordFailure(act, sessions, describeFailure(error, act.context.log));
    return false;
  }
}

/**
 * A key that signs at once (page, server): portion by portion, so that a thousand letters never lie in memory together and
 * what is signed stays signed when the rest breaks. While one portion is completed the next one is prepared; when the key
 * fails, that one stays prepared for another try.
 */
export async function signInPortions(
  act: SigningAct,
  signer: HashSigner,
  sessions: readonly SessionRow[],
): Promise<void> {
  const identity = await firstIdentity(signer);
  const trustedTime = openTrustedTime(act.context, act.ports, act.batch.agency_id);
  const portions = portionsOf(sessions, PORTION);
  let coming = prepareSessions(act, identity, portions[0] ?? []);
  try {
    for (const next of [...portions.slice(1), []]) {
      const ready = await coming;
      coming = prepareSessions(act, identity, next);
      if (!(await signReady(act, signer, identity, trustedTime, ready))) {
        return;
      }
    }
  } finally {
    await Promise.allSettled([coming]);
  }
}

/** A device with a person before it: asked once for the whole batch. */
export async function askDevice(act: SigningAct, signer: HashSigner, sessions: readonly SessionRow[]): Promise<void> {
  const identity = await firstIdentity(signer);
  const ready: ReadySession[] = [];
  for (const portion of portionsOf(sessions, PORTION)) {
    ready.push(...(await prepareSessions(act, identity, portion)));
  }
  if (ready.length === 0) {
    return;
  }
  try {
    const ticket = await begin(act, signer, identity, ready);
    const answer = await signer.poll(ticket);
    if (answer === 'pending') {
      await sendBatch(act, ready, ticket);
    } else {
      await takeAnswer(act, openTrustedTime(act.context, act.ports, act.batch.agency_id), askedOf(ready), answer);
    }
  } catch (error) {
    await recordFailure(
      act,
      ready.map(({ session }) => session),
      describeFailure(error, act.context.log),
    );
  }
}
