import {
  type ChangeRow,
  type FieldValue,
  type FilledForm,
  type FormDefinition,
  type FormField,
  fieldsOf,
  printValue,
  type SheetBlock,
} from '@congvu/forms';
import { keyed } from '../../../shared/ui/keyed.ts';

type Fields = Readonly<Record<string, FieldValue>>;

type Known = ReadonlyMap<string, FormField>;

interface LineProps {
  block: SheetBlock;
  fields: Fields;
  known: Known;
  bad: ReadonlySet<string>;
  /** A click on a line of the page leads to its field. */
  onField: ((key: string) => void) | undefined;
}

function label({ label: text, footnote }: FormField): string {
  return footnote === undefined ? `${text}:` : `${text} (${footnote}):`;
}

function Box({ on }: { on: boolean }) {
  return <span className="fp-box">{on ? '☒' : '☐'}</span>;
}

function optionsOf(field: FormField, value: FieldValue | undefined): { text: string; on: boolean }[] {
  return field.type === 'check'
    ? [{ text: '', on: value === true }]
    : (field.options ?? []).map((option) => ({ text: option.label, on: option.value === value }));
}

function Boxes({ field, value }: { field: FormField; value: FieldValue | undefined }) {
  return (
    <span className="fp-boxes">
      {label(field)}
      {optionsOf(field, value).map(({ text, on }) => (
        <span key={text}>
          <Box on={on} />
          {text === '' ? '' : ` ${text}`}
        </span>
      ))}
    </span>
  );
}

const BOXED: readonly FormField['type'][] = ['gender', 'choice', 'check'];

function PrintedField({ field, grow, value }: { field: FormField; grow: number; value: FieldValue | undefined }) {
  if (BOXED.includes(field.type)) {
    return (
      <span className="fp-part is-boxes">
        <Boxes field={field} value={value} />
      </span>
    );
  }
  const printed = printValue(field, value);
  return (
    <span className="fp-part" style={{ flexGrow: grow, flexBasis: `${grow * 3}em` }}>
      <span className="fp-label">{label(field)}</span>
      <span className="fp-value">{printed === '' ? '\u00a0' : <b className="fp-in">{printed}</b>}</span>
    </span>
  );
}

function Changes({ block, value }: { block: Extract<SheetBlock, { kind: 'changes' }>; value: FieldValue | undefined }) {
  const rows: readonly ChangeRow[] = typeof value === 'object' ? value : [];
  const blank = Math.max(0, block.blankRows - rows.length);
  const all = [...rows, ...Array.from({ length: blank }, () => ({ attribute: '', newValue: '' }))];
  return (
    <table className="fp-table">
      <thead>
        <tr>
          {block.headings.map((heading) => (
            <th key={heading}>{heading}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {keyed(all, (row) => `${row.attribute} ${row.newValue}`).map(({ key, item }) => (
          <tr key={key}>
            <td className="is-left">
              <b className="fp-in">{item.attribute}</b>&nbsp;
            </td>
            <td className="is-left">
              <b className="fp-in">{item.newValue}</b>&nbsp;
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Line({ block, fields, known, bad, onField }: LineProps) {
  if (block.kind === 'heading') {
    return <p className="fp-heading">{block.text}</p>;
  }
  if (block.kind === 'changes') {
    return <Changes block={block} value={fields[block.key]} />;
  }
  const places = block.kind === 'boxes' ? [{ key: block.key, grow: 1 }] : block.line.fields;
  const shown = places.flatMap(({ key, grow }) => {
    const field = known.get(key);
    return field === undefined ? [] : [{ field, grow }];
  });
  const wrong = shown.find(({ field }) => bad.has(field.key));
  const leadsTo = wrong ?? shown[0];
  const className = wrong === undefined ? 'fp-line' : 'fp-line is-bad';
  const printed = shown.map(({ field, grow }) => (
    <PrintedField key={field.key} field={field} grow={grow} value={fields[field.key]} />
  ));
  // The page is a picture of the form: the keyboard does not stop in it, it goes from field to field in the form beside.
  return onField === undefined || leadsTo === undefined ? (
    <div className={className}>{printed}</div>
  ) : (
    <button type="button" className={className} tabIndex={-1} onClick={() => onField(leadsTo.field.key)}>
      {printed}
    </button>
  );
}

function PlaceAndDate({ place, date }: { place: string; date: string | null }) {
  const [year, month, day] = date === null ? [] : date.split('-').map(Number);
  const dots = '……';
  const whole = year !== undefined && month !== undefined && day !== undefined;
  return (
    <p className="fp-place">
      {place === '' ? '…………' : place}, ngày {whole ? String(day).padStart(2, '0') : dots} tháng{' '}
      {whole ? (month < 3 ? `0${month}` : month) : dots} năm {whole ? year : dots}
    </p>
  );
}

/** Mẫu 01–05 as they are printed, drawn by the page itself so that every key shows at once. */
export function PrintedSheet({
  form,
  filled,
  bad,
  onField,
}: {
  form: FormDefinition;
  filled: FilledForm;
  bad: ReadonlySet<string>;
  /** A click on a line of the page leads to its field. */
  onField?: (key: string) => void;
}) {
  const { layout } = form;
  if (layout.kind !== 'sheet') {
    return null;
  }
  const known: Known = new Map(fieldsOf(form).map((field) => [field.key, field]));
  const fields = filled.fields ?? {};
  return (
    <article className="fp" aria-label={`Bản in ${form.label}`}>
      <p className="fp-number">{form.label}</p>
      <header className="fp-motto">
        <p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>
        <p>
          <span>Độc lập - Tự do - Hạnh phúc</span>
        </p>
      </header>
      <h2 className="fp-title">
        {form.title.map((line) => (
          <span key={line} className={line.startsWith('(') ? 'is-under' : undefined}>
            {line}
          </span>
        ))}
      </h2>
      <p className="fp-to">
        Kính gửi:{' '}
        {filled.addressee === undefined || filled.addressee === '' ? (
          '………………………………'
        ) : (
          <b className="fp-in">{filled.addressee}</b>
        )}
        {layout.addressee === 'managing_organisation' ? '.' : ''}
      </p>
      {keyed(layout.blocks, (block) => JSON.stringify(block)).map(({ key, item }) => (
        <Line key={key} block={item} fields={fields} known={known} bad={bad} onField={onField} />
      ))}
      <div className="fp-sign">
        <PlaceAndDate place={filled.place ?? ''} date={filled.date ?? null} />
        <p className="fp-signer">{layout.signer.title}</p>
        <p className="fp-sign-note">{layout.signer.note}</p>
        <p className="fp-name">{filled.signerName}</p>
      </div>
      {form.footnotes.length > 0 && (
        <div className="fp-notes">
          <p>
            <b>Ghi chú:</b>
          </p>
          {form.footnotes.map(({ numbers, text }) => (
            <p key={text}>
              {numbers.map((number) => `(${number})`).join(', ')} {text}
            </p>
          ))}
        </div>
      )}
    </article>
  );
}
