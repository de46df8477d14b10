/*
 * A form as data. One definition serves the browser (fields and the printed page beside them), the server (rules), the import of
 * spreadsheets (headings and columns) and print (PDF, DOCX, XLSX).
 */

/** `M01` … `M10` as the letter of 2021 numbers them; the number may change with the set, the kind never does. */
export type FormCode = 'M01' | 'M02' | 'M03' | 'M04' | 'M05' | 'M06' | 'M07' | 'M08' | 'M09' | 'M10';

export type RequestKind =
  | 'cert.issue.person'
  | 'cert.issue.org'
  | 'cert.renew_change'
  | 'cert.revoke'
  | 'cert.restore'
  | 'account.new'
  | 'account.revoke'
  | 'account.mobile'
  | 'mailbox.revoke'
  | 'mailbox.new';

export type FieldType =
  | 'name'
  | 'text'
  | 'gender'
  | 'date'
  | 'identityNumber'
  | 'officialEmail'
  | 'taxCode'
  | 'budgetCode'
  | 'mobile'
  | 'phone'
  | 'pkiSim'
  | 'serial'
  | 'tokenSerial'
  | 'accountName'
  | 'mailboxName'
  | 'reason'
  | 'choice'
  | 'check'
  | 'changes';

/** When a field must be filled. The letter marks nothing as required; these follow its footnotes (spec requests.md §2). */
export type Need =
  | 'required'
  | 'optional'
  /** Required exactly when another field has one of these values. */
  | { readonly when: string; readonly is: readonly string[] }
  /** All of the named fields are filled, or none. */
  | { readonly together: readonly string[] };

export interface FormField {
  /** Dotted, stable over the sets: `fullName`, `identity.number`, `oldCertificate.serial`. */
  readonly key: string;
  /** Exactly as printed, NFC, without colon, dots and footnote mark. */
  readonly label: string;
  readonly type: FieldType;
  readonly need: Need;
  /** Longest text in characters. */
  readonly max: number;
  /** Number of the footnote printed behind the label. */
  readonly footnote?: number;
  /** What the screen says under the field; Vietnamese. */
  readonly hint?: string;
  /** `choice`, `reason`: value → label as printed. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** Not on the printed form; kept in the data because the rules need it (type of subject of Mẫu 04, code of a reason). */
  readonly unprinted?: boolean;
  /** Printed in capitals: "Họ và tên (chữ in hoa)". */
  readonly capitals?: boolean;
}

/** One printed line of a sheet form: one or several fields side by side, each after its label. */
export interface PrintedLine {
  /** `grow`: share of the line. */
  readonly fields: readonly { readonly key: string; readonly grow: number }[];
}

export type SheetBlock =
  /** A heading printed as it stands: "I. Thông tin chứng thư số:", "Đề nghị thu hồi chứng thư số:". */
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'line'; readonly line: PrintedLine }
  /** Boxes in a row behind a label ("Loại chứng thư số: ☐ Cá nhân …"), or a box behind its own label ("1. Gia hạn chứng thư số: ☐"). */
  | { readonly kind: 'boxes'; readonly key: string }
  /** The table of two columns of Mẫu 03. */
  | {
      readonly kind: 'changes';
      readonly key: string;
      readonly headings: readonly [string, string];
      readonly blankRows: number;
    };

export interface ListColumn extends FormField {
  /** Share of the width of the printed table. */
  readonly width: number;
}

export interface ListPart {
  /** `list` for forms of one table; `units`, `people` for Mẫu 10. */
  readonly key: string;
  /** "1. Đề nghị cấp mới … cho các đơn vị"; absent where the form has one table. */
  readonly heading?: string;
  /** Without STT, which is counted. */
  readonly columns: readonly ListColumn[];
}

export type FormLayout =
  | {
      readonly kind: 'sheet';
      readonly blocks: readonly SheetBlock[];
      readonly fields: readonly FormField[];
      /** `managing_organisation`: "Kính gửi: <Cơ quan, tổ chức quản lý trực tiếp>"; `guiding_office`: the committee. */
      readonly addressee: 'managing_organisation' | 'guiding_office';
      readonly signer: { readonly title: string; readonly note: string };
      /** Who must seal besides: never, always, or when the declarant leads the unit or the subject is an organisation. */
      readonly seal: 'never' | 'always' | 'leader_or_organisation';
    }
  | {
      readonly kind: 'list';
      readonly parts: readonly ListPart[];
      /** "Số lượng cấp bổ sung"; null where the form has none. */
      readonly countLabel: string | null;
      /** "Danh sách đăng ký"; null where the form has none. */
      readonly caption: string | null;
      /** Line of dashes under the title. */
      readonly rule: boolean;
    };

export interface FormDefinition {
  readonly set: string;
  readonly code: FormCode;
  readonly kind: RequestKind;
  /** Printed at the top right: "Mẫu 01", "Mẫu số 06". */
  readonly label: string;
  /** As printed, line by line; list forms begin with "DANH SÁCH". */
  readonly title: readonly string[];
  /** For screens and lists: "Cấp chứng thư số cho cá nhân". */
  readonly shortTitle: string;
  readonly layout: FormLayout;
  /** "Ghi chú:" without the heading, each with its number. */
  readonly footnotes: readonly { readonly numbers: readonly number[]; readonly text: string }[];
  /** Where the letter speaks of it: "Công văn, mục 2". */
  readonly basis: string;
  readonly validFrom: string;
  readonly validTo: string | null;
}

export interface ChangeRow {
  readonly attribute: string;
  readonly newValue: string;
  /** Not a column of the form; kept for the difference. */
  readonly oldValue?: string | undefined;
}

