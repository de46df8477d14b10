import type { AuthResults } from '@congvu/mailguard';
import { createSandbox } from '../../../platform/sandbox.ts';
import type { GuardGround, JudgeAnswer, JudgeQuestion } from './judge-question.ts';

const sandbox = createSandbox<JudgeQuestion, JudgeAnswer>({
  script: new URL('./judge.worker.ts', import.meta.url),
  // 30 MB of base64 take a second; far more is a mail made to take long.
  limits: { cpuMs: 15_000, wallMs: 60_000, memoryMb: 512 },
  idleMs: 300_000,
});

export interface Asked {
  raw: Buffer;
  auth: AuthResults;
  knownSenders: string[];
  judge: boolean;
  at: Date;
}

export type Opened = Exclude<JudgeAnswer, { kind: 'ground_needed' }>;

const TOO_HEAVY: Opened = {
  kind: 'unreadable',
  code: 'mailflow.too_heavy',
  message: 'Thư cần quá nhiều thời gian hoặc bộ nhớ để đọc: dấu hiệu của thư cố ý làm quá tải máy.',
};

/** A mail of a stranger, read and judged in a thread with limits; never throws for what is in the mail. */
export async function readAndJudge(asked: Asked, ground: GuardGround): Promise<Opened> {
  const question: JudgeQuestion = { ...asked, groundVersion: ground.version };
  const first = await sandbox.ask(question);
  // Which of the threads answers is not known, so that the second time the ground goes along.
  const said = first.kind === 'ground_needed' ? await sandbox.ask({ ...question, ground }) : first;
  return said.kind === 'judged' || said.kind === 'unreadable' ? said : TOO_HEAVY;
}
