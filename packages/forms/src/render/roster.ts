import type { FieldValue, FormCode } from '../definition.ts';

/** Lines of many units put together into one list (spec requests.md §5). */
export interface Roster {
  readonly form: FormCode;
  readonly set: string;
  /** Instead of the title of the form. */
  readonly title?: string;
  /** Office that puts it together, at the top left; a line break parts the governing body from it. */
  readonly issuer: string;
  readonly place: string;
  /** `yyyy-mm-dd`; dots when null. */
  readonly date: string | null;
  /** Signing authority: "TM. ỦY BAN NHÂN DÂN". */
  readonly onBehalf?: string;
  /** Totals per sending agency, in the order of the directory. */
  readonly groups: readonly { readonly agencyName: string; readonly count: number }[];
  /** In the order of print; `stt` counts within its part. */
  readonly lines: readonly RosterPrintLine[];
}

export interface RosterPrintLine {
  readonly stt: number;
  readonly part?: string;
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly agencyName: string;
  /** STT in the list of the sending unit. */
  readonly originalNo: number;
  /** "Gửi muộn", "Khẩn": printed behind the name of the agency. */
  readonly flags?: readonly string[];
}
