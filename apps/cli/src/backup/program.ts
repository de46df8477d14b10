/** What the server's program offers. It is loaded by address: the command line depends on no code of the office. */
const PROGRAM = new URL('../../../server/src/backup-program.ts', import.meta.url);

export interface BackupResult {
  id: string;
  kind: string;
  startedAt: string;
  endedAt: string;
  coveredUntil: string | null;
  sealedBytes: number;
  blobsAdded: number;
  blobsHeld: number;
  segments: number;
  damaged: string[];
}

export interface RestoreReport {
  lineage: string;
  run: string;
  at: string | null;
  coveredUntil: string;
  lastCommit: string | null;
  databaseFiles: number;
  segments: number;
  tables: number;
  rows: number;
  blobs: { restored: number; missing: string[]; leftBehind: number };
  seconds: number;
}

export interface RepositoryReport {
  files: number;
  bytes: number;
  damaged: string[];
  missing: string[];
}

interface RunHolding {
  office: string;
  id: string;
  kind: string;
  startedAt: string;
  coveredUntil: string;
}

export interface CopiesFound {
  sha256: string;
  hasBytes: boolean;
  bytesArrivedAt: string | null;
  runs: RunHolding[];
  mayHoldRows: RunHolding[];
}

/** A folder or `s3://bucket/prefix`; what S3 needs beside it stands in the environment. */
export interface PlaceOrder {
  place: string;
  env: NodeJS.ProcessEnv;
}

export interface BroughtShare {
  file?: string;
  code?: string;
  where: string;
}

interface BackupProgram {
  splitBackupKey(
    keyFile: string,
    folder: string,
    order: { keepers: number; needed: number; officeName: string; at: Date },
  ): Promise<string[]>;
  checkShares(place: PlaceOrder, brought: readonly BroughtShare[]): Promise<void>;
  findInBackup(
    place: PlaceOrder,
    keyFile: string,
    wanted: { sha256: string; since: Date | undefined },
  ): Promise<CopiesFound>;
  createBackupKey(path: string, apartFrom: readonly string[]): void;
  backUp(
    order: PlaceOrder & {
      keyFile: string;
      dataDir: string;
      officeKeys: string | undefined;
      databaseUrl: string | undefined;
      baseEveryDays: number;
      keepBases: number | undefined;
    },
  ): Promise<BackupResult>;
  restore(
    call: PlaceOrder & {
      key: { shares: readonly BroughtShare[] } | { keyFile: string; alone: string };
      target: string;
      officeKeys: string | undefined;
      at: Date | undefined;
      lineage: string | undefined;
      databaseUrl: string | undefined;
      say(text: string): void;
    },
  ): Promise<RestoreReport>;
  verifyBackup(place: PlaceOrder, keyFile: string): Promise<RepositoryReport>;
}

export async function loadProgram(): Promise<BackupProgram> {
  return (await import(PROGRAM.href)) as BackupProgram; // exported there under these names
}
