import { GrowingTree } from './growing-tree.ts';
import { hashOfLeaf } from './leaf-hash.ts';
import type { Finding, FindingCode, LogSource } from './log-source.ts';
import {
  isForgedFor,
  isSignedBy,
  readCheckpoint,
  readVerifierKey,
  type SignedCheckpoint,
  type VerifierKey,
} from './notes.ts';

export interface VerifyOptions {
  /** Checkpoints kept elsewhere: saved, printed, signed by a witness. They are taken to be true. */
  witnessed: readonly string[];
  /** Keys of the log known from elsewhere. */
  keys: readonly string[];
}

export interface LogReport {
  verdict: 'valid' | 'invalid';
  origin: string;
  size: number;
  checkpoints: number;
  /** Leaves whose content was here to be hashed. */
  leaves: number;
  /** Size of the largest checkpoint from elsewhere; null: cutting and rewriting the whole log cannot be found. */
  witnessedSize: number | null;
  findings: Finding[];
}

/** After so many a log is wrong in any case. */
const MAX_FINDINGS = 1_000;
const NODE_HEIGHT = 8;

class Findings {
  readonly list: Finding[] = [];

  add(code: FindingCode, at: string | number): void {
    if (this.list.length < MAX_FINDINGS) {
      this.list.push({ code, at: String(at) });
    }
  }
}

interface Expected {
  root: string;
  code: 'root_differs' | 'witness_contradicts';
  at: string;
}

type Claims = Map<number, Expected[]>;

function claim(claims: Claims, size: number, expected: Expected): void {
  claims.set(size, [...(claims.get(size) ?? []), expected]);
}

function readKeys(source: LogSource, findings: Findings): VerifierKey[] {
  return [...source.keys, ...source.witnessKeys].flatMap((text) => {
    const key = readVerifierKey(text);
    if (key === undefined) {
      findings.add('key_unreadable', text);
      return [];
    }
    return [key];
  });
}

interface Read {
  number: number;
  checkpoint: SignedCheckpoint;
}

function readCheckpoints(source: LogSource, findings: Findings): Read[] {
  const read: Read[] = [];
  for (const [index, { number, note, said }] of source.checkpoints.entries()) {
    if (number !== index + 1) {
      findings.add('checkpoint_missing', number);
    }
    const checkpoint = readCheckpoint(note);
    if (checkpoint === undefined || checkpoint.origin !== source.origin) {
      findings.add('checkpoint_unreadable', number);
      continue;
    }
    const { size, root, at } = checkpoint;
    const differs = said !== undefined && (said.size !== size || said.root !== root.toString('hex') || said.at !== at);
    if (differs || size < (read.at(-1)?.checkpoint.size ?? 0)) {
      findings.add('checkpoint_changed', number);
    }
    read.push({ number, checkpoint });
  }
  return read;
}

function judgeSignatures(read: readonly Read[], keys: readonly VerifierKey[], findings: Findings): void {
  const logKeys = keys.filter(({ isWitness }) => !isWitness);
  for (const { number, checkpoint } of read) {
    if (!logKeys.some((key) => isSignedBy(checkpoint, key)) || logKeys.some((key) => isForgedFor(checkpoint, key))) {
      findings.add('checkpoint_unsigned', number);
    }
    if (keys.some((key) => key.isWitness && isForgedFor(checkpoint, key))) {
      findings.add('cosignature_forged', number);
    }
  }
}

/** Keys that a key known from elsewhere handed over to: both signed one checkpoint. */
function judgeKeys(
  keys: readonly VerifierKey[],
  trusted: Set<string>,
  read: readonly Read[],
  findings: Findings,
): void {
  const logKeys = keys.filter(({ isWitness }) => !isWitness);
  for (let grew = true; grew; ) {
    const known = logKeys.filter(({ text }) => trusted.has(text));
    const fresh = logKeys.filter(
      (key) =>
        !trusted.has(key.text) &&
        read.some(({ checkpoint }) => isSignedBy(checkpoint, key) && known.some((old) => isSignedBy(checkpoint, old))),
    );
    for (const { text } of fresh) {
      trusted.add(text);
    }
    grew = fresh.length > 0;
  }
  for (const { text, hash } of logKeys.filter((key) => !trusted.has(key.text))) {
    findings.add('key_untrusted', trusted.size === 0 ? text : hash);
  }
}

