import type { Services } from '../../../platform/context.ts';
import { installationIdentity } from './installation-identity.ts';
import { ownIdentity } from './own-identity.ts';
import { openLine, type PeerAddress, urlOf } from './send/peer-client.ts';
import { keyIdOf } from './wire/keys.ts';
import { HELLO_PATH, type Hello } from './wire/protocol.ts';
import { signRequest } from './wire/signed-exchange.ts';

const HELLO_MS = 5_000;

/** A courtesy that spares the other side's administrator to type our address; when it gets lost, nothing is. */
export async function sayHello(
  services: Services,
  address: PeerAddress,
  publicKey: Buffer,
  { confirmed }: { confirmed: boolean },
): Promise<void> {
  try {
    const identity = await installationIdentity(services);
    const { title } = await ownIdentity(services);
    const hello: Hello = { publicKey: identity.publicKey, endpoint: services.config.publicUrl, title, confirmed };
    const body = Buffer.from(JSON.stringify(hello));
    const url = urlOf(address, HELLO_PATH);
    const request = { method: 'POST' as const, url, body };
    const signed = signRequest(identity, { ...request, receiverKeyId: keyIdOf(publicKey) }, services.clock.now());
    await openLine(
      services,
      address,
    )({
      ...request,
      headers: { ...signed, 'content-type': 'application/json' },
      timeoutMs: HELLO_MS,
    });
  } catch (error) {
    services.log.info({ err: error, peer: address.name }, 'a peer could not be greeted');
  }
}
