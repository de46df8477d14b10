import { createHash } from 'node:crypto';
import type { ArrivedMessage, Carrier, CarrierName, Parcel, SendOutcome } from '#modules/carriers';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import type { Dice } from './dice.testing.ts';

export type Side = 'sender' | 'receiver';
type Line = Extract<CarrierName, 'peer' | 'national'>;

/** Shares of hand-overs, in [0, 1]. */
export interface Weather {
  /** Most copies of one hand-over. */
  copies: number;
  /** Only the first N bytes go, and no answer comes. */
  cut: number;
  /** It goes, and the answer does not come back. */
  noAnswer: number;
  /** Nothing goes, and nobody says so. */
  lost: number;
  /** The other side has stored it and the acknowledgement does not get through: it is brought again. */
  noAcknowledgement: number;
  /** Waits for long while others pass. */
  held: number;
}

export const STORM: Weather = { copies: 4, cut: 0.1, noAnswer: 0.15, lost: 0.1, noAcknowledgement: 0.15, held: 0.12 };
const CALM: Weather = { copies: 1, cut: 0, noAnswer: 0, lost: 0, noAcknowledgement: 0, held: 0 };

const HELD_TICKS = 14;
const MOST_TOGETHER = 12;
/** The closing tag is always gone, so that what was cut is never a whole message. */
const AT_LEAST_CUT = 12;

const NO_ANSWER: SendOutcome = {
  ok: false,
  final: false,
  code: 'carriers.no_answer',
  reason: 'Kênh liên thông không trả lời.',
  inDoubt: true,
};

/** What one side is to the network. */
export interface Landing {
  office: TestOffice;
  /** Bodies of this side by code. */
  hosted: ReadonlyMap<string, string>;
  /** Everybody this side knows, by code. */
  known: ReadonlyMap<string, string>;
  arrived(messages: readonly ArrivedMessage[]): Promise<void>;
}

export interface Sent {
  to: Side;
  line: Line;
  messageId: string;
  kind: Parcel['kind'];
  senderCode: string;
  receiverCode: string;
  bytes: Buffer;
  /** A hash that goes ahead of the bytes: what does not match it is refused at the door, as the direct carrier does. */
  sha256?: string;
  isCut?: boolean;
}

type Waiting = Sent & { due: number };

async function land(side: Landing, connectionIds: Record<Line, string>, copy: Waiting): Promise<ArrivedMessage[]> {
  const { bytes, kind, line, receiverCode, senderCode, messageId } = copy;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const agencyId = side.hosted.get(receiverCode);
  if (agencyId === undefined || (copy.sha256 !== undefined && copy.sha256 !== sha256)) {
    return [];
  }
  if (kind === 'document') {
    await side.office.blobs.put(bytes);
  }
  return [
    {
      agencyId,
      carrier: line,
      connectionId: connectionIds[line],
      messageId,
      kind,
      senderAgencyId: side.known.get(senderCode) ?? null,
      senderCode,
      receiverCode,
      sha256,
      size: bytes.length,
      content: kind === 'status' ? bytes : null,
      priority: 0,
    },
  ];
}

/**
 * Two ways between two offices that duplicate, delay, reorder, cut and lose. `peer` names a message always alike and sends its hash ahead;
 * `national` gives every hand-over, and some copies, a name of its own and no hash, so that only what is inside tells copies apart.
 */
export class Network {
  readonly connectionIds: Record<Line, string>;
  /** Cut messages without a hash that were stored: they must all be set aside. */
  readonly cutAndStored = new Map<string, Side>();
  readonly counts = { handedOver: 0, copies: 0, cut: 0, refusedAtDoor: 0, broughtAgain: 0, lost: 0, unanswered: 0 };
  readonly #dice: Dice;
  readonly #betrays: (parcel: Parcel) => boolean;
  #weather = STORM;
  #tick = 0;
  #names = 0;
  #waiting: Waiting[] = [];

  /** @param betrays of a letter the carrier answers for and does not bring: the negative control of the check */
  constructor(dice: Dice, connectionIds: Record<Line, string>, betrays: (parcel: Parcel) => boolean = () => false) {
    this.#dice = dice;
    this.connectionIds = connectionIds;
    this.#betrays = betrays;
  }

