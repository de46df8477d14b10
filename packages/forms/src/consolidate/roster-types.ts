import type { FieldValue, FormCode, FormFacts, RequestKind } from '../definition.ts';

/** One line to be consolidated: an item of an accepted request. */
export interface RosterLine {
  readonly id: string;
  readonly requestId: string;
  readonly agencyId: string;
  readonly agencyName: string;
  /** Place of the agency in the directory. */
  readonly agencyOrder: number;
  readonly unitName: string;
  readonly kind: RequestKind;
  readonly form: FormCode;
  /** Set of forms it was filled in; `2021` unless told. */
  readonly set?: string;
  readonly part?: string;
  /** STT in the unit's own list. */
  readonly no: number;
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly personId: string | null;
  readonly submittedAt: string;
  readonly revision: number;
  readonly urgent: boolean;
}

/** `stt` is counted anew, per form and part. */
export type NumberedLine = RosterLine & { readonly stt: number };

export type ConsolidationRule = 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'C6' | 'C7' | 'C8' | 'C9' | 'C10' | 'C11' | 'C12';

export interface RosterFinding {
  readonly code: string;
  /** `error` must go; `conflict` units decide; `warning` a person decides; `wait` until another line has its result. */
  readonly severity: 'error' | 'conflict' | 'warning' | 'wait';
  /** In the order of the merged list. */
  readonly lineIds: readonly string[];
  readonly rule: ConsolidationRule;
  /** What is wrong, the rule, what to do. */
  readonly message: string;
  /** The line that stays, when the rule says so by itself. */
  readonly winnerId?: string;
}

/** What the registers know. Every lookup may be left out: its checks then say nothing. */
export interface ConsolidationFacts
  extends Pick<FormFacts, 'activeCertificatesOf' | 'account' | 'accountsOf' | 'mailbox' | 'mailboxesOf'> {
  readonly today: string;
  /** An open request of the same kind for the same subject in an earlier batch. */
  readonly openEarlier?: (line: RosterLine) => { readonly requestId: string; readonly label: string } | undefined;
  /** Who took over an agency that is closed or merged today. */
  readonly closedAgency?: (agencyId: string) => Successor | undefined;
  /** Sets of forms that count today; all when absent. */
  readonly validSets?: readonly string[];
  /** `tokenKey` of devices reported lost. */
  readonly lostTokens?: ReadonlySet<string>;
}

export interface Successor {
  readonly successorId: string;
  readonly successorName: string;
}

export interface Consolidation {
  /** By directory of agencies, then given name; STT counted anew per part. */
  readonly lines: readonly NumberedLine[];
  readonly findings: readonly RosterFinding[];
  readonly totals: readonly { readonly agencyId: string; readonly agencyName: string; readonly count: number }[];
  /** Agencies whose lines go to a successor (C11). */
  readonly routedTo: readonly (Successor & { readonly agencyId: string; readonly lineIds: readonly string[] })[];
}
