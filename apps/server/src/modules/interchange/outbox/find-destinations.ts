import type { Way } from '#modules/carriers';
import type { Tx } from '../../../platform/db.ts';
import type { Exchange } from '../exchange.ts';
import type { NamedReceiver } from '../interchange.ports.ts';

/** Where the letter for one body goes: one dispatch, however many codes of the body the list names. */
export interface Destination {
  way: Way;
  name: string;
  aliases: string[];
  /** For the clerk: why on paper, or that a successor takes it. */
  note: string;
}

function keyOf(receiver: NamedReceiver, index: number): string {
  const code = receiver.code.trim().toUpperCase();
  return receiver.agencyId ?? (code === '' ? `line ${index}` : code);
}

/** One destination a body, in the order of the list. */
export async function findDestinations(
  exchange: Exchange,
  tx: Tx,
  agencyId: string,
  receivers: readonly NamedReceiver[],
): Promise<Destination[]> {
  const bodies = new Map<string, { receiver: NamedReceiver; aliases: string[] }>();
  for (const [index, receiver] of receivers.entries()) {
    const key = keyOf(receiver, index);
    const known = bodies.get(key);
    if (known === undefined) {
      bodies.set(key, { receiver, aliases: [] });
    } else {
      known.aliases.push(receiver.code);
    }
  }
  const asked = [...bodies.values()];
  const ways = await exchange.chooseWays(
    tx,
    agencyId,
    asked.map(({ receiver }) => receiver),
  );
  return asked.map(({ receiver, aliases }, index) => {
    const way = ways[index] ?? { carrier: null, agencyId: receiver.agencyId, code: receiver.code, reason: '' };
    return { way, name: receiver.name, aliases, note: way.carrier === null ? way.reason : '' };
  });
}
