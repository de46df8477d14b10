import { z } from 'zod';

/** Addresses of the exchange between installations; the whole protocol is described in docs/ops/lien-thong-truc-tiep.md. */
export const IDENTITY_PATH = '/exchange/v1/identity';
export const HELLO_PATH = '/exchange/v1/hello';
export const MESSAGES_PATH = '/exchange/v1/messages';
export const BLOBS_PATH = '/exchange/v1/blobs';

export const LABEL = 'congvu';
export const TAG = 'congvu-exchange-1';
/** Names the key of the installation the request is for: proxies may rewrite Host, and a request for one is not good for another. */
export const RECEIVER_HEADER = 'congvu-receiver';

/** RFC 9421 components of a request; created, nonce, keyid and tag are its parameters. */
export const REQUEST_COMPONENTS = [
  '"@method"',
  '"@authority"',
  '"@path"',
  '"@query"',
  '"content-digest"',
  `"${RECEIVER_HEADER}"`,
] as const;
const ANSWERED = ['"@status"', '"content-digest"', '"@method";req', '"@path";req', '"@query";req'] as const;
/** An answer names the very request it answers, by its signature. */
export const ANSWER_COMPONENTS = [...ANSWERED, `"signature";req;key="${LABEL}"`] as const;
/** The identity is asked without a signature: the caller's nonce stands in the query. */
export const IDENTITY_COMPONENTS = ANSWERED;

export const BATCH_COUNT = 200;
export const BATCH_BYTES = 8 * 1024 * 1024;
/** A longer message is uploaded by its hash and announced. */
export const INLINE_BYTES = 1024 * 1024;
export const CHUNK_BYTES = 4 * 1024 * 1024;

/** What a stranger may learn: who this is, which agencies have their office here, what time it is. */
export const Identity = z.object({
  product: z.literal('congvu'),
  protocol: z.literal(1),
  title: z.string().max(300),
  publicKey: z.string().regex(/^[\w-]{43}$/),
  time: z.iso.datetime(),
  agencies: z.array(z.object({ code: z.string().trim().min(1).max(64), name: z.string().max(300) })).max(2_000),
});
export type Identity = z.infer<typeof Identity>;

/** "Please connect with us", or "we have confirmed you". */
export const Hello = z.object({
  publicKey: z.string().regex(/^[\w-]{43}$/),
  endpoint: z.string().max(300),
  title: z.string().max(300),
  confirmed: z.boolean(),
});
export type Hello = z.infer<typeof Hello>;

export const MessageHeader = z.object({
  messageId: z.string().min(1).max(120),
  kind: z.enum(['document', 'status']),
  senderCode: z.string().trim().min(1).max(64),
  receiverCode: z.string().trim().min(1).max(64),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.int().min(0),
  priority: z.int().min(0).max(9),
});
export type MessageHeader = z.infer<typeof MessageHeader>;

/**
 * What became of one message. `stored`: durable, also when it had come before. `missing`: announced, but its bytes were not
 * uploaded; `changed`: the bytes have another hash.
 */
export const MessageOutcome = z.enum([
  'stored',
  'receiver_unknown',
  'sender_not_accepted',
  'too_large',
  'missing',
  'changed',
  'malformed',
]);
export type MessageOutcome = z.infer<typeof MessageOutcome>;
export const MessagesAnswer = z.object({ outcomes: z.array(MessageOutcome).max(BATCH_COUNT) });

export const UploadAnswer = z.object({ received: z.int().min(0), state: z.enum(['none', 'open', 'whole', 'kept']) });
export type UploadAnswer = z.infer<typeof UploadAnswer>;
/** Why an upload is refused. */
export const UploadError = z.enum(['too_large', 'quota', 'changed', 'malformed']);
export type UploadError = z.infer<typeof UploadError>;
