import { z } from 'zod';
import { Abilities, DateOnly, Id, Instant, PageQuery, text } from './common.ts';
import { ClusterListItem, HeldMail, IncidentView } from './threats.ts';

/** NIST Phish Scale: cues × premise. */
export const DrillDifficulty = z.enum(['easy', 'moderate', 'hard']);
export const DrillTemplateView = z.object({
  code: z.string(),
  name: z.string(),
  difficulty: DrillDifficulty,
  difficultyLabel: z.string(),
  senderName: z.string(),
  senderAddress: z.string(),
  subject: z.string(),
  body: z.string(),
  cues: z.array(z.string()),
  approvedBy: z.string().nullable(),
  approvedAt: Instant.nullable(),
  abilities: Abilities,
});
export type DrillTemplateView = z.infer<typeof DrillTemplateView>;
export const DrillTemplates = z.object({ items: z.array(DrillTemplateView) });
export const DrillTemplateParams = z.object({ code: z.string().min(1).max(40) });
export const StartDrill = z.object({
  name: text(120, 3),
  template: z.string().min(1).max(40),
  /** Empty: every agency of the office. */
  agencyIds: z.array(Id).max(2_000).default([]),
  days: z.int().min(1).max(30).default(7),
});
export type StartDrill = z.infer<typeof StartDrill>;
export const DrillUnit = z.object({
  agencyId: Id,
  agencyName: z.string(),
  sent: z.int(),
  reported: z.int(),
  clicked: z.int(),
  /** Minutes from delivery to the first report of the unit. */
  firstReportMinutes: z.int().nullable(),
});
export type DrillUnit = z.infer<typeof DrillUnit>;
export const DrillListItem = z.object({
  id: Id,
  name: z.string(),
  template: z.string(),
  difficulty: DrillDifficulty,
  difficultyLabel: z.string(),
  state: z.enum(['sending', 'running', 'ended']),
  stateLabel: z.string(),
  startedAt: Instant,
  endsAt: Instant,
  targets: z.int(),
  sent: z.int(),
  reported: z.int(),
  clicked: z.int(),
  firstReportMinutes: z.int().nullable(),
});
export type DrillListItem = z.infer<typeof DrillListItem>;
export const DrillView = DrillListItem.extend({
  units: z.array(DrillUnit),
  /** Only for the head of the unit, of the own unit, after the end. */
  people: z.array(z.object({ name: z.string(), reported: z.boolean(), clicked: z.boolean() })),
  abilities: Abilities,
});
export type DrillView = z.infer<typeof DrillView>;
export const DrillList = z.object({ items: z.array(DrillListItem) });
export const DrillLanding = z.object({ sender: z.string(), subject: z.string(), cues: z.array(z.string()) });
export type DrillLanding = z.infer<typeof DrillLanding>;
export const DrillToken = z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{20,64}$/) });

/** Words of the national antivirus envelope (AVReport): Malware, Connection, Vulnerability, OS, Update, QualityFeature. */
export const ScanFinding = z.object({
  kind: z.enum(['malware', 'connection', 'vulnerability']),
  machineName: text(100, 1),
  ip: text(45).default(''),
  /** Name of the malware, of the program that connects, or of the vulnerability. */
  name: text(200, 1),
  malwareType: text(100).default(''),
  behavior: text(300).default(''),
  device: text(100).default(''),
  files: z.int().min(0).max(100_000_000).default(0),
  sha256: z
    .string()
    .regex(/^([0-9a-fA-F]{64})?$/)
    .default(''),
  targetIp: text(45).default(''),
  osName: text(100).default(''),
});
export type ScanFinding = z.infer<typeof ScanFinding>;
export const DeclareScan = z.object({
  unitName: text(200, 1),
  machines: z.int().min(1).max(100_000),
  scanned: z.int().min(0).max(100_000),
  engine: text(120, 2),
  scannedOn: DateOnly,
  notUpdated15Days: z.int().min(0).max(100_000).default(0),
  autoProtect: z.int().min(0).max(100_000).default(0),
  firewall: z.int().min(0).max(100_000).default(0),
  systems: z
    .array(z.object({ osName: text(100, 1), lastUpdate: DateOnly.nullable(), machines: z.int().min(1).max(100_000) }))
    .max(50)
    .default([]),
  findings: z.array(ScanFinding).max(2_000).default([]),
  note: text(500).default(''),
});
export type DeclareScan = z.infer<typeof DeclareScan>;
export const ScanView = DeclareScan.extend({
  id: Id,
  agencyId: Id,
  agencyName: z.string(),
  declaredBy: z.string(),
  declaredAt: Instant,
});
export type ScanView = z.infer<typeof ScanView>;
export const ScanQuery = PageQuery.extend({ agencyId: Id.optional() });
export const ScanPage = z.object({ items: z.array(ScanView), nextCursor: z.string().nullable() });
export type ScanPage = z.infer<typeof ScanPage>;
export const ThreatPeriod = z.object({ from: DateOnly.optional(), to: DateOnly.optional() });

