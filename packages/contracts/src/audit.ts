import { z } from 'zod';
import { DateOnly, Id, Instant, PageQuery, text } from './common.ts';

/** Why somebody needs to see personal data unmasked: told to the log, never empty words. */
const RevealReason = text(300, 10);

export const AuditFilters = z.object({
  /** Days in Vietnam, both included. */
  from: DateOnly.optional(),
  to: DateOnly.optional(),
  /** Part of a name, accents or not. */
  person: text(100).optional(),
  /** `outgoing` or `outgoing.issued`. */
  action: z
    .string()
    .regex(/^[a-z]+(?:\.[a-z_]+)?$/)
    .max(80)
    .optional(),
  /** Number and symbol of a document, or an id. */
  object: text(120).optional(),
  /** Shows personal data; the reason stands in the log. */
  reason: RevealReason.optional(),
});
export type AuditFilters = z.infer<typeof AuditFilters>;

export const AuditQuery = PageQuery.extend(AuditFilters.shape);
export type AuditQuery = z.infer<typeof AuditQuery>;

export const AuditLine = z.object({
  id: Id,
  at: Instant,
  action: z.string(),
  actorName: z.string(),
  ip: z.string(),
  objectKind: z.string(),
  objectId: z.string(),
  /** `12/UBND-VP: V/v …` of a document; empty when nothing names it. */
  objectName: z.string(),
  detail: z.record(z.string(), z.unknown()),
  /** Lower-case hex. */
  leafHash: z.string(),
  /** Place in the tree; null for a moment after it happened. */
  seq: z.number().nullable(),
});
export type AuditLine = z.infer<typeof AuditLine>;

export const AuditPage = z.object({
  items: z.array(AuditLine),
  nextCursor: z.string().nullable(),
  masked: z.boolean(),
});
export type AuditPage = z.infer<typeof AuditPage>;

export const AuditExportQuery = AuditFilters.extend({ format: z.enum(['csv', 'jsonl', 'log']) });
export type AuditExportQuery = z.infer<typeof AuditExportQuery>;

export const AuditProofParams = z.object({ kind: z.string().regex(/^[a-z_]{1,40}$/), id: z.string().max(120) });

const Base64 = z.string();

export const AuditProof = z.object({
  format: z.literal('congvu-audit-proof/1'),
  origin: z.string(),
  /** Verifier keys of the log (C2SP signed-note), newest first. */
  keys: z.array(z.string()),
  object: z.object({ kind: z.string(), id: z.string() }),
  /** C2SP tlog-checkpoint with the cosignatures of witnesses. */
  checkpoint: z.string(),
  entries: z.array(
    z.object({
      index: z.number(),
      at: Instant,
      action: z.string(),
      leafHash: Base64,
      proof: z.array(Base64),
      /** In full for the inspector only. */
      leaf: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});
export type AuditProof = z.infer<typeof AuditProof>;

export const WitnessInput = z.object({
  /** Where the witness answers; `/add-checkpoint` is added (C2SP tlog-witness). */
  url: z.url({ protocol: /^https?$/ }).max(300),
  verifierKey: text(300, 20),
});
export type WitnessInput = z.infer<typeof WitnessInput>;

export const WatchedInput = z.object({
  title: text(200, 3),
  /** One or several keys of the log, newest last; all of one name. */
  verifierKeys: z.array(text(300, 20)).min(1).max(10),
});
export type WatchedInput = z.infer<typeof WatchedInput>;

export const WatchedNotesQuery = z.object({ origin: z.string().max(300) });

export const AuditParams = z.object({ id: Id });

export const AuditLogView = z.object({
  origin: z.string(),
  /** What a witness is given: our key as a log. */
  logKey: z.string(),
  /** What a log is given whose witness we are. */
  witnessKey: z.string(),
  /** Address under which we witness. */
  witnessUrl: z.string(),
  keys: z.array(z.object({ key: z.string(), createdAt: Instant })),
  size: z.number(),
  waiting: z.number(),
  checkpoint: z.object({ size: z.number(), shortRoot: z.string(), at: Instant, note: z.string() }).nullable(),
  witnesses: z.array(
    z.object({
      id: Id,
      url: z.string(),
      name: z.string(),
      signedSize: z.number(),
      signedAt: Instant.nullable(),
      /** Empty when all is well. */
      trouble: z.string(),
      mine: z.boolean(),
    }),
  ),
  watched: z.array(
    z.object({
      origin: z.string(),
      title: z.string(),
      signedSize: z.number(),
      signedAt: Instant.nullable(),
      trouble: z.string(),
    }),
  ),
  mayRead: z.union([z.literal(true), z.string()]),
  mayConfigure: z.union([z.literal(true), z.string()]),
});
export type AuditLogView = z.infer<typeof AuditLogView>;

export const RotatedKey = z.object({ key: z.string() });

export type AuditErrorCode =
  | 'audit.search.forbidden'
  | 'audit.export.forbidden'
  | 'audit.view_log.forbidden'
  | 'audit.configure.forbidden'
  | 'audit.prove.forbidden'
  | 'audit.no_checkpoint'
  | 'audit.reason_missing'
  | 'audit.nothing_recorded'
  | 'audit.bad_key'
  | 'audit.witness_exists'
  | 'audit.witness_not_found'
  | 'audit.watched_exists';
