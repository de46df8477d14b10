import type { CarrierName, Way } from '#modules/carriers';
import type { Tx } from '../../../platform/db.ts';
import type { Exchange } from '../exchange.ts';
import type { NamedReceiver } from '../interchange.ports.ts';
import { findKnownBody } from '../known-bodies.ts';

/** Where the letter for one body goes: one dispatch, however many codes of the body the list names. */
export interface Destination {
  carrier: CarrierName | null;
  connectionId: string | null;
  agencyId: string | null;
  /** As the carrier knows it. */
  code: string;
  name: string;
  /** Other codes of the body in the list. */
  aliases: string[];
  packing: 'zip' | 'raw';
  /** A paper copy goes beside the message. */
  onPaper: boolean;
  /** For the clerk: why on paper, or that a successor takes it. */
  note: string;
}

export function destinationOf(receiver: NamedReceiver, way: Way | undefined): Destination {
  const common = {
    agencyId: way?.agencyId ?? receiver.agencyId,
    code: way?.code ?? receiver.code,
    name: receiver.name,
  };
  if (way === undefined || way.carrier === null) {
    const note = way?.reason ?? '';
    return { ...common, carrier: null, connectionId: null, aliases: [], packing: 'zip', onPaper: false, note };
  }
  return {
    ...common,
    carrier: way.carrier,
    connectionId: way.connectionId,
    aliases: [],
    packing: way.attachmentForm ?? 'zip',
    onPaper: way.onPaper ?? false,
    note: way.note ?? '',
  };
}

/** The same for two codes of one body, and for a closed body and its successor; nothing is merged that is not known to be one. */
async function bodyKey(tx: Tx, destination: Destination, line: number): Promise<string> {
  if (destination.agencyId !== null) {
    return destination.agencyId;
  }
  const code = destination.code.trim().toUpperCase();
  return code === '' ? `line ${line}` : ((await findKnownBody(tx, code))?.key ?? code);
}

/** One destination a body, in the order of the list. */
export async function findDestinations(
  exchange: Exchange,
  tx: Tx,
  agencyId: string,
  receivers: readonly NamedReceiver[],
): Promise<Destination[]> {
  const ways = await exchange.chooseWays(tx, agencyId, receivers);
  const bodies = new Map<string, Destination>();
  for (const [line, receiver] of receivers.entries()) {
    const destination = destinationOf(receiver, ways[line]);
    const key = await bodyKey(tx, destination, line);
    const known = bodies.get(key);
    const kept = known === undefined || (known.carrier === null && destination.carrier !== null) ? destination : known;
    const other = kept === known ? receiver.code || receiver.name : known?.code;
    bodies.set(key, other === undefined ? kept : { ...kept, aliases: [...(known?.aliases ?? []), other] });
  }
  return [...bodies.values()];
}