  carriers(from: Side): Carrier[] {
    return (['peer', 'national'] as const).map((line) => ({
      name: line,
      send: async (context, parcels) => {
        const outcomes: SendOutcome[] = [];
        for (const parcel of parcels) {
          const bytes = parcel.content ?? (await context.blobs.readBytes(parcel.sha256));
          outcomes.push(this.#betrays(parcel) ? { ok: true } : this.#handOver(line, from, parcel, Buffer.from(bytes)));
        }
        return outcomes;
      },
    }));
  }

  /** Puts a message on its way; also somebody else's. */
  put(sent: Sent): void {
    const delay = this.#dice.chance(this.#weather.held) ? this.#dice.between(4, HELD_TICKS) : this.#dice.between(0, 3);
    this.#waiting.push({ ...sent, due: this.#tick + delay });
    this.counts.copies += 1;
  }

  /** One step of time: what is due is brought, out of order and in lots. */
  async deliver(sides: Record<Side, Landing>): Promise<void> {
    this.#tick += 1;
    const due = this.#dice.shuffle(this.#waiting.filter((copy) => copy.due <= this.#tick));
    this.#waiting = this.#waiting.filter((copy) => copy.due > this.#tick);
    for (const [to, own] of Map.groupBy(due, (copy) => copy.to)) {
      while (own.length > 0) {
        await this.#bring(sides[to], own.splice(0, this.#dice.between(1, MOST_TOGETHER)));
      }
    }
  }

  pending(): number {
    return this.#waiting.length;
  }

  calm(): void {
    this.#weather = CALM;
  }

  #nameOf(line: Line, parcel: Parcel): string {
    if (line === 'peer') {
      return `${parcel.senderCode}/${parcel.messageId}`;
    }
    this.#names += 1;
    return `axis-${this.#names}`;
  }

  #handOver(line: Line, from: Side, parcel: Parcel, bytes: Buffer): SendOutcome {
    const [dice, weather] = [this.#dice, this.#weather];
    const messageId = this.#nameOf(line, parcel);
    const sent: Sent = {
      to: from === 'sender' ? 'receiver' : 'sender',
      line,
      messageId,
      kind: parcel.kind,
      senderCode: parcel.senderCode,
      receiverCode: parcel.receiverCode,
      bytes,
      ...(line === 'peer' && { sha256: parcel.sha256 }),
    };
    this.counts.handedOver += 1;
    if (dice.chance(weather.lost)) {
      this.counts.lost += 1;
      return NO_ANSWER;
    }
    if (dice.chance(weather.cut)) {
      this.counts.cut += 1;
      this.put({ ...sent, bytes: bytes.subarray(0, dice.between(1, bytes.length - AT_LEAST_CUT)), isCut: true });
      return NO_ANSWER;
    }
    this.put(sent);
    for (let more = dice.between(1, weather.copies); more > 1; more -= 1) {
      this.put({ ...sent, messageId: dice.chance(0.5) ? this.#nameOf(line, parcel) : messageId });
    }
    if (dice.chance(weather.noAnswer)) {
      this.counts.unanswered += 1;
      return NO_ANSWER;
    }
    return { ok: true, transportId: messageId };
  }

  #again(lot: readonly Waiting[]): void {
    this.counts.broughtAgain += lot.length;
    this.#waiting.push(...lot.map((copy) => ({ ...copy, due: this.#tick + this.#dice.between(1, 5) })));
  }

  async #bring(side: Landing, lot: readonly Waiting[]): Promise<void> {
    const landed = (await Promise.all(lot.map((copy) => land(side, this.connectionIds, copy)))).flat();
    this.counts.refusedAtDoor += lot.length - landed.length;
    for (const { isCut, sha256, messageId, to } of lot) {
      if (isCut === true && sha256 === undefined) {
        this.cutAndStored.set(messageId, to);
      }
    }
    try {
      await side.arrived(landed);
    } catch {
      // The other side has died, before or after it had stored them: nobody acknowledged.
      this.#again(lot);
      return;
    }
    if (this.#dice.chance(this.#weather.noAcknowledgement)) {
      this.#again(lot);
    }
  }
}
