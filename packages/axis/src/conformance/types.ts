import type { AxisMessageType } from '../types.ts';

/** Who writes to whom; codes as the axis knows them. */
export interface Sides {
  from: string;
  fromName?: string;
  to: string;
  toName?: string;
}

export interface ExpectedFile {
  /** Cleaned: no path, no control characters. */
  name: string;
  size?: number;
  sha256?: string;
  /** The file cannot be read; the letter stands without it. */
  isDamaged?: true;
}

export interface Expectation {
  /**
   * `accept`: it comes before the clerk, with whatever was put right said. `refuse`: nothing of it does; bytes and reason are kept.
   */
  outcome: 'accept' | 'refuse';
  /** What the receiver tells the axis by updateStatus. */
  transport: 'done' | 'fail' | 'either';
  /** Status messages that come back by themselves, each once. */
  statuses: readonly string[];
  /** Fields by the names of `@congvu/edxml`; others may be there. */
  fields?: Readonly<Record<string, unknown>>;
  /** All files, in order. */
  files?: readonly ExpectedFile[];
}

/** One message of the public set: any reader, ours or another, can be tried with it. */
export interface ConformanceCase {
  id: string;
  /** Vietnamese: what is peculiar about it. */
  title: string;
  /** Vietnamese: what the receiving software must do. */
  must: string;
  messageType: AxisMessageType;
  /** Sent so often, the very same bytes. */
  times: number;
  /** The same sides give the same bytes. */
  bytes(sides?: Sides): Promise<Uint8Array>;
  expect: Expectation;
}
