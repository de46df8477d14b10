import type { BatchListItem, BatchState, ItemState, RequestKind, RosterFindingView } from '@congvu/contracts';
import { columnsOf, FORMS, type FormCode, type FormDefinition, fieldsOf, formByCode } from '@congvu/forms';
import type { Tone } from '../../shared/ui/marks.tsx';

const TONES: Record<BatchState, Tone> = {
  collecting: 'blue',
  letter_drafted: 'blue',
  awaiting_signature: 'neutral',
  sent: 'neutral',
  acknowledged: 'neutral',
  partly_resulted: 'amber',
  resulted: 'green',
  archived: 'plain',
  cancelled: 'plain',
};

/** Red only where the answer is overdue; blue while something is mine to do. */
export function batchTone(batch: Pick<BatchListItem, 'state' | 'overdue' | 'abilities'>): Tone {
  if (batch.overdue) {
    return 'red';
  }
  const mine = ['acknowledge', 'record', 'letter'].some((act) => batch.abilities[`requests.roster_${act}`] === true);
  return mine && TONES[batch.state] === 'neutral' ? 'blue' : TONES[batch.state];
}

export const ITEM_TONES: Record<ItemState, Tone> = {
  open: 'neutral',
  returned: 'amber',
  granted: 'green',
  refused: 'red',
  recorded: 'green',
};

export const ITEM_CHOICES: { value: ItemState | ''; label: string }[] = [
  { value: '', label: 'Mọi kết quả' },
  { value: 'open', label: 'Chờ kết quả' },
  { value: 'granted', label: 'Đồng ý' },
  { value: 'refused', label: 'Từ chối' },
  { value: 'returned', label: 'Trả lại' },
];

/** What the checks C1–C12 look for, in a few words (the message of each finding says the rest). */
export const RULE_WORDS: Record<string, string> = {
  C1: 'Một người xin cấp hai lần',
  C2: 'Một cơ quan xin cấp hai lần',
  C3: 'Trùng số hiệu chứng thư số',
  C4: 'Vừa gia hạn vừa thu hồi',
  C5: 'Trùng tài khoản',
  C6: 'Trùng hộp thư',
  C7: 'Đang có ở cơ quan khác',
  C8: 'Có thể là cùng một người',
  C9: 'Chờ hộp thư công vụ',
  C10: 'Đã có đề nghị trước',
  C11: 'Cơ quan đã giải thể, sáp nhập',
  C12: 'Mẫu không còn hiệu lực',
};

export const SEVERITY: Record<RosterFindingView['severity'], { label: string; tone: Tone }> = {
  error: { label: 'Phải xử lý', tone: 'amber' },
  conflict: { label: 'Cần quyết định', tone: 'amber' },
  wait: { label: 'Phải chờ', tone: 'neutral' },
  warning: { label: 'Nên xem', tone: 'plain' },
};

/** Within a sentence: only the first letter, "iPad" stays as it is. */
export function small(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

export const KIND_CHOICES: { value: RequestKind | ''; label: string }[] = [
  { value: '', label: 'Mọi mẫu' },
  ...FORMS.map((form) => ({ value: form.kind, label: `${form.label}, ${small(form.shortTitle)}` })),
];

interface Column {
  key: string;
  label: string;
}

function unique(columns: readonly Column[]): Column[] {
  return columns.filter((column, index, all) => all.findIndex(({ key }) => key === column.key) === index);
}

/** Columns of a list as printed; of Mẫu 10 those of both parts. */
export function listColumns(form: FormDefinition): Column[] {
  return form.layout.kind === 'list' ? unique(form.layout.parts.flatMap(({ key }) => columnsOf(form, key))) : [];
}

const SUBJECT_KEYS = [
  'identity.number',
  'subject.identity.number',
  'certificate.serial',
  'token.serial',
  'taxCode',
  'email',
  'subject.email',
];

/** What names a line stands in the first column of its own. */
const NAME_KEYS = ['fullName', 'organisationName', 'subject.name', 'unitName'];

/** Columns of a merged list behind the name: those of the form, or what tells the subject of a sheet apart. */
export function rosterColumns(code: FormCode): Column[] {
  const form = formByCode(code);
  const columns =
    form.layout.kind === 'list'
      ? listColumns(form).filter(({ key }) => key !== 'note')
      : unique(fieldsOf(form).filter(({ key }) => SUBJECT_KEYS.includes(key)));
  return columns.filter(({ key }) => !NAME_KEYS.includes(key)).slice(0, 4);
}

/** What names a line: its person, organisation or whatever comes first. */
export function nameOfLine(values: Readonly<Record<string, string>>): string {
  const key = NAME_KEYS.find((one) => (values[one] ?? '') !== '');
  return (key === undefined ? Object.values(values)[0] : values[key]) ?? '';
}

const STEP_ORDER: readonly { key: string; label: string }[] = [
  { key: 'collect', label: 'Tổng hợp' },
  { key: 'letter', label: 'Soạn công văn' },
  { key: 'sign', label: 'Ký, đóng dấu' },
  { key: 'sent', label: 'Gửi cấp trên' },
  { key: 'acknowledge', label: 'Cấp trên nhận' },
  { key: 'results', label: 'Có kết quả' },
];

const REACHED: Record<BatchState, number> = {
  collecting: 0,
  letter_drafted: 1,
  awaiting_signature: 2,
  sent: 4,
  acknowledged: 5,
  partly_resulted: 5,
  resulted: 6,
  archived: 6,
  cancelled: 0,
};

/** The way of a batch with where it is now. */
export function stepsOf(state: BatchState): { key: string; label: string; state: 'done' | 'now' | 'waiting' }[] {
  const now = REACHED[state];
  return STEP_ORDER.map(({ key, label }, index) => ({
    key,
    label,
    state: index < now ? 'done' : index === now && state !== 'cancelled' ? 'now' : 'waiting',
  }));
}
