import type { FormRow } from '@congvu/forms';
import { z } from 'zod';
import { DateOnly, text } from './common.ts';

export const FormCode = z.enum(['M01', 'M02', 'M03', 'M04', 'M05', 'M06', 'M07', 'M08', 'M09', 'M10']);
export type FormCode = z.infer<typeof FormCode>;

/** Stable over the sets of forms; the number of a form is not. */
export const RequestKind = z.enum([
  'cert.issue.person',
  'cert.issue.org',
  'cert.renew_change',
  'cert.revoke',
  'cert.restore',
  'account.new',
  'account.revoke',
  'account.mobile',
  'mailbox.revoke',
  'mailbox.new',
]);
export type RequestKind = z.infer<typeof RequestKind>;

const ChangeRow = z.object({
  attribute: z.string().max(200),
  newValue: z.string().max(500),
  oldValue: z.string().max(500).optional(),
});

export const FieldValue = z.union([z.string().max(2_000), z.boolean(), z.array(ChangeRow).max(50)]);

/** Cells of one row by key of the column; `part` names the table of Mẫu 10. */
const Row = z.custom<FormRow>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).length <= 12 &&
    Object.entries(value).every(([key, cell]) => key.length <= 40 && typeof cell === 'string' && cell.length <= 2_000),
  'Mỗi dòng gồm các ô chữ.',
);

/** What a person has filled in; the rules of `@congvu/forms` judge it, not this shape: nothing typed is refused before it is kept. */
export const FilledContent = z.object({
  addressee: text(300).optional(),
  place: text(100).optional(),
  date: DateOnly.nullable().optional(),
  fields: z.record(z.string().max(60), FieldValue).optional(),
  rows: z.array(Row).max(10_000).optional(),
});
export type FilledContent = z.infer<typeof FilledContent>;

export const FormFindingView = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  field: z.string(),
  /** From 1 within its part; null outside lists. */
  row: z.int().nullable(),
  part: z.string().optional(),
  label: z.string(),
  /** What is wrong, the rule, what to do. */
  message: z.string(),
  rule: z.string(),
  fix: z.object({ label: z.string(), value: z.string().optional(), kind: RequestKind.optional() }).optional(),
});
export type FormFindingView = z.infer<typeof FormFindingView>;
