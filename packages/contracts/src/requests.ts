import { z } from 'zod';
import { Abilities, DateOnly, FileView, Id, Instant, MovementView, PageQuery } from './common.ts';
import { DraftStep } from './drafting.ts';
import { FilledContent, FormCode, FormFindingView, RequestKind } from './forms.ts';

/**
 * Life of a request (spec requests.md §4). `awaiting_seal` follows the head's signature where the form says "đóng dấu";
 * lists (Mẫu 06–10) have no declarant and go from `draft` to `awaiting_head`.
 */
export const RequestState = z.enum([
  'draft',
  'awaiting_declarant',
  'awaiting_head',
  'awaiting_seal',
  'submitted',
  'accepted',
  'returned',
  'refused',
  'batched',
  'forwarded',
  'resulted',
  'closed',
  'withdrawn',
]);
export type RequestState = z.infer<typeof RequestState>;

/** What became of one line; independent of its neighbours. */
export const ItemState = z.enum(['open', 'returned', 'granted', 'refused', 'recorded']);
export type ItemState = z.infer<typeof ItemState>;

/** `digital`: with a certificate. `attested`: second factor or password, for who owns no certificate yet. `wet_scan`: ink, scanned. */
export const RequestSigningMode = z.enum(['digital', 'attested', 'wet_scan']);

export const RequestSignatureView = z.object({
  role: z.enum(['declarant', 'head', 'seal']),
  mode: RequestSigningMode,
  name: z.string(),
  title: z.string(),
  at: Instant,
  certificateSerial: z.string().nullable(),
});

export const ItemView = z.object({
  id: Id,
  no: z.int(),
  part: z.string().nullable(),
  /** Cells by key of the column (lists) or the few that name the subject (sheets); personal numbers masked. */
  values: z.record(z.string(), z.string()),
  state: ItemState,
  stateLabel: z.string(),
  /** Why it came back or was refused; empty otherwise. */
  reason: z.string(),
  /** What was granted: serial and validity, account name, address. */
  result: z.string(),
  recordedAt: Instant.nullable(),
});
export type ItemView = z.infer<typeof ItemView>;

export const RequestListItem = z.object({
  id: Id,
  kind: RequestKind,
  form: FormCode,
  formLabel: z.string(),
  /** "Cấp chứng thư số cho cá nhân". */
  title: z.string(),
  /** Whom it is about: a name, or "12 tài khoản", "Không phát sinh". */
  subject: z.string(),
  agencyId: Id,
  agencyName: z.string(),
  unitName: z.string(),
  declarantName: z.string().nullable(),
  state: RequestState,
  stateLabel: z.string(),
  nil: z.boolean(),
  urgent: z.boolean(),
  late: z.boolean(),
  itemCount: z.int(),
  /** Lines that are final: granted, refused. */
  doneCount: z.int(),
  errors: z.int(),
  warnings: z.int(),
  returnedReason: z.string().nullable(),
  campaignId: Id.nullable(),
  dueBefore: DateOnly.nullable(),
  submittedAt: Instant.nullable(),
  updatedAt: Instant,
  link: z.string(),
  abilities: Abilities,
});
export type RequestListItem = z.infer<typeof RequestListItem>;

/**
 * `mine` I declare or prepared; `to_declare` waits for my signature; `to_approve` waits for the head; `to_seal` for the clerk;
 * `agency` all of my agency; `to_check` submitted to my office as the guiding one; `checked` accepted there; `received` all that came.
 */
export const RequestBox = z.enum([
  'mine',
  'to_declare',
  'to_approve',
  'to_seal',
  'agency',
  'to_check',
  'checked',
  'received',
]);
export type RequestBox = z.infer<typeof RequestBox>;

export const RequestQuery = PageQuery.extend({
  box: RequestBox.default('mine'),
  q: z.string().max(200).optional(),
  kind: RequestKind.optional(),
  state: RequestState.optional(),
  campaignId: Id.optional(),
  agencyId: Id.optional(),
});
export type RequestQuery = z.infer<typeof RequestQuery>;

export const RequestPage = z.object({
  items: z.array(RequestListItem),
  nextCursor: z.string().nullable(),
  counts: z.record(z.string(), z.int()),
  /** What this person may start, by kind. */
  mayStart: z.array(
    z.object({ kind: RequestKind, form: FormCode, formLabel: z.string(), title: z.string(), hint: z.string() }),
  ),
});
export type RequestPage = z.infer<typeof RequestPage>;

export const RequestView = RequestListItem.extend({
  set: z.string(),
  revision: z.int(),
  /** Grows with each save; an older one answers 409 `requests.version_conflict`. */
  version: z.int(),
  content: FilledContent,
  findings: z.array(FormFindingView),
  /** Warnings somebody authorised let pass, with the reason. */
  overrides: z.array(
    z.object({
      code: z.string(),
      field: z.string(),
      row: z.int().nullable(),
      by: z.string(),
      reason: z.string(),
      at: Instant,
    }),
  ),
  /** "Điền sẵn từ hồ sơ cán bộ": keys that were filled in by the system and still are as filled. */
  prefilled: z.array(z.string()),
  consolidatorName: z.string(),
  /** How the declarant and the head may sign now. */
  declareModes: z.array(RequestSigningMode),
  approveModes: z.array(RequestSigningMode),
  signatures: z.array(RequestSignatureView),
  items: z.array(ItemView),
  /** More than 500 lines: the rest through GET …/items. */
  moreItems: z.boolean(),
  /** Printed form as it stands: signed file when there is one. */
  pdfUrl: z.string(),
  attachments: z.array(FileView.extend({ url: z.string() })),
  steps: z.array(DraftStep),
  movements: z.array(MovementView),
  returned: z
    .object({
      reason: z.string(),
      by: z.string(),
      at: Instant,
      fields: z.array(z.object({ field: z.string(), row: z.int().nullable(), reason: z.string() })),
    })
    .nullable(),
  /** Earlier revisions, newest first. */
  revisions: z.array(
    z.object({
      revision: z.int(),
      submittedAt: Instant,
      endedAt: Instant.nullable(),
      reason: z.string(),
      pdfUrl: z.string(),
    }),
  ),
  batch: z.object({ id: Id, name: z.string(), stateLabel: z.string(), numberSymbol: z.string() }).nullable(),
  /** Lists: what an approved one adds or saves a year, in đồng; null where no tariff applies. */
  yearlyCost: z.int().nullable(),
});
export type RequestView = z.infer<typeof RequestView>;

export type RequestsErrorCode =
  | 'requests.not_found'
  | 'requests.wrong_state'
  | 'requests.version_conflict'
  | 'requests.has_errors'
  | 'requests.content_invalid'
  | 'requests.signature_invalid'
  | 'requests.duplicate_item'
  | 'requests.too_many_files'
  | 'requests.override_needed'
  | 'requests.warning_unknown'
  | 'requests.content_changed'
  | 'requests.not_the_declarant'
  | 'requests.no_consolidator'
  | 'requests.campaign_closed'
  | 'requests.form_not_in_campaign'
  | 'requests.template_expired'
  | 'requests.certificate_required'
  | 'requests.scan_required'
  | 'requests.first_certificate_wet'
  | 'requests.nil_has_rows'
  | 'requests.item_not_found'
  | 'requests.already_batched'
  | 'requests.conflicts_open'
  | 'requests.batch_empty'
  | 'requests.batch_not_found'
  | 'requests.file_missing'
  | 'requests.destination_missing'
  | 'requests.result_unknown'
  | 'requests.result_incomplete'
  | 'requests.result_recorded'
  | 'requests.import_errors'
  | 'requests.mailbox_first';
