import { z } from 'zod';
import { Abilities, DateOnly, FileView, Id, Instant, MovementView, PageQuery, text } from './common.ts';
import { FormCode, RequestKind } from './forms.ts';
import { ItemState } from './requests.ts';

/** Đợt tổng hợp: one kind to one destination (spec requests.md §5). The covering letter may carry several batches. */
export const BatchState = z.enum([
  'collecting',
  'letter_drafted',
  'awaiting_signature',
  'sent',
  'acknowledged',
  'partly_resulted',
  'resulted',
  'archived',
  'cancelled',
]);
export type BatchState = z.infer<typeof BatchState>;

export const RosterFindingView = z.object({
  id: z.string(),
  /** `C1` … `C12`. */
  rule: z.string(),
  code: z.string(),
  severity: z.enum(['error', 'conflict', 'warning', 'wait']),
  message: z.string(),
  lineIds: z.array(Id),
  /** The lines by name, also those that stand in another list or in none; of very many the first. */
  lines: z.array(
    z.object({
      id: Id,
      name: z.string(),
      agencyName: z.string(),
      formLabel: z.string(),
      /** STT in the list it stands in; null while it stands in none. */
      stt: z.int().nullable(),
      submittedAt: Instant.nullable(),
    }),
  ),
  /** Decided by a person: which lines stay. */
  decision: z.object({ keep: z.array(Id), by: z.string(), reason: z.string(), at: Instant }).nullable(),
});
export type RosterFindingView = z.infer<typeof RosterFindingView>;

export const RosterLineView = z.object({
  id: Id,
  requestId: Id,
  agencyId: Id,
  agencyName: z.string(),
  part: z.string().nullable(),
  stt: z.int(),
  originalNo: z.int(),
  values: z.record(z.string(), z.string()),
  late: z.boolean(),
  state: ItemState,
  stateLabel: z.string(),
  reason: z.string(),
  result: z.string(),
  recordedAt: Instant.nullable(),
  /** Of a mailbox asked for and not yet given: a free address by the pattern of the unit. */
  proposedAddress: z.string().optional(),
});
export type RosterLineView = z.infer<typeof RosterLineView>;

export const BatchListItem = z.object({
  id: Id,
  kind: RequestKind,
  form: FormCode,
  formLabel: z.string(),
  name: z.string(),
  state: BatchState,
  stateLabel: z.string(),
  destinationName: z.string(),
  campaignId: Id.nullable(),
  lines: z.int(),
  agencies: z.int(),
  openFindings: z.int(),
  granted: z.int(),
  refused: z.int(),
  waiting: z.int(),
  numberSymbol: z.string(),
  sentAt: Instant.nullable(),
  /** Day the answer is due by law (certificates: 3 working days); null where none is set. */
  answerDueOn: DateOnly.nullable(),
  overdue: z.boolean(),
  updatedAt: Instant,
  link: z.string(),
  abilities: Abilities,
});
export type BatchListItem = z.infer<typeof BatchListItem>;

export const BatchView = BatchListItem.extend({
  findings: z.array(RosterFindingView),
  totals: z.array(z.object({ agencyId: Id, agencyName: z.string(), count: z.int(), late: z.int() })),
  /** First 200; the rest through GET …/lines. */
  items: z.array(RosterLineView),
  nextCursor: z.string().nullable(),
  files: z.array(FileView.extend({ url: z.string() })),
  letter: z.object({ documentId: Id, stateLabel: z.string(), link: z.string() }).nullable(),
  movements: z.array(MovementView),
});
export type BatchView = z.infer<typeof BatchView>;

/** `own` made by my office; `received` sent to my office as the superior or authority. */
export const BatchQuery = PageQuery.extend({
  box: z.enum(['own', 'received']).default('own'),
  state: BatchState.optional(),
  kind: RequestKind.optional(),
  campaignId: Id.optional(),
});
export type BatchQuery = z.infer<typeof BatchQuery>;
export const BatchPage = z.object({
  items: z.array(BatchListItem),
  nextCursor: z.string().nullable(),
  /** Accepted lines not yet in a batch, by kind. */
  ready: z.array(
    z.object({
      kind: RequestKind,
      form: FormCode,
      formLabel: z.string(),
      title: z.string(),
      lines: z.int(),
      agencies: z.int(),
    }),
  ),
  abilities: Abilities,
});
export type BatchPage = z.infer<typeof BatchPage>;

