import type { Services } from '../../../../platform/context.ts';
import type { RawRequest } from '../../../../platform/http/route.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { installationIdentity } from '../installation-identity.ts';
import { findPeerByKey } from '../peer.store.ts';
import { keyIdOf, publicKeyOf } from '../wire/keys.ts';
import { isSignedBy, readSignature } from '../wire/message-signature.ts';
import { Hello, LABEL, RECEIVER_HEADER, REQUEST_COMPONENTS, TAG } from '../wire/protocol.ts';
import { signedMessageOf, unauthorised } from './authenticate.ts';

/** Strangers cannot fill our tables: this many wait, for this long. */
const MOST_ASKED = 20;
const ASKED_DAYS = 14;
const DAY_MS = 24 * 3_600_000;
const FRESH_MS = 30 * 60_000;

function readHello(body: Buffer): Hello {
  try {
    return Hello.parse(JSON.parse(body.toString('utf8')));
  } catch {
    throw unauthorised();
  }
}

/** Whoever sends it holds the key it names; that is all it proves. */
async function assertOwnSignature(services: Services, raw: RawRequest, publicKey: Buffer): Promise<void> {
  const { keyId } = await installationIdentity(services);
  let isOwn = false;
  try {
    const claimed = readSignature(raw.headers, LABEL);
    const { created, tag, keyId: named } = claimed.parameters;
    isOwn =
      tag === TAG &&
      named === keyIdOf(publicKey) &&
      raw.headers[RECEIVER_HEADER] === keyId &&
      Math.abs(services.clock.now().getTime() - created * 1000) < FRESH_MS &&
      isSignedBy(signedMessageOf(raw), claimed, publicKeyOf(publicKey), REQUEST_COMPONENTS);
  } catch {
    // Unreadable is unsigned.
  }
  if (!isOwn) {
    throw unauthorised();
  }
}

/**
 * "Please connect with us" is a line administrators see, nothing is asked at the address it names before one of them does so.
 * "We have confirmed you" moves nothing but the word on the page.
 */
export async function takeHello(services: Services, raw: RawRequest, body: Buffer): Promise<void> {
  const hello = readHello(body);
  const publicKey = Buffer.from(hello.publicKey, 'base64url');
  await assertOwnSignature(services, raw, publicKey);
  const keyId = keyIdOf(publicKey);
  const known = await findPeerByKey(services.db, keyId);
  if (known !== undefined) {
    await rawQuery(services.db, 'update carriers_peer set confirmed_there = $2 where id = $1', [
      known.id,
      hello.confirmed,
    ]);
    return;
  }
  await rawQuery(
    services.db,
    `insert into carriers_peer_asked (key_id, public_key, endpoint, title, asked_at)
     select $1, $2, $3, $4, $5 where (select count(*) from carriers_peer_asked) < $6
     on conflict (key_id) do update set endpoint = excluded.endpoint, title = excluded.title, asked_at = excluded.asked_at`,
    [keyId, publicKey, hello.endpoint, hello.title, services.clock.now(), MOST_ASKED],
  );
}

export async function forgetAsked(services: Services): Promise<void> {
  const before = new Date(services.clock.now().getTime() - ASKED_DAYS * DAY_MS);
  await rawQuery(services.db, 'delete from carriers_peer_asked where asked_at < $1', [before]);
}
