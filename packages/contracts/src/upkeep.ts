import { z } from 'zod';
import { Abilities, Instant } from './common.ts';

/** Bounds by QCVN 12:2026/BCA 3.12 (restore tested quarterly) and our own stricter habit (monthly); a full scrub within 30 days. */
export const UpkeepSettings = z.object({
  /** Hour of the day in Vietnam after which the daily backup is made. */
  backupHour: z.number().int().min(0).max(23),
  /** A whole copy of the database when the last one is older. */
  baseEveryDays: z.number().int().min(1).max(30),
  keepBases: z.number().int().min(2).max(52),
  /** The alarm rings when the last good backup is older. */
  alarmAfterHours: z.number().int().min(1).max(168),
  drillEveryDays: z.number().int().min(1).max(90),
  scrubDays: z.number().int().min(1).max(30),
});
export type UpkeepSettings = z.infer<typeof UpkeepSettings>;

export const BackupRunView = z.object({
  id: z.string(),
  kind: z.enum(['base', 'log', 'dump', 'failed']),
  startedAt: Instant,
  endedAt: Instant,
  coveredUntil: Instant.nullable(),
  sealedBytes: z.number(),
  blobsAdded: z.number(),
  blobsHeld: z.number(),
  blobsDamaged: z.number(),
  error: z.string().nullable(),
});
export type BackupRunView = z.infer<typeof BackupRunView>;

export const RestoreDrillView = z.object({
  startedAt: Instant,
  seconds: z.number(),
  passed: z.boolean(),
  /** The moment that was restored. */
  restoredUntil: Instant.nullable(),
  tables: z.number(),
  rows: z.number(),
  /** Tables whose rows were all the same as in the living office; the others were written to meanwhile. */
  tablesEqual: z.number(),
  /** Leaves of the audit log, which never change: compared one by one up to the moment. */
  leavesCompared: z.number(),
  leavesDifferent: z.number(),
  blobsChecked: z.number(),
  blobsMissing: z.number(),
  error: z.string().nullable(),
});
export type RestoreDrillView = z.infer<typeof RestoreDrillView>;

export const UpkeepAlarm = z.object({
  kind: z.enum([
    'backup_off',
    'backup_late',
    'backup_failed',
    'log_late',
    'drill_failed',
    'drill_late',
    'damaged',
    'disk',
    'clock',
  ]),
  text: z.string(),
  todo: z.string(),
});
export type UpkeepAlarm = z.infer<typeof UpkeepAlarm>;

export const UpkeepView = z.object({
  /** Null: nobody has set it up. */
  backup: z
    .object({
      /** The folder, or bucket and prefix, as whoever runs the machine has written it. */
      place: z.string(),
      /** Over the network (S3), not on a disk of this machine. */
      isRemote: z.boolean(),
      isExternal: z.boolean(),
      /** How far a restore reaches now. */
      coveredUntil: Instant.nullable(),
      lastGood: BackupRunView.nullable(),
      runs: z.array(BackupRunView),
    })
    .nullable(),
  drill: RestoreDrillView.nullable(),
  scrub: z.object({
    startedAt: Instant.nullable(),
    checked: z.number(),
    total: z.number(),
    lastFullAt: Instant.nullable(),
    repaired: z.number(),
    damaged: z.array(z.object({ sha256: z.string(), foundAt: Instant, condition: z.enum(['damaged', 'lost']) })),
    /** PostgreSQL checks every page it reads. */
    databaseChecksums: z.boolean(),
    databaseFailures: z.number(),
    /** Every page of the embedded database is read once a day; null: not yet, or the database is another server's. */
    databasePages: z.object({ at: Instant, pages: z.number(), damaged: z.number() }).nullable(),
  }),
  /** Null until the first look. */
  clock: z
    .object({
      checkedAt: Instant,
      /** Of the database and of the named source, against this machine. */
      databaseOffsetMs: z.number(),
      source: z.object({ name: z.string(), offsetMs: z.number().nullable(), error: z.string().nullable() }).nullable(),
    })
    .nullable(),
  disk: z.object({
    freeBytes: z.number(),
    stopBytes: z.number(),
    resumeBytes: z.number(),
    readOnly: z.boolean(),
  }),
  alarms: z.array(UpkeepAlarm),
  settings: UpkeepSettings,
  abilities: Abilities,
});
export type UpkeepView = z.infer<typeof UpkeepView>;

export const UpkeepStarted = z.object({ started: z.boolean() });
