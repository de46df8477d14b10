const MIB = 1024 * 1024;

/** Caps of the reader, in bytes, characters or counts. Each refusal names the cap it met. */
export interface EdxmlLimits {
  /** Whole message on the wire. */
  maxMessageBytes: number;
  /** Everything that is not attachment content. */
  maxHeaderBytes: number;
  maxDepth: number;
  /** Elements, comments and instructions together. */
  maxElements: number;
  maxAttributes: number;
  /** Text of one element, in characters; also of one comment, attribute or tag, give or take a chunk. */
  maxTextLength: number;
  maxAttachments: number;
  /** One attachment, decoded and unwrapped. Above it the attachment is in error, not the message. */
  maxAttachmentBytes: number;
  /** Unpacked to packed bytes of a wrapped attachment, asked once 1 MiB came out. */
  maxZipRatio: number;
}

export const DEFAULT_LIMITS: Readonly<EdxmlLimits> = {
  maxMessageBytes: 160 * MIB,
  maxHeaderBytes: 4 * MIB,
  maxDepth: 64,
  maxElements: 10_000,
  maxAttributes: 256,
  maxTextLength: 256 * 1024,
  maxAttachments: 200,
  maxAttachmentBytes: 110 * MIB,
  maxZipRatio: 200,
};
