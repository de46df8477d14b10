import type { VerdictView } from '@congvu/contracts';
import { displayName, parseCertificate, type TrustAnchorEntry } from '@congvu/pki';
import { listEvidence, listKnownRevocations, loadTrust } from '#modules/certificates';
import type { Services } from '../../../platform/context.ts';
import { createSandbox, type SandboxLimit } from '../../../platform/sandbox.ts';
import { type DemoAnchors, presentVerdict } from './verdict.ts';
import type { VerifyAnswer, VerifyQuestion } from './verify-question.ts';

export interface JudgeInput {
  /** Who asks; stands in the log beside files that reached a limit. */
  agencyId: string;
  bytes: Uint8Array;
  /** The moment to judge for: now unless told, e.g. the arrival of a letter. */
  at?: Date;
  /** `optional`: what nobody knows about revocation does not leave the verdict open. `required` unless told. */
  revocation?: 'required' | 'optional';
  /** Letters that come by the hundred: roots and revocations as of a second ago will do. */
  recentGrounds?: boolean;
}

type JudgeServices = Pick<Services, 'db' | 'clock' | 'config' | 'log'>;

export interface Judgement {
  answer: VerifyAnswer | SandboxLimit;
  demoAnchors: DemoAnchors;
}

const sandbox = createSandbox<VerifyQuestion, VerifyAnswer>({
  script: new URL('./verify-worker.ts', import.meta.url),
  limits: { cpuMs: 2_000, wallMs: 20_000, memoryMb: 300 },
});

function demoAnchorsOf(trust: readonly TrustAnchorEntry[]): DemoAnchors {
  const demo = trust.filter(({ programme }) => programme === 'demo');
  return new Set(demo.map(({ certificate }) => displayName(parseCertificate(certificate).subject)));
}

const KEEP_MS = 1_000;

type Grounds = [
  Awaited<ReturnType<typeof loadTrust>>,
  Awaited<ReturnType<typeof listKnownRevocations>>,
  Awaited<ReturnType<typeof listEvidence>>,
];

interface Kept {
  /** Of this computer and of the office: the story of the demo goes through days within a second. */
  at: number;
  officeTime: number;
  grounds: Promise<Grounds>;
}

const kept = new WeakMap<JudgeServices['db'], Kept>();

function isRecent({ at, officeTime }: Kept, now: number): boolean {
  return performance.now() - at < KEEP_MS && Math.abs(now - officeTime) < KEEP_MS;
}

/** What a verdict rests on beside the file itself. */
function loadGrounds(services: JudgeServices): Promise<Grounds> {
  return Promise.all([loadTrust(services), listKnownRevocations(services), listEvidence(services)]);
}

function loadRecentGrounds(services: JudgeServices): Promise<Grounds> {
  const known = kept.get(services.db);
  const officeTime = services.clock.now().getTime();
  if (known !== undefined && isRecent(known, officeTime)) {
    return known.grounds;
  }
  const grounds = loadGrounds(services);
  kept.set(services.db, { at: performance.now(), officeTime, grounds });
  grounds.catch(() => kept.delete(services.db));
  return grounds;
}

/**
 * What the file says, whatever the bytes are: bounded in time and memory, never throwing on a bad file. Only configured anchors
 * are trusted, each within its window, those of the demo only in demo mode; lists of revocation are those at hand and those in
 * the file, and what is not known stays open. Nothing is fetched.
 */
export async function inspectPdf(services: JudgeServices, input: JudgeInput): Promise<Judgement> {
  const load = input.recentGrounds === true ? loadRecentGrounds : loadGrounds;
  const [trust, revoked, evidence] = await load(services);
  const answer = await sandbox.ask({
    pdf: input.bytes,
    trust,
    evidence,
    revoked,
    at: input.at ?? services.clock.now(),
    revocation: input.revocation ?? 'required',
  });
  if (answer.kind === 'limit' || answer.kind === 'fault') {
    services.log.warn({ agencyId: input.agencyId, size: input.bytes.length, answer }, 'pdf not judged to the end');
  }
  return { answer, demoAnchors: demoAnchorsOf(trust) };
}

/** The verdict on a PDF's signatures as shown beside its page. */
export async function judgePdf(services: JudgeServices, input: JudgeInput): Promise<VerdictView> {
  const { answer, demoAnchors } = await inspectPdf(services, input);
  return presentVerdict(answer, demoAnchors);
}
