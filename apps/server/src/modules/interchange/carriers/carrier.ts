import type { Context } from '../../../platform/context.ts';
import type { MessageKind } from '../interchange.tables.ts';

/** One message for one receiver. The bytes lie in the blob store under their hash, or in `content` when they are few. */
export interface Parcel {
  outboxId: string;
  senderAgencyId: string;
  senderCode: string;
  receiverAgencyId: string | null;
  receiverCode: string;
  kind: MessageKind;
  /** The same for every attempt: by it the receiver recognises a repetition. */
  messageId: string;
  sha256: string;
  size: number;
  content: Buffer | null;
  priority: number;
}

/** `final`: another attempt would end the same way (wrong address, refused format). */
export type SendOutcome = { ok: true } | { ok: false; final: boolean; reason: string };

/**
 * A way out of the installation or through it. When an outcome is `ok`, the receiver has the bytes durably; a carrier that does
 * not know must answer not ok: the parcel goes again with identical bytes and is recognised.
 */
export interface Carrier {
  readonly name: string;
  /** Answers one outcome a parcel, in order; throws only when nothing was handed over. */
  send(context: Context, parcels: readonly Parcel[]): Promise<SendOutcome[]>;
}
