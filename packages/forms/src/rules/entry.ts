import type {
  ChangeRow,
  FieldValue,
  FormDefinition,
  FormFacts,
  FormField,
  FormFinding,
  FormLimits,
} from '../definition.ts';
import type { LimitSources } from '../limits.ts';

/** Data may come from anywhere: a row of the table of Mẫu 03 has two texts. */
function isChangeRow(row: unknown): row is ChangeRow {
  const { attribute, newValue } = Object(row) as Partial<ChangeRow>; // Object() of anything has fields that may be absent
  return typeof attribute === 'string' && typeof newValue === 'string';
}

export function isChangeTable(value: FieldValue | undefined): value is readonly ChangeRow[] {
  return Array.isArray(value) && value.every(isChangeRow);
}

/** Without a letter or digit there are only the dots, dashes and strokes of an empty line of the printed form. */
export function isWritten(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

export interface Telling {
  /** `error` unless told. */
  readonly severity?: FormFinding['severity'];
  /** The form itself unless told. */
  readonly rule?: string;
  readonly fix?: FormFinding['fix'];
}

/** What a rule looks at and speaks through: a whole sheet, or one row of a list. */
export interface Entry {
  readonly form: FormDefinition;
  readonly facts: FormFacts;
  readonly limits: FormLimits;
  readonly sources: LimitSources;
  readonly fields: readonly FormField[];
  /** Empty when the field is missing or holds something else than text. */
  text(key: string): string;
  isChecked(key: string): boolean;
  changes(key: string): readonly ChangeRow[];
  raw(key: string): FieldValue | undefined;
  /** Filled in, and no error was told of it yet: only then is it compared with anything else. */
  isSound(key: string): boolean;
  tell(key: string, code: string, message: string, more?: Telling): void;
}

export interface EntryParts extends Pick<Entry, 'form' | 'facts' | 'limits' | 'sources' | 'fields'> {
  readonly values: Readonly<Record<string, FieldValue | undefined>>;
  readonly row: number | null;
  readonly part?: string | undefined;
  readonly found: FormFinding[];
}

export function makeEntry({ values, row, part, found, ...rest }: EntryParts): Entry {
  const wrong = new Set<string>();
  const raw = (key: string): FieldValue | undefined => (Object.hasOwn(values, key) ? values[key] : undefined);
  const text = (key: string): string => {
    const value = raw(key);
    return typeof value === 'string' ? value : '';
  };
  return {
    ...rest,
    raw,
    text,
    isChecked: (key) => raw(key) === true,
    changes: (key) => {
      const value = raw(key);
      return isChangeTable(value) ? value : [];
    },
    isSound: (key) => isWritten(text(key)) && !wrong.has(key),
    tell: (key, code, message, { severity = 'error', rule = rest.form.label, fix } = {}) => {
      if (severity === 'error') {
        wrong.add(key);
      }
      const label = rest.fields.find((field) => field.key === key)?.label ?? key;
      const where = { field: key, row, ...(part === undefined ? {} : { part }), label };
      found.push({ code, severity, ...where, message, rule, ...(fix === undefined ? {} : { fix }) });
    },
  };
}

/** Rules a message cites by name. */
export const RULES = {
  freeMail: 'Công văn, mục 4',
  mailboxFirst: 'Công văn, mục 2 (Lưu ý)',
  mailboxes: 'Công văn, mục 4',
  accountFee: 'Công văn, mục 3 (Lưu ý)',
  /** Transition of the law: CMND still in force count until 31/12/2024. */
  cmnd: 'Luật Căn cước số 26/2023/QH15',
  nameLength: 'Nghị định 30/2020/NĐ-CP, Phụ lục VI',
} as const;

/** "Mẫu 01, ghi chú (1)" when the field has a footnote. */
export function ruleOf(entry: Entry, field: FormField): string {
  return field.footnote === undefined ? entry.form.label : `${entry.form.label}, ghi chú (${field.footnote})`;
}
