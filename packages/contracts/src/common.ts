import { z } from 'zod';

// Messages of the schemas themselves are Vietnamese everywhere the contracts are used.
z.config(z.locales.vi());

export const Id = z.uuid();
/** `yyyy-mm-dd`: an official date, without a time zone. */
export const DateOnly = z.iso.date();
/** An instant in ISO 8601, as answers tell it; the server writes them all. */
export const Instant = z.string().meta({ format: 'date-time' });
/** An instant that somebody sends: read before it is believed. */
export const GivenInstant = z.iso.datetime({ offset: true });

export const Urgency = z.enum(['normal', 'urgent', 'very_urgent', 'express']);
export type Urgency = z.infer<typeof Urgency>;

/** What the person may do with the object now: `true`, or the reason why not in Vietnamese. */
export const Abilities = z.record(z.string(), z.union([z.literal(true), z.string()]));
export type Abilities = z.infer<typeof Abilities>;

/** A number of a register, a version or a row as it is asked for: as far as an integer of the database reaches. */
export const CountingNumber = z.coerce.number().int().min(1).max(2_147_483_647);

/** Keyset paging: `cursor` is the `nextCursor` of the page before. */
export const PageQuery = z.object({
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Text typed by people: NFC, trimmed, with a least and a greatest length. */
export function text(max: number, min = 0) {
  // A codec, not a transform: the same shape stands in answers, which are encoded on their way out.
  return z.codec(z.string(), z.string().min(min).max(max), {
    decode: (value) => value.normalize('NFC').trim(),
    encode: (value) => value,
  });
}

export const FileView = z.object({
  fileId: Id,
  role: z.enum(['draft', 'prepared', 'signed', 'issued', 'received', 'attachment', 'evidence']),
  name: z.string(),
  mediaType: z.string(),
  size: z.number(),
  /** Found in it by newer signatures: the file is locked and handed to nobody. */
  malware: z.string().optional(),
});
export type FileView = z.infer<typeof FileView>;

export const MovementView = z.object({ at: Instant, actorName: z.string(), kind: z.string(), text: z.string() });
export type MovementView = z.infer<typeof MovementView>;

/** Verdict on one document's signatures, as shown beside the page. */
export const VerdictView = z.object({
  verdict: z.enum(['valid', 'invalid', 'indeterminate', 'unsigned']),
  sentence: z.string(),
  signers: z.array(
    z.object({
      field: z.string(),
      signer: z.string(),
      organisation: z.string(),
      claimedAt: z.string().nullable(),
      verdict: z.enum(['valid', 'invalid', 'indeterminate']),
      integrity: z.enum(['whole', 'extended_as_permitted', 'changed_after_signing', 'broken']),
      reasons: z.array(z.object({ code: z.string(), text: z.string() })),
    }),
  ),
});
export type VerdictView = z.infer<typeof VerdictView>;

export const ErrorAnswer = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    fields: z.array(z.object({ path: z.string(), message: z.string() })),
    requestId: z.string(),
  }),
});
