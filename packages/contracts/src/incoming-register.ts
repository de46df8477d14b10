import { z } from 'zod';
import { Abilities, CountingNumber, DateOnly, Id, PageQuery, Urgency } from './common.ts';
import { IncomingState } from './incoming.ts';

/** The ten columns of Sổ đăng ký văn bản đến (Decree 30/2020, Annex IV). */
export const IncomingRegisterRow = z.object({
  documentId: Id,
  /** (1) ngày đến */
  arrivedOn: DateOnly,
  /** (2) số đến */
  arrivalNumber: z.int(),
  /** (3) tác giả */
  author: z.string(),
  /** (4) số, ký hiệu */
  numberSymbol: z.string(),
  /** (5) ngày tháng */
  issuedOn: DateOnly.nullable(),
  /** (6) tên loại và trích yếu nội dung */
  typeName: z.string(),
  abstract: z.string(),
  /** (7) đơn vị hoặc người nhận */
  receiver: z.string(),
  /** (8) ngày chuyển */
  forwardedOn: DateOnly.nullable(),
  /** (9) ký nhận: who opened it and when; blank in print for ink */
  receipt: z.string(),
  /** (10) ghi chú */
  note: z.string(),
  urgency: Urgency,
  state: IncomingState,
  stateLabel: z.string(),
  overdue: z.boolean(),
  /** Columns of sổ theo dõi giải quyết: thời hạn, tiến độ, số ký hiệu văn bản trả lời. */
  dueOn: DateOnly.nullable(),
  progress: z.string(),
  replyNumberSymbol: z.string(),
});
export type IncomingRegisterRow = z.infer<typeof IncomingRegisterRow>;

export const IncomingRegisterFilter = z.object({
  year: z.coerce.number().int().min(1945).max(2200).optional(),
  fromNumber: CountingNumber.optional(),
  toNumber: CountingNumber.optional(),
  from: DateOnly.optional(),
  to: DateOnly.optional(),
  documentType: z.string().max(60).optional(),
  issuer: z.string().max(200).optional(),
  unit: z.string().max(200).optional(),
  q: z.string().max(200).optional(),
});
export type IncomingRegisterFilter = z.infer<typeof IncomingRegisterFilter>;
export const IncomingRegisterQuery = IncomingRegisterFilter.extend(PageQuery.shape);
export type IncomingRegisterQuery = z.infer<typeof IncomingRegisterQuery>;

export const IncomingRegisterPage = z.object({
  year: z.int(),
  registerName: z.string(),
  years: z.array(z.int()),
  lastNumber: z.int(),
  /** Of the whole year, bounded at 1000. */
  overdue: z.int(),
  items: z.array(IncomingRegisterRow),
  nextCursor: z.string().nullable(),
  abilities: Abilities,
});
export type IncomingRegisterPage = z.infer<typeof IncomingRegisterPage>;

/** `register` = the ten columns, `follow_up` = sổ theo dõi giải quyết văn bản đến (7 columns). */
export const PrintIncomingRegister = IncomingRegisterFilter.extend({
  book: z.enum(['register', 'follow_up']).default('register'),
  cover: z.stringbool().default(false),
  download: z.stringbool().default(false),
});
export type PrintIncomingRegister = z.infer<typeof PrintIncomingRegister>;

/** Leaders the clerk may present to, and the choices of the quick form. */
export const IncomingOptions = z.object({
  leaders: z.array(z.object({ positionId: Id, name: z.string(), title: z.string() })),
  types: z.array(z.object({ code: z.string(), name: z.string() })),
  nextArrivalNumber: z.int().nullable(),
  today: DateOnly,
});
export type IncomingOptions = z.infer<typeof IncomingOptions>;

/** Issuers as earlier letters named them, without accents, with what the quick form may propose from their last letters. */
export const IssuerQuery = z.object({ q: z.string().min(1).max(200) });
export const IssuerAnswer = z.object({
  items: z.array(
    z.object({
      agencyId: Id.nullable(),
      name: z.string(),
      lastSymbol: z.string(),
      lastSignatory: z.string(),
      lastSignatoryPosition: z.string(),
    }),
  ),
});
export type IssuerAnswer = z.infer<typeof IssuerAnswer>;
