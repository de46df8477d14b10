import { parentPort } from 'node:worker_threads';
import { inspectMail, MailGuardError, readMail } from '@congvu/mailguard';
import { findProtection, unwrapSigned } from '@congvu/pki/smime';
import type { GuardGround, JudgeAnswer, JudgeQuestion } from './judge-question.ts';

let kept: GuardGround | undefined;

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

async function answer(question: JudgeQuestion): Promise<JudgeAnswer> {
  kept = question.ground ?? kept;
  const ground = kept;
  if (ground === undefined || ground.version !== question.groundVersion) {
    return { kind: 'ground_needed' };
  }
  try {
    const start = cpuMs();
    const found = findProtection(question.raw);
    const mail = await readMail(unwrapSigned(question.raw, found));
    const read = cpuMs();
    const known = new Set(question.knownSenders);
    const verdict = question.judge
      ? await inspectMail(
          { mail },
          {
            ownDomains: ground.ownDomains,
            protectedNames: ground.protectedNames,
            people: ground.people,
            campaigns: ground.campaigns,
            knownSenders: (address) => known.has(address.toLowerCase()),
            auth: question.auth,
            at: question.at,
          },
          { withImages: true },
        )
      : undefined;
    const protection = found.kind === 'damaged' ? 'signed' : found.kind;
    return { kind: 'judged', mail, verdict, protection, cpuMs: { read: read - start, judge: cpuMs() - read } };
  } catch (error) {
    // Whatever a stranger's bytes break in here, the mail is what is wrong.
    return error instanceof MailGuardError
      ? { kind: 'unreadable', code: error.code, message: error.message }
      : { kind: 'unreadable', code: 'mailguard.unreadable', message: 'Không đọc được cấu trúc của thư.' };
  }
}

function buffersOf(said: JudgeAnswer): ArrayBuffer[] {
  if (said.kind !== 'judged') {
    return [];
  }
  // Moved, not copied; two attachments may share what they were decoded into.
  return [...new Set(said.mail.attachments.map(({ bytes }) => bytes.buffer))].filter(
    (buffer) => buffer instanceof ArrayBuffer,
  );
}

// The only sender is read-and-judge.ts.
parentPort?.on('message', (question: JudgeQuestion) => {
  void answer(question).then((said) => parentPort?.postMessage(said, buffersOf(said)));
});
parentPort?.postMessage('ready');