/** Text for every type but `check` (boolean) and `changes` (rows). Dates are `yyyy-mm-dd`; people type dd/mm/yyyy (`readDate`). */
export type FieldValue = string | boolean | readonly ChangeRow[];

/** `part` names the table of Mẫu 10 (`units`, `people`); other lists leave it out. All cells are text. */
export type FormRow = { readonly part?: string } & Readonly<Record<string, string>>;

/**
 * A filled form: what `congvu forms render|check` read. Sheet forms have `fields`, list forms have `rows`.
 * @example { "form": "M07", "rows": [{ "fullName": "Sùng A Dế", "position": "Công chức Địa chính", "unit": "UBND xã Khun Há",
 *   "account": "desa.khunha", "reason": "Chuyển công tác", "note": "" }] }
 */
export interface FilledForm {
  readonly form: FormCode;
  /** `2021` unless told. */
  readonly set?: string | undefined;
  /** Behind "Kính gửi:"; sheet forms only. */
  readonly addressee?: string | undefined;
  /** Địa danh; dots when empty. */
  readonly place?: string | undefined;
  /** Day of the form, `yyyy-mm-dd`; dots when null. */
  readonly date?: string | null | undefined;
  /** Printed under the signature: the declarant's name. */
  readonly signerName?: string | undefined;
  readonly fields?: Readonly<Record<string, FieldValue>> | undefined;
  readonly rows?: readonly FormRow[] | undefined;
  /** Mẫu 06–08: what the count line says when it was typed elsewhere; counted when absent. */
  readonly count?: number | undefined;
}

/** One thing the rules have to say. */
export interface FormFinding {
  /** `requests.free_mail` … */
  readonly code: string;
  /** `error` blocks; `warning` may be overridden by an authorised person with a reason. */
  readonly severity: 'error' | 'warning';
  /** Key of the field; `rows` for the list as a whole. */
  readonly field: string;
  /** List forms: the row, from 1 within its part; null elsewhere. */
  readonly row: number | null;
  readonly part?: string;
  /** Label of the field. */
  readonly label: string;
  /** What is wrong, the rule, what to do; Vietnamese, ready to show. */
  readonly message: string;
  /** Where the rule stands: "Mẫu 01, ghi chú (1)", "Công văn, mục 2". */
  readonly rule: string;
  /** The repair when it is known: a button. `link` opens another form instead of setting a value. */
  readonly fix?: { readonly label: string; readonly value?: string; readonly kind?: RequestKind };
}

export type LeaveReason = 'transferred' | 'retired' | 'resigned' | 'died' | 'unused' | 'duplicate' | 'unit_dissolved';

/* What the registers know, for rules that need them. Every lookup may be left out: its rules then say nothing. */

export interface KnownMailbox {
  readonly address: string;
  readonly state: 'requested' | 'active' | 'suspended' | 'revoke_requested' | 'revoked';
  /** Person or organisation it belongs to. */
  readonly holderName: string;
  readonly holderPersonId: string | null;
  readonly unitName: string;
}

export interface KnownCertificate {
  readonly serial: string;
  readonly subjectKind: 'person' | 'organisation' | 'device';
  readonly subjectName: string;
  readonly identityNumber: string;
  readonly email: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly renewalCount: number;
  readonly state: 'active' | 'expired' | 'revoke_requested' | 'revoked' | 'frozen' | 'transferred_out' | 'requested';
  readonly tokenSerial: string;
}

export interface KnownAccount {
  readonly name: string;
  readonly holderName: string;
  readonly unitName: string;
  /** Whether it belongs to the unit that asks. */
  readonly ownUnit: boolean;
  readonly state: 'requested' | 'active' | 'suspended' | 'revoke_requested' | 'revoked' | 'kept';
  readonly mobileEditing: boolean;
}

export interface FormFacts {
  /** `yyyy-mm-dd`, the day of the check. */
  readonly today: string;
  readonly officialDomains?: readonly string[];
  /** Overrides of dated limits, see `limitsOn`. */
  readonly limits?: Partial<FormLimits>;
  /** The subject's own mailbox, when the form is about a known person or organisation. */
  readonly ownMailbox?: KnownMailbox | null;
  /** By address as the form has it: with its domain in Mẫu 01–05, mostly without in Mẫu 09. */
  readonly mailbox?: (address: string) => KnownMailbox | undefined;
  /** Of a unit: its name in both places. */
  readonly mailboxesOf?: (fullName: string, unitName: string) => readonly KnownMailbox[];
  readonly certificate?: (serialKey: string) => KnownCertificate | undefined;
  readonly activeCertificatesOf?: (identityNumber: string) => readonly KnownCertificate[];
  /** Active certificates that rely on the address and that no Mẫu 03 or 04 of the same package changes or revokes. */
  readonly certificatesByEmail?: (address: string) => readonly KnownCertificate[];
  readonly token?: (
    tokenKey: string,
  ) => { readonly state: string; readonly certificateSerial: string | null } | undefined;
  readonly account?: (name: string) => KnownAccount | undefined;
  readonly accountsOf?: (fullName: string, unitName: string) => readonly KnownAccount[];
  /** Whether the head has confirmed "thường xuyên ký" (R2). */
  readonly signsRegularly?: boolean;
}

/** Figures of the law and of practice, dated data (spec requests.md R17, R23; marked (c) or (m) there). */
export interface FormLimits {
  readonly renewalMinDays: number;
  readonly renewalMaxCount: number;
  readonly certificateMaxYears: number;
  readonly renewalMaxYears: number;
  readonly accountTariffVnd: number;
  readonly nameMax: number;
  /** From this day CMND counts no more. */
  readonly cmndValidBefore: string;
}
