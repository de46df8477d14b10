import type { ExternalUploadAnswer } from '@congvu/contracts';
import type { SignatureReport } from '@congvu/pades';
import { displayName, parseCertificate } from '@congvu/pki';
import { loadTrust } from '#modules/certificates';
import { assertScanned, storeBytes, unseenFile } from '#modules/files';
import type { Context } from '../../../platform/context.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { getBatch } from '../batches.store.ts';
import { signerEnds } from '../care/holds-until.ts';
import { readSettings } from '../care/settings.ts';
import { describeFailure } from '../failure.ts';
import { asPdfPurpose } from '../get-purpose.ts';
import { inspectPdf } from '../judge/judge-pdf.ts';
import { takeLink } from '../links.store.ts';
import { loadAct } from '../queries/view-batch.ts';
import { notWaiting } from '../queries/view-relay.ts';
import { readUpload } from '../read-upload.ts';
import type { SessionRow } from '../signing.tables.ts';
import type { SigningAct, SigningPorts } from '../signing-act.ts';
import { wantedLevel } from '../time/wanted-level.ts';
import { closeSigned } from './close-signed.ts';
import { actAsSigner } from './poll-devices.ts';
import { recordFailure } from './record-failure.ts';
import { settleBatch } from './settle-batch.ts';

function refuse(why: string): AppError {
  return invalid('signing.external_refused', `Không nhận tệp do chương trình ký gửi về: ${why}`);
}

/** The old bytes must be there untouched, at the beginning: whatever was signed lies behind them. */
async function assertPrefix(act: SigningAct, session: SessionRow, signed: Buffer): Promise<Buffer> {
  const base = await act.context.blobs.readBytes(session.offered_sha256 ?? session.shown_sha256);
  const isPrefix = signed.length > base.length && signed.subarray(0, base.length).equals(base);
  if (!isPrefix) {
    throw refuse(
      'nội dung đã bị ghi lại, không còn đúng từng byte như bản đã xem. Chọn chế độ ký bổ sung trong chương trình ký.',
    );
  }
  return base;
}

async function reportOf(act: SigningAct, bytes: Buffer): Promise<SignatureReport[]> {
  const { answer } = await inspectPdf(act.context, { agencyId: act.batch.agency_id, bytes });
  if (answer.kind !== 'report') {
    throw refuse('không đọc được chữ ký trong tệp.');
  }
  return answer.report.signatures.filter(({ kind }) => kind === 'signature');
}

async function newSignature(act: SigningAct, base: Buffer, signed: Buffer): Promise<SignatureReport> {
  const before = await reportOf(act, base);
  const after = await reportOf(act, signed);
  const added = after.at(-1);
  if (added === undefined || after.length !== before.length + 1) {
    throw refuse('phải có đúng một chữ ký được thêm vào.');
  }
  return added;
}

/** Of the person who opened the batch, with the very certificate registered here. */
function assertExpected(act: SigningAct, { serial, issuer }: SignatureReport): void {
  const [leaf] = act.certificate.chain;
  const expected = leaf === undefined ? undefined : parseCertificate(leaf);
  if (expected === undefined || serial !== expected.serial || issuer !== displayName(expected.issuer)) {
    throw refuse(`chữ ký không phải của chứng thư số ${act.certificate.serial} đã chọn khi mở lô ký.`);
  }
}

async function acceptSigned(act: SigningAct, session: SessionRow, signed: Buffer): Promise<void> {
  const { context, purpose, certificate } = act;
  const base = await assertPrefix(act, session, signed);
  await asPdfPurpose(purpose).check(context, session.object_id, signed, true);
  const added = await newSignature(act, base, signed);
  assertExpected(act, added);
  const name = `${session.review.title}.pdf`;
  await assertScanned(context, unseenFile(name, signed));
  const file = await storeBytes(context, signed, name, 'application/pdf');
  await closeSigned(act, session, {
    file,
    claimedAt: added.claimedAt === null ? null : new Date(added.claimedAt),
    level: added.provenAt === null ? 'B' : 'T',
    provenAt: added.provenAt === null ? null : new Date(added.provenAt),
    // The authority of its time is not ours: the signer's own chain is what can be counted on.
    ends: { ...signerEnds(certificate.chain, await loadTrust(context)), timeEnds: null },
    graceMinutes: (await readSettings(context.db, session.agency_id)).graceMinutes,
    wanted: await wantedLevel(context, act.ports, session.agency_id),
  });
}

/** Whatever its own code: the program and the person hear that the file was not taken, and why. */
function refusal(error: unknown): unknown {
  const isOurs = error instanceof AppError && error.status !== 409 && error.code !== 'signing.external_refused';
  return isOurs ? refuse(error.message) : error;
}

async function loadExternal(context: Context, ports: SigningPorts, token: string) {
  const link = await takeLink(context.db, token, 'external_put', context.clock.now());
  const batch = await getBatch(context.db, link.agency_id, link.batch_id);
  const acting = await actAsSigner(context, batch);
  if (acting === undefined || batch.state !== 'sent' || batch.ticket?.kind !== 'external') {
    throw notWaiting();
  }
  const { act, sessions } = await loadAct({ ...acting, meta: context.meta }, ports, batch.id);
  const session = sessions.find(({ id }) => id === link.session_id);
  if (session?.state !== 'sent') {
    throw notWaiting();
  }
  return { act, session };
}

function answer(session: SessionRow, message: string | undefined): ExternalUploadAnswer {
  return {
    Status: message === undefined,
    Message: message ?? '',
    FileName: message === undefined ? 'van-ban.pdf' : '',
    FileServer: message === undefined ? session.object_id : '',
  };
}

/**
 * A whole file signed by another program comes back. It is believed only as far as it can be proven: old bytes untouched, one
 * signature more, by the expected certificate, everything whole, number and date as the register has them.
 */
export async function receiveExternal(
  context: Context,
  ports: SigningPorts,
  token: string,
  files: AsyncIterable<UploadedFile>,
): Promise<ExternalUploadAnswer> {
  const { act, session } = await loadExternal(context, ports, token);
  let message: string | undefined;
  try {
    const signed = await readUpload(files);
    await ports.assertMaySignNow(act.context, act.certificate);
    await acceptSigned(act, session, signed);
  } catch (error) {
    const failure = describeFailure(refusal(error), context.log);
    message = failure.result.message;
    await recordFailure(act, [session], failure);
  }
  await settleBatch(act);
  return answer(session, message);
}