/** Checkpoints from elsewhere: what they claim, and which keys they speak for. */
function takeWitnessed(
  options: VerifyOptions,
  {
    source,
    keys,
    claims,
    findings,
  }: { source: LogSource; keys: readonly VerifierKey[]; claims: Claims; findings: Findings },
): { trusted: Set<string>; largest: number | null } {
  const trusted = new Set(options.keys.map((key) => key.trim()));
  let largest: number | null = null;
  for (const [index, note] of options.witnessed.entries()) {
    const checkpoint = readCheckpoint(note);
    if (checkpoint === undefined || checkpoint.origin !== source.origin) {
      findings.add('witness_unreadable', index + 1);
      continue;
    }
    largest = Math.max(largest ?? 0, checkpoint.size);
    claim(claims, checkpoint.size, {
      root: checkpoint.root.toString('hex'),
      code: 'witness_contradicts',
      at: String(checkpoint.size),
    });
    for (const key of keys.filter((one) => !one.isWitness && isSignedBy(checkpoint, one))) {
      trusted.add(key.text);
    }
  }
  return { trusted, largest };
}

/** Nodes are compared as subtrees close; what was never asked for lies there for nothing and is a change too. */
function nodeJudge(nodes: Map<string, string> | undefined, findings: Findings) {
  const left = new Set(nodes?.keys());
  return {
    closed: (height: number, position: number, hash: Buffer): void => {
      if (nodes === undefined || height % NODE_HEIGHT !== 0) {
        return;
      }
      const place = `${height / NODE_HEIGHT}/${position}`;
      left.delete(place);
      if (nodes.get(place) !== hash.toString('hex')) {
        findings.add('node_changed', place);
      }
    },
    finish: (): void => {
      for (const place of left) {
        findings.add('node_changed', place);
      }
    },
  };
}

async function walk(source: LogSource, claims: Claims, findings: Findings): Promise<{ size: number; leaves: number }> {
  const nodes = nodeJudge(source.nodes, findings);
  const tree = new GrowingTree(nodes.closed);
  let leaves = 0;
  const compare = (): void => {
    const expected = claims.get(tree.size) ?? [];
    const root = expected.length === 0 ? '' : tree.root().toString('hex');
    for (const { code, at } of expected.filter((one) => one.root !== root)) {
      findings.add(code, at);
    }
    claims.delete(tree.size);
  };
  compare();
  for await (const { seq, hash, leafHash, leaf } of source.entries()) {
    if (seq !== tree.size) {
      findings.add('place_missing', tree.size);
    }
    if (leaf === null) {
      findings.add('leaf_missing', seq);
    } else if (leaf !== undefined) {
      leaves += 1;
      const found = hashOfLeaf(leaf).toString('hex');
      if (found !== hash || (leafHash !== undefined && leafHash !== found)) {
        findings.add('leaf_changed', seq);
      }
    }
    tree.add(Buffer.from(hash, 'hex'));
    compare();
  }
  nodes.finish();
  return { size: tree.size, leaves };
}

/**
 * Reads a log from its first leaf to its last and compares everything it says of itself, and what others kept of it. Without a
 * checkpoint from elsewhere a log that was cut at its end, or written anew as a whole, looks as good as a true one.
 */
export async function verifyLog(source: LogSource, options: VerifyOptions): Promise<LogReport> {
  const findings = new Findings();
  const claims: Claims = new Map();
  const keys = readKeys(source, findings);
  const read = readCheckpoints(source, findings);
  judgeSignatures(read, keys, findings);
  for (const { number, checkpoint } of read) {
    const root = checkpoint.root.toString('hex');
    claim(claims, checkpoint.size, { root, code: 'root_differs', at: String(number) });
  }
  const { trusted, largest } = takeWitnessed(options, { source, keys, claims, findings });
  if (options.witnessed.length > 0 || options.keys.length > 0) {
    judgeKeys(keys, trusted, read, findings);
  }
  const { size, leaves } = await walk(source, claims, findings);
  for (const [beyond, expected] of claims) {
    for (const { code } of expected) {
      findings.add(code === 'witness_contradicts' ? code : 'tree_short', beyond);
    }
  }
  findings.list.push(...(await source.strays()));
  return {
    verdict: findings.list.length === 0 ? 'valid' : 'invalid',
    origin: source.origin,
    size,
    checkpoints: read.length,
    leaves,
    witnessedSize: largest,
    findings: findings.list,
  };
}
