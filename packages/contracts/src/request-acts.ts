import { z } from 'zod';
import { DateOnly, Id, Instant, PageQuery, text } from './common.ts';
import { FilledContent, FormFindingView, RequestKind } from './forms.ts';
import { ItemState, ItemView, RequestListItem } from './requests.ts';

/** Opens a draft, prefilled from the person's (or organisation's) record. */
export const CreateRequest = z.object({
  kind: RequestKind,
  /** Whom a sheet is about when it is not the caller. */
  personId: Id.optional(),
  certificateEntryId: Id.optional(),
  campaignId: Id.optional(),
  /** "Không phát sinh" for this form of the campaign. */
  nil: z.boolean().default(false),
  content: FilledContent.optional(),
});
export type CreateRequest = z.infer<typeof CreateRequest>;

export const SaveRequest = z.object({ version: z.int().min(1), content: FilledContent });
export type SaveRequest = z.infer<typeof SaveRequest>;
export const SavedRequest = z.object({
  id: Id,
  version: z.int(),
  savedAt: Instant,
  findings: z.array(FormFindingView),
  yearlyCost: z.int().nullable(),
});
export type SavedRequest = z.infer<typeof SavedRequest>;

export const RequestParams = z.object({ id: Id });
export const RequestFileParams = z.object({ id: Id, fileId: Id });
export const RequestVersion = z.object({ version: z.int().min(1) });
export const RequestReason = z.object({ reason: text(2_000, 3) });

/** Draft → declarant (01–05) or head (06–10). Errors stop it; warnings stop the head until somebody authorised has let each pass. */
export const SendRequest = z.object({
  version: z.int().min(1),
  /** Mẫu 01: "thường xuyên ký", ticked by whoever sends for the unit (letter, section 2). */
  signsRegularly: z.boolean().optional(),
  signsWhat: text(300).optional(),
});
export type SendRequest = z.infer<typeof SendRequest>;

export const OverrideWarning = z.object({
  code: z.string().max(80),
  field: z.string().max(60),
  row: z.int().nullable(),
  reason: text(500, 3),
});
export type OverrideWarning = z.infer<typeof OverrideWarning>;

/** Without a certificate: one's own password, and a code where a second factor is set up. Digital signing goes through `signing`. */
export const AttestRequest = z.object({
  ids: z.array(Id).min(1).max(200),
  password: z.string().min(1).max(256),
  code: z.string().max(20).optional(),
});
export type AttestRequest = z.infer<typeof AttestRequest>;
export const ManyAnswer = z.object({
  done: z.int(),
  items: z.array(z.object({ id: Id, ok: z.boolean(), code: z.string().nullable(), message: z.string() })),
});
export type ManyAnswer = z.infer<typeof ManyAnswer>;

export const ManyRequests = z.object({ ids: z.array(Id).min(1).max(500) });

/** The guiding office sends back: the whole, or single fields and lines with their own reason. */
export const ReturnRequest = z.object({
  reason: text(2_000, 3),
  fields: z
    .array(z.object({ field: z.string().max(60), row: z.int().nullable(), reason: text(500, 3) }))
    .max(2_000)
    .default([]),
});
export type ReturnRequest = z.infer<typeof ReturnRequest>;

export const ItemsQuery = PageQuery.extend({ state: ItemState.optional() });
export const ItemPage = z.object({ items: z.array(ItemView), nextCursor: z.string().nullable() });

/** A spreadsheet or a pasted table read into rows; nothing is stored yet. */
export const ImportedRows = z.object({
  rows: z.array(z.record(z.string(), z.string())),
  /** Row of the sheet each one came from. */
  sheetRows: z.array(z.int()),
  findings: z.array(
    z.object({
      code: z.string(),
      severity: z.enum(['error', 'warning']),
      /** Name of the worksheet. */
      sheet: z.string().optional(),
      row: z.int(),
      column: z.string(),
      label: z.string(),
      message: z.string(),
    }),
  ),
  /** Findings of the rules on the rows as they would stand in the form. */
  rules: z.array(FormFindingView),
  ignoredColumns: z.array(z.string()),
  /** Rows without any error. */
  good: z.int(),
});
export type ImportedRows = z.infer<typeof ImportedRows>;
export const RequestImportParams = z.object({ kind: RequestKind });
export const RequestExportParams = z.object({ id: Id, format: z.enum(['pdf', 'docx', 'xlsx']) });

/** Names for the type-ahead of list cells: people of the agency with what the registers know of them. */
export const RowSuggestionsQuery = z.object({ kind: RequestKind, q: z.string().max(100).default('') });
export const RowSuggestions = z.object({
  items: z.array(z.object({ label: z.string(), hint: z.string(), values: z.record(z.string(), z.string()) })),
});
export type RowSuggestions = z.infer<typeof RowSuggestions>;

/** "Đề nghị của tôi": what I hold and what I may ask for. */
export const MyThings = z.object({
  certificates: z.array(
    z.object({
      id: Id,
      name: z.string(),
      serial: z.string(),
      validTo: DateOnly,
      stateLabel: z.string(),
      tone: z.enum(['neutral', 'blue', 'amber', 'red', 'green']),
      daysLeft: z.int(),
      offers: z.array(z.object({ kind: RequestKind, label: z.string() })),
    }),
  ),
  tokens: z.array(
    z.object({
      id: Id,
      serial: z.string(),
      stateLabel: z.string(),
      offers: z.array(z.object({ kind: RequestKind, label: z.string() })),
    }),
  ),
  account: z
    .object({ name: z.string(), stateLabel: z.string(), lastSignInAt: Instant.nullable(), mobileEditing: z.boolean() })
    .nullable(),
  mailbox: z.object({ address: z.string(), stateLabel: z.string() }).nullable(),
  requests: z.array(RequestListItem),
});
export type MyThings = z.infer<typeof MyThings>;
