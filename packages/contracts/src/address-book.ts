import { z } from 'zod';
import { Abilities, DateOnly, Id, Instant, PageQuery, text } from './common.ts';

/** The address book of all agencies that can be written to: lists of the axes, sheets, and our own tree as one. */

const Code = text(64, 1);

/** One body to send to, found while typing. */
export const BookOption = z.object({
  code: z.string(),
  name: z.string(),
  /** Names of the bodies above, nearest first. */
  path: z.string(),
  /** The agency of our tree that is this body. */
  agencyId: Id.nullable(),
  /** "Thay cho …": what was looked for has closed and this one takes over. */
  instead: z.object({ code: z.string(), name: z.string() }).nullable(),
});
export type BookOption = z.infer<typeof BookOption>;
export const BookSearch = z.object({
  q: z.string().max(200).default(''),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});
export const BookOptions = z.object({ items: z.array(BookOption) });

export const BookState = z.enum(['open', 'closed']);
export const BookQuery = PageQuery.extend({
  q: z.string().max(200).optional(),
  state: BookState.optional(),
  source: z.string().max(64).optional(),
  /** The body above, by any of its codes: it and all below it. */
  under: z.string().max(64).optional(),
  /** Only bodies whose codes two of them claim. */
  disputed: z.stringbool().optional(),
});
export type BookQuery = z.infer<typeof BookQuery>;

export const BookItem = z.object({
  id: Id,
  name: z.string(),
  codeQd20: z.string().nullable(),
  codeQcvn102: z.string().nullable(),
  code: z.string(),
  path: z.string(),
  mail: z.string(),
  state: BookState,
  stateLabel: z.string(),
  disputed: z.boolean(),
  agencyId: Id.nullable(),
  successor: z.object({ code: z.string(), name: z.string() }).nullable(),
  /** How a letter would go from the own agency, in words; null when nobody can say. */
  way: z.object({ carrier: z.string().nullable(), text: z.string() }).nullable(),
});
export type BookItem = z.infer<typeof BookItem>;
export const BookPage = z.object({
  items: z.array(BookItem),
  nextCursor: z.string().nullable(),
  /** Bounded at 10,000 while something is looked for ("10.000+"). */
  total: z.int(),
  totalIsLeast: z.boolean(),
  abilities: Abilities,
});
export type BookPage = z.infer<typeof BookPage>;

export const BookParams = z.object({ id: Id });
export const BookDetail = z.object({
  item: BookItem,
  firstSeenAt: Instant,
  changedAt: Instant,
  closedAt: Instant.nullable(),
  aliases: z.array(
    z.object({
      code: z.string(),
      scheme: z.enum(['qd20', 'qcvn102', 'other']),
      schemeLabel: z.string(),
      live: z.boolean(),
    }),
  ),
  listings: z.array(
    z.object({
      sourceName: z.string(),
      listLabel: z.string(),
      code: z.string(),
      name: z.string(),
      externalId: z.string(),
      version: z.number().nullable(),
      modifiedAt: z.string().nullable(),
      deleted: z.boolean(),
      /** Codes it claims that are another body's. */
      disputed: z.array(z.object({ code: z.string(), ownerName: z.string().nullable() })),
    }),
  ),
  history: z.array(z.object({ at: Instant, text: z.string(), sourceName: z.string() })),
  successors: z.array(
    z.object({
      code: z.string(),
      name: z.string().nullable(),
      effectiveOn: DateOnly,
      inForce: z.boolean(),
      basis: z.string(),
      /** Stated by an administrator here; otherwise by the tree of agencies. */
      stated: z.boolean(),
    }),
  ),
  /** Bodies that this one takes over from. */
  replaces: z.array(z.object({ code: z.string(), name: z.string().nullable() })),
  abilities: Abilities,
});
export type BookDetail = z.infer<typeof BookDetail>;

export const SetSuccessors = z.object({
  /** None takes back what was stated. */
  codes: z.array(Code).max(20),
  effectiveOn: DateOnly,
  basis: text(300, 1),
});
export type SetSuccessors = z.infer<typeof SetSuccessors>;

export const SyncCounts = z.object({
  added: z.int(),
  changed: z.int(),
  renamed: z.int(),
  removed: z.int(),
  revived: z.int(),
  unchanged: z.int(),
  conflicts: z.int(),
  refused: z.int(),
});
export type SyncCounts = z.infer<typeof SyncCounts>;

export const SyncRun = z.object({
  id: Id,
  isFull: z.boolean(),
  state: z.enum(['running', 'done', 'held', 'failed']),
  /** One sentence: "Đồng bộ 06:00 hôm nay: 111.204 cơ quan, 37 mới, 4 đổi tên, 2 đóng". */
  sentence: z.string(),
  startedAt: Instant,
  startedBy: z.string(),
  finishedAt: Instant.nullable(),
  listed: z.int(),
  progress: z.object({ phase: z.enum(['fetching', 'applying', 'finished']), done: z.int(), total: z.int() }),
  counts: SyncCounts.nullable(),
  /** What the list lacked; it waits for a decision. */
  held: z.object({ missing: z.int(), known: z.int() }).nullable(),
  problems: z.array(z.object({ id: z.string(), code: z.string(), name: z.string(), reason: z.string() })),
  error: z.object({ code: z.string(), text: z.string() }).nullable(),
});
export type SyncRun = z.infer<typeof SyncRun>;

export const BookSourceView = z.object({
  id: z.string(),
  name: z.string(),
  /** False: the connection is gone or switched off; what it listed stays. */
  connected: z.boolean(),
  agencies: z.int(),
  lastFullAt: Instant.nullable(),
  nextAt: Instant.nullable(),
  last: SyncRun.nullable(),
  recent: z.array(SyncRun),
  abilities: Abilities,
});
export type BookSourceView = z.infer<typeof BookSourceView>;

export const BookSettings = z.object({
  maxMissingPercent: z.int().min(0).max(100),
  syncHour: z.int().min(0).max(23),
  fullEveryDays: z.int().min(1).max(60),
});
export type BookSettings = z.infer<typeof BookSettings>;

export const BookSync = z.object({
  sources: z.array(BookSourceView),
  open: z.int(),
  closed: z.int(),
  disputed: z.int(),
  settings: BookSettings,
  abilities: Abilities,
});
export type BookSync = z.infer<typeof BookSync>;

export const BookSourceParams = z.object({ id: z.string().min(1).max(64) });
export const StartSync = z.object({
  /** The whole list instead of what changed. */
  full: z.boolean().default(false),
  /** An administrator has seen that this many agencies are missing and takes the list over all the same. */
  agreedMissing: z.int().min(1).optional(),
});
export type StartSync = z.infer<typeof StartSync>;
export const StartSyncAnswer = z.object({ id: z.string() });

export const TriedSource = z.object({
  ok: z.boolean(),
  steps: z.array(z.object({ name: z.string(), ok: z.boolean(), text: z.string() })),
});
export type TriedSource = z.infer<typeof TriedSource>;

export type AddressBookErrorCode =
  | 'addressbook.not_found'
  | 'addressbook.source_not_found'
  | 'addressbook.sync_failed'
  | 'addressbook.stopped'
  | 'addressbook.running'
  | 'addressbook.not_held'
  | 'addressbook.successor_unknown'
  | 'addressbook.successor_ring'
  | 'addressbook.import_not_found'
  | 'addressbook.import_confirmed'
  | 'addressbook.import_errors';