export const CentreUnit = z.object({
  agencyId: Id,
  agencyName: z.string(),
  boxes: z.int(),
  /** Of the last drill; null when the unit took no part. */
  drillReported: z.int().nullable(),
  drillSent: z.int().nullable(),
  firstReportMinutes: z.int().nullable(),
  reports: z.int(),
  enteredPassword: z.int(),
  quarantined: z.int(),
  machines: z.int().nullable(),
  virusFindings: z.int(),
  lastScanOn: DateOnly.nullable(),
});
export type CentreUnit = z.infer<typeof CentreUnit>;
export const WarningPreview = z.object({
  clusterId: Id,
  documentId: Id.nullable(),
  link: z.string().nullable(),
  stateLabel: z.string(),
  about: z.string(),
  addressees: z.array(z.string()),
  /** Runs with `filled` were read from the report. */
  paragraphs: z.array(z.array(z.object({ text: z.string(), filled: z.boolean() }))),
  agencies: z.int(),
  people: z.int(),
  until: DateOnly,
  signer: z.object({ title: z.string(), name: z.string() }).nullable(),
  heading: z.object({ governing: z.string(), agency: z.string(), place: z.string(), symbol: z.string() }),
});
export const CentreView = z.object({
  officeName: z.string(),
  headline: z.string(),
  lead: z.string(),
  clusters: z.array(ClusterListItem),
  waiting: z.int(),
  quarantine: z.object({ total: z.int(), asked: z.int(), items: z.array(HeldMail) }),
  incidents: z.array(IncidentView),
  drill: z.object({ last: DrillListItem, before: DrillListItem.nullable() }).nullable(),
  rules: z.int(),
  virusFindings: z.int(),
  warning: WarningPreview.nullable(),
  units: z.array(CentreUnit),
  abilities: Abilities,
});
export type CentreView = z.infer<typeof CentreView>;

export const BlockRule = z.object({
  id: Id,
  clusterId: Id,
  number: z.int(),
  subject: z.string(),
  fromDomain: z.string(),
  hosts: z.array(z.string()),
  active: z.boolean(),
  since: Instant,
  liftedText: z.string(),
  abilities: Abilities,
});
export type BlockRule = z.infer<typeof BlockRule>;
export const BlockRules = z.object({ items: z.array(BlockRule) });

/** `refused`: never kept; `locked`: kept, handed to nobody; `cleared`: a false alarm, later signatures called it clean. */
export const FindingState = z.enum(['refused', 'locked', 'cleared']);
/** Malware in a file that somebody of the agency brought. */
export const FindingView = z.object({
  id: Id,
  agencyName: z.string(),
  name: z.string(),
  malware: z.string(),
  state: FindingState,
  stateLabel: z.string(),
  broughtBy: z.string(),
  foundAt: Instant,
  clearedAt: Instant.nullable(),
  /** Signatures that called it clean. */
  clearedEngine: z.string(),
  abilities: Abilities,
});
export type FindingView = z.infer<typeof FindingView>;
export const FindingPage = z.object({ items: z.array(FindingView), nextCursor: z.string().nullable() });
export type FindingPage = z.infer<typeof FindingPage>;
/** What the antivirus says now; `clean` has opened the file. */
export const FindingRescanned = z.object({ outcome: z.enum(['clean', 'infected']), finding: FindingView });
export type FindingRescanned = z.infer<typeof FindingRescanned>;
