import Docxtemplater from 'docxtemplater';
import type PizZip from 'pizzip';
import type { FilledForm } from '../definition.ts';
import { FormsError } from '../error.ts';
import { formByCode } from '../sets/index.ts';
import { formDocxTemplate } from './form-template.ts';
import { openTemplate, withFixedDates } from './package.ts';
import { type TagData, tagData } from './tags.ts';

const MAX_NAMED = 5;

/** What went wrong in the template, by the words of its author. */
const CAUSES: Readonly<Record<string, string>> = {
  unopened_tag: 'thiếu dấu { ở đầu thẻ',
  unclosed_tag: 'thiếu dấu } ở cuối thẻ',
  unopened_loop: 'vòng lặp đóng mà chưa mở',
  unclosed_loop: 'vòng lặp mở mà chưa đóng',
  closing_tag_does_not_match_opening_tag: 'thẻ đóng không khớp thẻ mở của vòng lặp',
  duplicate_open_tag: 'hai dấu { liền nhau',
  duplicate_close_tag: 'hai dấu } liền nhau',
  raw_xml_tag_should_be_only_text_in_paragraph: 'không được chèn mã XML',
  no_xml_tag_found_at_left: 'vòng lặp đặt sai chỗ trong bảng',
  no_xml_tag_found_at_right: 'vòng lặp đặt sai chỗ trong bảng',
};

function invalid(problems: readonly string[], cause?: unknown): FormsError {
  const more = problems.length > MAX_NAMED ? ` và ${problems.length - MAX_NAMED} lỗi khác` : '';
  const message = `Mẫu Word có lỗi: ${problems.slice(0, MAX_NAMED).join('; ')}${more}. Sửa mẫu theo mẫu có sẵn rồi tải lên lại.`;
  return new FormsError('forms.template_invalid', message, { cause });
}

interface TemplateError {
  properties?: { id?: string; xtag?: string; context?: string; errors?: TemplateError[] };
}

function problemsOf(error: unknown): string[] {
  // The library's own errors: each carries `properties`, a collection of them `properties.errors`.
  const { properties = {} } = (typeof error === 'object' && error !== null ? error : {}) as TemplateError;
  if (properties.errors !== undefined) {
    return [...new Set(properties.errors.flatMap(problemsOf))];
  }
  const { xtag = properties.context ?? '', id = '' } = properties;
  const cause = CAUSES[id] ?? 'thẻ không đọc được';
  return [xtag === '' ? cause : `“{${xtag.slice(0, 60)}}”: ${cause}`];
}

/** A part of a parsed template as the library hands it to its modules. */
interface Tag {
  type?: string;
  value?: string;
  module?: string;
  subparsed?: Tag[];
}

function judgeLoop(
  { shown, found, subparsed = [] }: { shown: string; found: string | TagData[]; subparsed: Tag[] | undefined },
  scopes: readonly TagData[],
): string[] {
  if (scopes.length > 1) {
    // Rows hold texts only: a list repeated within a list would multiply itself, thirty deep without end.
    return [`“{#${shown}}”: vòng lặp không được nằm trong vòng lặp khác`];
  }
  const row = typeof found === 'string' ? undefined : found[0];
  return row === undefined ? [`“{#${shown}}”: không phải danh sách`] : judgeTags(subparsed, [...scopes, row]);
}

/** Tags the form knows: a text is named as it stands, a loop only as a loop, and inside it also what its rows hold. */
function judgeTags(tags: readonly Tag[], scopes: readonly TagData[]): string[] {
  const named = tags.filter(({ type }) => type === 'placeholder');
  return named.flatMap(({ value = '', module, subparsed }) => {
    const found = scopes.findLast((scope) => Object.hasOwn(scope, value))?.[value];
    const shown = value.slice(0, 60);
    if (module === 'rawxml') {
      return [`“{@${shown}}”: không được chèn mã XML`];
    }
    if (found === undefined) {
      return [`“{${shown}}”: mẫu này không có mục đó`];
    }
    if (module === 'loop') {
      return judgeLoop({ shown, found, subparsed }, scopes);
    }
    return typeof found === 'string' ? [] : [`“{${shown}}”: là danh sách, phải dùng {#${shown}}…{/${shown}}`];
  });
}

/** Collects the parts of every file of the template (text, headers, footers) before anything is put in. */
class TagCollector {
  readonly name = 'TagCollector';
  readonly tags: Tag[] = [];

  set({ inspect }: { inspect?: { postparsed?: Tag[] } }): void {
    this.tags.push(...(inspect?.postparsed ?? []));
  }
}

function fill(zip: PizZip, data: TagData): Uint8Array {
  const collector = new TagCollector();
  let template: Docxtemplater;
  try {
    template = new Docxtemplater(zip, {
      modules: [collector],
      // A template may not change what a tag looks like.
      syntax: { changeDelimiterPrefix: null },
      // A tag is a name that is looked up, never an expression.
      parser: (tag) => ({ get: (scope: TagData) => (Object.hasOwn(scope, tag) ? scope[tag] : undefined) }),
      errorLogging: false,
    });
  } catch (error) {
    throw invalid(problemsOf(error), error);
  }
  const problems = [...new Set(judgeTags(collector.tags, [data]))];
  if (problems.length > 0) {
    throw invalid(problems);
  }
  try {
    template.render(data);
  } catch (error) {
    throw invalid(problemsOf(error), error);
  }
  return template.getZip().generate({ type: 'uint8array', compression: 'DEFLATE' });
}

/**
 * A filled form as a file of Word, by the built-in template or one of the office's own.
 * @throws FormsError `forms.unknown_form`; `forms.template_invalid` names the tag of a broken template
 * @example await renderFormDocx(exampleForm('M01'))
 */
export async function renderFormDocx(form: FilledForm, template?: Uint8Array): Promise<Uint8Array> {
  const definition = formByCode(form.form, form.set);
  const bytes = template ?? (await formDocxTemplate(form.form, form.set));
  return withFixedDates(fill(openTemplate(bytes), tagData(definition, form)), form.date ?? definition.validFrom);
}
