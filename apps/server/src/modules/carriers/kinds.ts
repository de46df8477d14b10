import type { ConnectionKind, ConnectionStep } from '@congvu/contracts';
import type { z } from 'zod';
import type { Services } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import type { ConnectionRow } from './carriers.tables.ts';

/** What a test of a connection looks at: typed values before saving, the saved row afterwards. */
export interface ConnectionDraft {
  /** Undefined before it is saved. */
  id: string | undefined;
  agencyId: string;
  kind: ConnectionKind;
  name: string;
  settings: Record<string, unknown>;
  secret: Record<string, string>;
  /** Codes under which our agencies send and receive there. */
  codes: readonly string[];
}

export interface StepOutcome {
  outcome: 'ok' | 'warning' | 'failed' | 'skipped';
  /** Vietnamese: what is wrong and what to do; never holds a secret. */
  text: string;
}

/** What one kind of connection knows about itself; the rest of the module treats all kinds alike. */
export interface KindRules {
  kind: ConnectionKind;
  label: string;
  settings: z.ZodType<Record<string, unknown>>;
  /** Undefined: the kind has no secret of its own. */
  secret: z.ZodType<Record<string, string>> | undefined;
  /** Where it leads and whom it trusts there: when this changes, the secret is asked again. */
  placeOf(settings: Record<string, unknown>): readonly string[];
  /** The first place, as people know it: host of an address. */
  hostOf(settings: Record<string, unknown>): string;
  /** Why these settings may not be saved (plain http without confirmation …); undefined when they may. */
  refuse?(settings: Record<string, unknown>): { code: string; message: string; path: string } | undefined;
  steps: readonly ConnectionStep[];
  try(services: Services, draft: ConnectionDraft, step: ConnectionStep): Promise<StepOutcome>;
}

/** Who reaches whom by itself, asked in the order of `REACHES` in registry.ts: installations of ours, axes, mail. */
export interface Reach {
  kinds: readonly ConnectionKind[];
  /** Key of a receiver → the connection that reaches it; `connections` are of these kinds and usable by the sender. */
  reaches(
    db: Db | Tx,
    connections: readonly ConnectionRow[],
    receivers: readonly ReachedReceiver[],
  ): Promise<Map<string, string>>;
}

export interface ReachedReceiver {
  /** `codeKey` of the code it is written to. */
  key: string;
  code: string;
  /** Connections whose axis lists it. */
  sources: readonly string[];
  /** Official address; '' when the address book has none. */
  mail: string;
}
