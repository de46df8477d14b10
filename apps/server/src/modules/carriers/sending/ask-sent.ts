import type { NationalAxis } from '@congvu/axis';
import { codeKey } from '#modules/addressbook';
import type { Context } from '../../../platform/context.ts';
import type { Parcel } from '../carrier.ts';
import type { HandoverRow } from '../carriers.tables.ts';
import { readEnvelope } from '../read-envelope.ts';
import { namesOfOthers } from './handover.store.ts';

/** Clocks of both sides differ; what was sent this long before our first attempt may still be it. */
const SLACK_MS = 10 * 60_000;

export interface Lot {
  /** Parcels of one message that go as one; a parcel in doubt is always alone. */
  parcels: [Parcel, ...Parcel[]];
  /** The sender's code on this connection. */
  from: string;
}

async function notationOf(context: Context, parcel: Parcel): Promise<string | undefined> {
  const message = await readEnvelope(context, parcel);
  if (message?.kind !== 'document' || message.number === undefined) {
    return undefined;
  }
  return message.symbol === undefined ? message.number : `${message.number}/${message.symbol}`;
}

/**
 * Did an earlier attempt arrive? Asked before anything is sent again (spec interchange §10, outbox 4). Answers the name the axis
 * gave it. A status has no number the axis could be asked by, and the provincial axis has no such call: those go again with
 * identical bytes, by which the receiver recognises them.
 * @throws {AxisError} when the axis does not answer: then nothing is sent either
 */
export async function askSent(
  context: Context,
  axis: NationalAxis,
  lot: Lot,
  earlier: HandoverRow | undefined,
): Promise<string | undefined> {
  const [parcel] = lot.parcels;
  const notation = parcel.kind === 'document' ? await notationOf(context, parcel) : undefined;
  if (notation === undefined) {
    return undefined;
  }
  const found = await axis.findSent({
    messageType: 'edoc',
    notation,
    ...(earlier !== undefined && { since: new Date(earlier.started_at.getTime() - SLACK_MS) }),
  });
  const to = codeKey(parcel.receiverCode);
  const from = codeKey(lot.from);
  const ours = found.filter((state) => codeKey(state.from) === from && codeKey(state.to) === to);
  const names = [...new Set(ours.map(({ senderDocId }) => senderDocId))];
  if (names.length === 0 || parcel.connectionId === null) {
    return undefined;
  }
  const taken = await namesOfOthers(context, parcel.connectionId, names, parcel.sha256);
  return names.find((name) => !taken.has(name));
}