/** All accepted lines of these kinds, or only those of the campaign or the requests named: one batch a kind. */
export const OpenBatches = z.object({
  kinds: z.array(RequestKind).min(1).max(10),
  campaignId: Id.optional(),
  requestIds: z.array(Id).max(2_000).optional(),
});
export type OpenBatches = z.infer<typeof OpenBatches>;
export const OpenedBatches = z.object({ batches: z.array(BatchListItem) });

export const BatchParams = z.object({ id: Id });
export const BatchFileParams = z.object({ id: Id, fileId: Id });
export const BatchLineQuery = PageQuery.extend({
  agencyId: Id.optional(),
  q: z.string().max(100).optional(),
  state: ItemState.optional(),
});
export const BatchLinePage = z.object({ items: z.array(RosterLineView), nextCursor: z.string().nullable() });

/** `results`: the list with the columns to write the results into. */
export const RosterExportQuery = z.object({ format: z.enum(['pdf', 'xlsx', 'results']).default('xlsx') });

/** Which lines stay when several claim one thing; the others leave the batch and go back to their unit with the reason. */
export const DecideFinding = z.object({
  findingId: z.string().max(200),
  keep: z.array(Id).max(200),
  reason: text(500, 3),
});
export type DecideFinding = z.infer<typeof DecideFinding>;
export const RemoveLines = z.object({ lineIds: z.array(Id).min(1).max(2_000), reason: text(500, 3) });
export type RemoveLines = z.infer<typeof RemoveLines>;

/** One covering letter for several batches to the same destination: draft with rosters (PDF, XLSX) and every request attached. */
export const DraftLetter = z.object({ batchIds: z.array(Id).min(1).max(10) });
export type DraftLetter = z.infer<typeof DraftLetter>;
export const DraftedLetter = z.object({ documentId: Id, link: z.string() });

/** One line's result. Which fields are needed depends on the kind. */
export const LineResult = z.object({
  lineId: Id,
  outcome: z.enum(['granted', 'refused', 'returned']),
  reason: text(500).optional(),
  /** Certificates. */
  serial: text(60).optional(),
  validFrom: DateOnly.optional(),
  validTo: DateOnly.optional(),
  tokenSerial: text(40).optional(),
  revokedOn: DateOnly.optional(),
  /** Accounts, mailboxes: the final name may differ from the proposal. */
  accountName: text(100).optional(),
  address: text(200).optional(),
  effectiveOn: DateOnly.optional(),
});
export type LineResult = z.infer<typeof LineResult>;
export const RecordResults = z.object({
  results: z.array(LineResult).min(1).max(10_000),
  note: text(500).optional(),
  documentId: Id.optional(),
});
export type RecordResults = z.infer<typeof RecordResults>;
export const RecordedResults = z.object({
  granted: z.int(),
  refused: z.int(),
  returned: z.int(),
  failed: z.array(z.object({ lineId: Id, code: z.string(), message: z.string() })),
  state: BatchState,
  stateLabel: z.string(),
});
export type RecordedResults = z.infer<typeof RecordedResults>;

/** A result sheet read and matched; confirm by sending `results` to the record route. */
export const ResultPreview = z.object({
  results: z.array(LineResult),
  matched: z.int(),
  findings: z.array(
    z.object({
      code: z.string(),
      severity: z.enum(['error', 'warning']),
      row: z.int(),
      column: z.string(),
      label: z.string(),
      message: z.string(),
    }),
  ),
  /** Rows that match no line; they stay a work list, nothing is guessed. */
  unmatched: z.array(z.object({ row: z.int(), text: z.string() })),
});
export type ResultPreview = z.infer<typeof ResultPreview>;
