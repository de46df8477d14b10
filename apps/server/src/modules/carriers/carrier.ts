import type { Context } from '../../platform/context.ts';

/**
 * Ways a message goes. `inside`: both ends share this installation; `peer`: another installation of this product, directly;
 * `national`, `provincial`: the axes; `mail`: official mail as last resort.
 */
export type CarrierName = 'inside' | 'peer' | 'national' | 'provincial' | 'mail';

export type ParcelKind = 'document' | 'status';

/** One message for one receiver. The bytes lie in the blob store under their hash, or in `content` when they are few. */
export interface Parcel {
  outboxId: string;
  senderAgencyId: string;
  senderCode: string;
  receiverAgencyId: string | null;
  /** The code under which the carrier knows the receiver. */
  receiverCode: string;
  /** The connection it goes over; null inside. */
  connectionId: string | null;
  kind: ParcelKind;
  /** The same for every attempt: by it the receiver recognises a repetition. */
  messageId: string;
  sha256: string;
  size: number;
  content: Buffer | null;
  /** The bytes of the blob, when whoever built them still has them in memory: spares reading them back. */
  atHand?: Buffer;
  priority: number;
  /** An earlier attempt may have arrived without our knowing: a carrier that can ask asks before it sends again. */
  inDoubt: boolean;
}

/**
 * `final`: another attempt would end the same way (wrong address, refused format, wrong password). `inDoubt`: the bytes may have
 * arrived. `reason` is Vietnamese, for the clerk.
 */
export type SendOutcome =
  | { ok: true /** The name the carrier gave it. */; transportId?: string }
  | {
      ok: false;
      final: boolean;
      code: string;
      reason: string;
      inDoubt?: boolean;
      /** Nothing was tried (the way is down and rests): no attempt of the letter is used up. */
      untried?: boolean;
      /** Not before this moment, when the carrier knows. */
      retryAt?: Date;
    };

/**
 * A way out of the installation or through it. When an outcome is `ok`, the other side has the bytes durably; a carrier that does
 * not know must answer not ok: the parcel goes again with identical bytes and is recognised.
 */
export interface Carrier {
  readonly name: CarrierName;
  /** Answers one outcome a parcel, in order; throws only when nothing was handed over. */
  send(context: Context, parcels: readonly Parcel[]): Promise<SendOutcome[]>;
}

/** Where a message for a receiver goes: chosen when the letter is issued. */
export type Way =
  | {
      carrier: CarrierName;
      connectionId: string | null;
      agencyId: string | null;
      /** Under which this way knows the receiver; a closed body is replaced by its successor. */
      code: string;
      /** How files travel there: a ZIP of one entry (usual), or as they are. */
      attachmentForm?: 'zip' | 'raw';
      /** A paper copy goes along. */
      onPaper?: boolean;
      /** Vietnamese: worth knowing ("gửi cơ quan kế thừa …"). */
      note?: string;
    }
  | { carrier: null; agencyId: string | null; code: string /** Vietnamese: why nothing reaches it. */; reason: string };

/** A message some carrier brought; its bytes are durable (blob store, or `content` when they are few). */
export interface ArrivedMessage {
  /** Ours, whom the carrier or the envelope names; a receiver that closed is resolved to its successor before. */
  agencyId: string;
  carrier: CarrierName;
  connectionId: string | null;
  /** The same however often it is brought. */
  messageId: string;
  kind: ParcelKind;
  senderAgencyId: string | null;
  /** The sender the carrier vouches for. */
  senderCode: string;
  receiverCode: string;
  sha256: string;
  size: number;
  content: Buffer | null;
  priority: number;
  /**
   * Nobody vouches for the sender (a file that a clerk has brought): why, in Vietnamese. Such a message is set aside with the code
   * `interchange.sender_unproven`; the clerk who has asked the sender takes it in.
   */
  unproven?: string;
}

/** A message that was handed over and came back later, as mail does. */
export interface ReturnedParcel {
  connectionId: string;
  messageId: string;
  /** True for the receiver it came back from. */
  isFor(receiverCode: string): boolean;
  code: string;
  /** Vietnamese: what was said and what to do. */
  reason: string;
}

/** What carriers ask of the exchange above them. */
export interface CarrierPorts {
  /** One transaction; when it returns, every message is in an inbox (or was before), and the carrier may acknowledge. */
  arrived(context: Context, messages: readonly ArrivedMessage[]): Promise<void>;
  /** What a connection had taken off our hands did not get there after all; said as often as it is heard. */
  returned(context: Context, parcel: ReturnedParcel): Promise<void>;
}
