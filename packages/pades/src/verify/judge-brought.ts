import { createHash } from 'node:crypto';
import type { Certificate, CertificatePath, RevocationEvidence } from '@congvu/pki';
import type { PdfFile } from '../pdf/file.ts';
import { listStoredEvidence, type StoredEvidence } from './evidence.ts';
import type { Examined } from './examine.ts';
import { shownName } from './judge-path.ts';
import { type Unanswered, whyUnknown } from './judge-revocation.ts';
import type { TrustPolicy } from './policy.ts';
import type { Reason } from './report.ts';
import type { RevocationDesk } from './revocation-desk.ts';
import type { Assessed } from './timeline.ts';

interface Desks {
  /** Everything at hand. */
  all: RevocationDesk;
  /** Only what travels in the file. */
  inFile: RevocationDesk;
  /** Of these pieces alone. */
  of: (evidence: readonly RevocationEvidence[]) => RevocationDesk;
}

const hashes = new WeakMap<Uint8Array, string>();

/** The same in every state of the file, also where another writer wrote it again. */
function keyOf({ number, evidence }: StoredEvidence): string {
  if (evidence === undefined) {
    return `object ${number}`;
  }
  const known = hashes.get(evidence.der) ?? createHash('sha256').update(evidence.der).digest('hex');
  hashes.set(evidence.der, known);
  return `${evidence.kind} ${known}`;
}

/** What was there before the save that a signature closes: it is about others. */
function storedBefore(signed: PdfFile): Set<string> {
  const own = new Set(signed.xref.chain[0]?.numbers);
  const older = listStoredEvidence(signed).filter(({ number }) => number === undefined || !own.has(number));
  return new Set(older.map(keyOf));
}

/** Evidence that came with a signature or after it. */
function broughtFor({ field, check }: Examined, newest: PdfFile): StoredEvidence[] {
  const inCms = (check?.ownEvidence ?? []).map((evidence) => ({ number: undefined, evidence }));
  if (field.signed === undefined) {
    return inCms;
  }
  const before = storedBefore(field.signed.revision);
  return [...inCms, ...listStoredEvidence(newest).filter((item) => !before.has(keyOf(item)))];
}

interface Question {
  certificate: Certificate;
  issuer: Certificate;
  at: Date;
}

function questionsOf(path: CertificatePath | undefined, at: Date): Question[] {
  const chain = path?.anchor === undefined ? [] : path.chain;
  return chain.flatMap((certificate, index) => {
    const issuer = chain[index + 1];
    return issuer === undefined ? [] : [{ certificate, issuer, at }];
  });
}

/** What the evidence of a file may rightly be about beside this signature; nothing unless another one is fully answered. */
function questionsOfOthers(one: Assessed, all: readonly Assessed[], { at }: TrustPolicy): Question[] {
  const others = all.filter((other) => other !== one);
  const answered = others.filter(
    ({ examined, path, unanswered }) =>
      !examined.field.isTimestamp && path?.anchor !== undefined && unanswered.length === 0,
  );
  if (answered.length === 0) {
    return [];
  }
  const timestamps = others.filter(({ examined }) => examined.field.isTimestamp);
  return [
    ...answered.flatMap(({ path, proof }) => [path, proof?.path].flatMap((each) => questionsOf(each, proof?.at ?? at))),
    ...timestamps.flatMap(({ path, examined }) => questionsOf(path, examined.claimedAt ?? at)),
  ];
}

function isAboutOthers({ evidence }: StoredEvidence, others: readonly Question[], { of }: Desks): boolean {
  if (evidence === undefined || others.length === 0) {
    return false;
  }
  const desk = of([evidence]);
  return others.some(({ certificate, issuer, at }) => desk.ask(certificate, issuer, at).state !== 'unknown');
}

/** Without proof of the time, evidence cannot stay fresh: it was good when the signature says it was made, no more is asked. */
function wasAnswered({ certificate, issuer, at }: Unanswered, { examined, proof }: Assessed, desks: Desks): boolean {
  const { claimedAt } = examined;
  return (
    proof === undefined &&
    claimedAt !== undefined &&
    claimedAt < at &&
    desks.all.ask(certificate, issuer, claimedAt).state === 'good'
  );
}

function doubtOf({ certificate, issuer, at }: Unanswered, { inFile }: Desks): Reason {
  const name = shownName(certificate);
  const found = whyUnknown(inFile.ask(certificate, issuer, at)) ?? `Không có phần nào nói về chứng thư của "${name}".`;
  const why = `${found.charAt(0).toLowerCase()}${found.slice(1)}`;
  const text = `Bằng chứng thu hồi kèm theo tệp không dùng được: ${why} Chưa rõ chứng thư của "${name}" có bị thu hồi không.`;
  return { code: 'TRY_LATER', text };
}

/**
 * Revocation may be left unchecked (`optional`) where a file brings nothing to check it by. One that brings evidence about a
 * signature claims to prove itself: evidence that is stale, of somebody else or of nobody entitled then leaves the verdict
 * open, as with `required`. Timestamps that count are not judged again.
 */
export function judgeBrought(all: readonly Assessed[], newest: PdfFile, policy: TrustPolicy, desks: Desks): void {
  if (policy.revocation === 'required') {
    return;
  }
  for (const one of all.filter(({ unanswered }) => unanswered.length > 0)) {
    const open = one.unanswered.filter((each) => !wasAnswered(each, one, desks));
    const brought = open.length === 0 ? [] : broughtFor(one.examined, newest);
    const others = brought.length === 0 ? [] : questionsOfOthers(one, all, policy);
    if (brought.some((item) => !isAboutOthers(item, others, desks))) {
      const notes = new Set(open.map(({ note }) => note));
      one.judgement.notes = one.judgement.notes.filter((note) => !notes.has(note));
      one.judgement.doubts.push(...open.map((each) => doubtOf(each, desks)));
    }
  }
}
