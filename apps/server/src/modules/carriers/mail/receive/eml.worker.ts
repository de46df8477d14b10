import { parentPort } from 'node:worker_threads';
import PostalMime from 'postal-mime';
import type { EmlAnswer, EmlQuestion } from './open-eml.ts';
import { isPackage } from './package-name.ts';

const MAX_PARTS = 200;

function bytesOf(content: ArrayBuffer | Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content, 'latin1') : new Uint8Array(content);
}

async function answer({ raw }: EmlQuestion): Promise<EmlAnswer> {
  try {
    const mail = await PostalMime.parse(raw, { maxNestingDepth: 16, maxHeadersSize: 256 * 1024 });
    return {
      subject: mail.subject ?? '',
      sentAt: mail.date === undefined || Number.isNaN(Date.parse(mail.date)) ? null : new Date(mail.date),
      packages: mail.attachments
        .slice(0, MAX_PARTS)
        .filter(({ filename, mimeType }) => isPackage(filename ?? '', mimeType))
        .map(({ filename, content }) => ({ name: filename ?? '', bytes: bytesOf(content) })),
    };
  } catch {
    // Whatever a stranger's bytes break in the parser, the mail is what is wrong.
    return { unreadable: true };
  }
}

// The only sender is open-eml.ts.
parentPort?.on('message', (question: EmlQuestion) => {
  void answer(question).then((answered) => parentPort?.postMessage(answered));
});
parentPort?.postMessage('ready');
