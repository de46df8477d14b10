import type { SignatureCheck } from '@congvu/contracts';
import { record } from '#modules/audit';
import { assertScanned, cleanFileName, unseenFile } from '#modules/files';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { newId } from '../../../platform/ids.ts';
import { inspectPdf } from '../judge/judge-pdf.ts';
import { signingPolicies } from '../signing.policy.ts';
import { insertCheck, KEPT_MS } from './check.store.ts';
import { type CheckedFile, presentCheck, revisionEnds } from './present-check.ts';
import { forgetFile, keepUpload, readKept } from './temporary-files.ts';

/** Read into nothing, yet read: a stream that fails with nobody listening would end the process. */
async function passBy(file: UploadedFile): Promise<void> {
  for await (const part of file.stream) {
    void part;
  }
}

/** The first file, kept under the id. */
async function receive(context: ActingContext, id: string, files: AsyncIterable<UploadedFile>): Promise<CheckedFile> {
  const checkedAt = context.clock.now();
  let received: CheckedFile | undefined;
  // To the end, although one is judged: only behind a file does it show that it was cut off at the limit of uploads.
  for await (const file of files) {
    if (received === undefined) {
      const kept = await keepUpload(context, id, file);
      received = { ...kept, id, fileName: cleanFileName(file.name), checkedAt };
    } else {
      await passBy(file);
    }
  }
  if (received === undefined) {
    throw invalid('files.missing', 'Chưa chọn tệp nào. Chọn một tệp PDF rồi kiểm tra lại.');
  }
  return received;
}

async function store(context: ActingContext, file: CheckedFile): Promise<SignatureCheck> {
  const { agencyId, personId } = context.subject;
  const bytes = await readKept(context, file.id);
  await assertScanned(context, unseenFile(file.fileName, bytes));
  const judgement = await inspectPdf(context, { agencyId, bytes, at: file.checkedAt });
  const answer = presentCheck(file, judgement);
  return command(context, async (tx) => {
    await insertCheck(tx, {
      agency_id: agencyId,
      id: file.id,
      person_id: personId,
      source: 'upload',
      sha256: file.sha256,
      answer,
      revision_ends: revisionEnds(judgement),
      expires_at: new Date(file.checkedAt.getTime() + KEPT_MS),
    });
    await record(tx, context, {
      action: 'signing.checked',
      agencyId,
      objectKind: 'signing_check',
      objectId: file.id,
      detail: { sha256: file.sha256, size: file.size, verdict: answer.verdict },
    });
    return answer;
  });
}

/** "Kiểm tra chữ ký" of any file somebody has: the full answer, kept for an hour for this person alone. */
export async function checkFile(context: ActingContext, files: AsyncIterable<UploadedFile>): Promise<SignatureCheck> {
  const { agencyId, personId, positionId } = context.subject;
  const own = { agency_id: agencyId, person_id: personId, position_id: positionId };
  signingPolicies.authorize('signing.check', context.subject, own);
  const id = newId(context.clock.now().getTime());
  let answer: SignatureCheck | undefined;
  try {
    answer = await store(context, await receive(context, id, files));
    return answer;
  } finally {
    // A repeated request answers what the first one found; its own copy is one too many, as is that of one that failed.
    if (answer?.id !== id) {
      await forgetFile(context, id);
    }
  }
}
