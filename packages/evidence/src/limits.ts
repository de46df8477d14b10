const MEBIBYTE = 1024 * 1024;

/** What one archive may hold, for the writer and against whoever made a file to hurt its reader. */
export const LIMITS = {
  /** Offsets of a plain ZIP have 32 bits; ZIP64 has too many ways to say the same. */
  archiveBytes: 0xffff_ffff,
  manifestBytes: 32 * MEBIBYTE,
  sealBytes: 4 * 1024,
  timestampBytes: 64 * 1024,
  /** A letter, its versions, and four statuses of five thousand receivers. */
  messages: 20_000,
  receivers: 5_000,
  /** Objects and lists of the manifest, and how deep they stand in each other. */
  manifestParts: 500_000,
  manifestDepth: 12,
  /** PDF files of one archive whose signatures are judged. */
  judgedFiles: 500,
} as const;
