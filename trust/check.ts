/** What a check is given. */
export interface CheckOptions {
  /** The short form is for development; only the long one counts as evidence. */
  short: boolean;
  /** The negative control: the guard under test is switched off, and the check must fail. */
  broken: boolean;
  log(text: string): void;
}

export interface CheckOutcome {
  /** What was measured, with counts: "0 mất / 3.260 đã xác nhận". */
  figure: string;
  passed: boolean;
  /** Plain JSON for whoever wants more than the figure. */
  detail?: unknown;
}

/** One promise of security.md §4 that is proven by running it. A file of `trust/checks` exports one as `check`. */
export interface Check {
  name: string;
  /** Ids of the test catalogue. */
  tests: string[];
  title: string;
  target: string;
  /** What the negative control switches off; a check without one cannot be run with `--control`. */
  control?: string;
  run(options: CheckOptions): Promise<CheckOutcome>;
}

/** Thrown by a check that this machine cannot run (no root, no loop devices, a program is missing). */
export class LeftOut extends Error {
  override name = 'LeftOut';
}
