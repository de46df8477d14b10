import { rootOfPath } from './growing-tree.ts';
import { hashOfLeaf } from './leaf-hash.ts';
import type { Finding } from './log-source.ts';
import {
  isForgedFor,
  isSignedBy,
  readCheckpoint,
  readVerifierKey,
  type SignedCheckpoint,
  type VerifierKey,
} from './notes.ts';
import type { VerifyOptions } from './verify-log.ts';

export interface ProofReport {
  verdict: 'valid' | 'invalid';
  origin: string;
  object: string;
  size: number;
  proved: number;
  /** Keys of witnesses, given by the caller, that signed the checkpoint. */
  witnessedBy: string[];
  findings: Finding[];
}

interface ProofFile {
  format: 'congvu-audit-proof/1';
  origin: string;
  keys: string[];
  object: { kind: string; id: string };
  checkpoint: string;
  entries: { index: number; leafHash: string; proof: string[]; leaf?: Record<string, unknown> }[];
}

export function isProofFile(value: unknown): value is ProofFile {
  return value !== null && typeof value === 'object' && 'format' in value && value.format === 'congvu-audit-proof/1';
}

function judgeEntry(entry: ProofFile['entries'][number], size: number, root: Buffer): Finding[] {
  const leafHash = Buffer.from(entry.leafHash, 'base64');
  const findings: Finding[] = [];
  const path = entry.proof.map((text) => Buffer.from(text, 'base64'));
  const inTree = Number.isSafeInteger(entry.index) && entry.index >= 0 && entry.index < size;
  if (!inTree || rootOfPath(leafHash, entry.index, size, path)?.equals(root) !== true) {
    findings.push({ code: 'root_differs', at: String(entry.index) });
  }
  if (entry.leaf !== undefined && !hashOfLeaf(entry.leaf).equals(leafHash)) {
    findings.push({ code: 'leaf_changed', at: String(entry.index) });
  }
  return findings;
}

function judgeCheckpoint(
  checkpoint: SignedCheckpoint,
  { logKeys, given, witnessed }: { logKeys: VerifierKey[]; given: VerifierKey[]; witnessed: readonly string[] },
): Finding[] {
  const { origin, size, root } = checkpoint;
  const isSigned =
    logKeys.some((key) => isSignedBy(checkpoint, key)) && !given.some((key) => isForgedFor(checkpoint, key));
  const contradicts = witnessed
    .map(readCheckpoint)
    .some((kept) => kept?.origin === origin && kept.size === size && !kept.root.equals(root));
  return [
    ...(isSigned ? [] : [{ code: 'checkpoint_unsigned' as const, at: String(size) }]),
    ...(contradicts ? [{ code: 'witness_contradicts' as const, at: String(size) }] : []),
  ];
}

/** A proof of a letter, without the log: leaves lead to the root, a known key signed it. */
export function verifyProof(file: ProofFile, options: VerifyOptions): ProofReport {
  const findings: Finding[] = [];
  const checkpoint = readCheckpoint(file.checkpoint);
  const size = checkpoint?.size ?? 0;
  const given = options.keys.flatMap((text) => readVerifierKey(text) ?? []);
  const own = file.keys.flatMap((text) => readVerifierKey(text) ?? []);
  // Keys that the file itself names prove nothing against whoever made the file: they count only when nothing better is given.
  const logKeys = given.some(({ isWitness }) => !isWitness) ? given.filter(({ isWitness }) => !isWitness) : own;
  if (checkpoint === undefined || checkpoint.origin !== file.origin) {
    findings.push({ code: 'checkpoint_unreadable', at: file.origin });
  } else {
    findings.push(...judgeCheckpoint(checkpoint, { logKeys, given, witnessed: options.witnessed }));
    findings.push(...file.entries.flatMap((entry) => judgeEntry(entry, size, checkpoint.root)));
  }
  const witnesses = given.filter((key) => key.isWitness && checkpoint !== undefined && isSignedBy(checkpoint, key));
  return {
    verdict: findings.length === 0 && file.entries.length > 0 ? 'valid' : 'invalid',
    origin: file.origin,
    object: `${file.object.kind} ${file.object.id}`,
    size,
    proved: file.entries.length,
    witnessedBy: witnesses.map(({ name }) => name),
    findings,
  };
}
