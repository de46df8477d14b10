/** Every reason this package refuses an input or cannot finish. */
export type FormsErrorCode =
  | 'forms.unknown_form'
  | 'forms.no_form_on_date'
  | 'forms.invalid_form'
  | 'forms.not_a_list'
  | 'forms.layout_failed'
  | 'forms.template_invalid'
  | 'forms.unreadable_file';

/** @example catch (error) { if (error instanceof FormsError && error.code === 'forms.template_invalid') show(error.message) } */
export class FormsError extends Error {
  override name = 'FormsError';
  readonly code: FormsErrorCode;
  /** One line per thing that is wrong, when there are several. */
  readonly problems: readonly string[];

  constructor(code: FormsErrorCode, message: string, options: { problems?: readonly string[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.problems = options.problems ?? [];
  }
}
