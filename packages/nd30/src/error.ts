/** Every reason this package refuses an input. `nd30.invalid_letter` carries `problems`, one per field. */
export type Nd30ErrorCode =
  | 'nd30.invalid_letter'
  | 'nd30.invalid_number_symbol'
  | 'nd30.state_secret'
  | 'nd30.layout_failed'
  | 'nd30.unreadable_document'
  | 'nd30.unsupported_file';

/** One field that is off: `path` as in JSON (`signatory.name`, `body[2].text`), `message` in Vietnamese. */
export interface FieldProblem {
  path: string;
  message: string;
}

/** @example catch (error) { if (error instanceof Nd30Error && error.code === 'nd30.invalid_letter') show(error.problems) } */
export class Nd30Error extends Error {
  override name = 'Nd30Error';
  readonly code: Nd30ErrorCode;
  readonly problems: readonly FieldProblem[];

  constructor(code: Nd30ErrorCode, message: string, options: { problems?: FieldProblem[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.problems = options.problems ?? [];
  }
}
