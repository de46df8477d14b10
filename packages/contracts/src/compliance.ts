import { z } from 'zod';
import { Instant, text } from './common.ts';

/** How a requirement is met: by a test, a setting, a document; `gap` and `partly` say what is missing. */
export const EvidenceState = z.enum(['held', 'partly', 'gap', 'not_applicable']);
export type EvidenceState = z.infer<typeof EvidenceState>;

export const EvidenceRow = z.object({
  /** `ASVS 6.2.1`, `QCVN 3.7.2.6`, `Phụ lục VI III.1a`. */
  clause: z.string(),
  /** Level of ASVS, area of the controls, chapter. */
  group: z.string(),
  requirement: z.string(),
  state: EvidenceState,
  /** How it is met, why it does not apply, or what is missing. */
  note: z.string(),
  /** Settings that carry it, with the value they have now. */
  settings: z.array(z.object({ label: z.string(), value: z.string(), good: z.boolean() })),
  /** `file › words that stand in it`. */
  evidence: z.array(z.string()),
});
export type EvidenceRow = z.infer<typeof EvidenceRow>;

export const EvidenceRun = z.object({
  at: Instant,
  commit: z.string().nullable(),
  passed: z.number(),
  failed: z.number(),
  leftOut: z.number(),
  whole: z.boolean(),
});
export type EvidenceRun = z.infer<typeof EvidenceRun>;

export const EvidenceView = z.object({
  builtFrom: z.object({ version: z.string(), commit: z.string().nullable(), startedAt: Instant }),
  /** The last `npm test` and `npm run trust` on this machine; null = not run here. */
  runs: z.object({ test: EvidenceRun.nullable(), trust: EvidenceRun.nullable() }),
  controls: z.array(EvidenceRow),
  asvs: z.array(EvidenceRow),
  functions: z.array(EvidenceRow),
});
export type EvidenceView = z.infer<typeof EvidenceView>;

/** Sensitive under Decree 356/2025, or basic. */
export const PersonalClass = z.object({
  key: z.string(),
  name: z.string(),
  sensitive: z.boolean(),
  purpose: z.string(),
  ground: z.string(),
  retention: z.string(),
  readers: z.string(),
  protection: z.string(),
  /** `table.column` of everything in this class. */
  columns: z.array(z.string()),
  rows: z.number(),
});
export type PersonalClass = z.infer<typeof PersonalClass>;

export const PersonalDataView = z.object({ classes: z.array(PersonalClass) });
export type PersonalDataView = z.infer<typeof PersonalDataView>;

export const OwnDataView = z.object({
  name: z.string(),
  parts: z.array(z.object({ key: z.string(), name: z.string(), rows: z.number() })),
});
export type OwnDataView = z.infer<typeof OwnDataView>;

export const CorrectionBody = z.object({ what: text(1_000, 5) });
export type CorrectionBody = z.infer<typeof CorrectionBody>;
