import type { RequestView, SendRequest } from '@congvu/contracts';
import { formByCode, formByKind, isListForm } from '@congvu/forms';
import type { z } from 'zod';
import { insertFile, type StoredBlob, storeBytes } from '#modules/files';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { assertNoErrors, countFindings } from '../engine/check.ts';
import { contentHash } from '../engine/content.ts';
import { finishStep } from '../engine/finish-step.ts';
import { assertMay, lockFor, readRequest } from '../engine/read-request.ts';
import { currentFindings } from '../engine/readiness.ts';
import type { RequestsPorts } from '../ports.ts';
import { viewRequest } from '../queries/view-request.ts';
import { transitionRequest } from '../requests.store.ts';
import type { RequestRow } from '../requests.tables.ts';
import { printToSign } from '../signing/print-form.ts';
import { fileNameOf } from '../signing/purpose-parts.ts';
import { versionConflict } from './save-request.ts';

type Body = z.output<typeof SendRequest>;

/** C12: a form of a set that is over goes back with the offer of the new one, it is not signed any more. */
function assertFormValid(row: RequestRow, today: string): void {
  const { validTo, label } = formByCode(row.form_code, row.form_set);
  if (validTo !== null && validTo < today) {
    const next = formByKind(row.kind, today);
    throw conflict(
      'requests.template_expired',
      `${label} của bộ mẫu ${row.form_set} đã hết hiệu lực. Lập lại theo ${next.label} của bộ mẫu ${next.set}; nội dung cũ xem ở đề nghị này.`,
    );
  }
}

/** The form as it will be signed: the day of sending unless somebody wrote another, and the confirmation of letter section 2. */
function asSent(row: RequestRow, body: Body, today: string): RequestRow {
  const dated = row.content.date == null;
  return {
    ...row,
    content: { ...row.content, date: row.content.date ?? today },
    prefilled: dated ? [...row.prefilled, 'date'] : row.prefilled,
    signs_regularly: body.signsRegularly ?? row.signs_regularly,
    signs_what: body.signsWhat ?? row.signs_what,
  };
}

interface ReadyToSend {
  row: RequestRow;
  page: StoredBlob;
}

/** Rules and print, outside the transaction: ten thousand lines take a second of each. */
async function prepareToSend(context: ActingContext, id: string, body: Body): Promise<ReadyToSend | undefined> {
  const seen = await readRequest(context, id);
  if (seen.row.state !== 'draft' && context.idempotency !== undefined) {
    // Sent by this very request perhaps: the command knows, and refuses when it was another.
    return undefined;
  }
  assertMay('requests.send', context.subject, seen);
  if (seen.row.version !== body.version) {
    throw versionConflict();
  }
  const today = vietnamDate(context.clock.now());
  assertFormValid(seen.row, today);
  const row = asSent(seen.row, body, today);
  const findings = await currentFindings(context.db, context, row, { sending: true });
  assertNoErrors(findings);
  const { pdf, pages } = await printToSign(context, row);
  const page = await storeBytes(context, pdf, fileNameOf(row, '.pdf'), 'application/pdf');
  return { row: { ...row, pages, findings, ...countFindings(findings) }, page };
}

function nextStep(row: RequestRow): { act: 'ask_declarant' | 'ask_head'; text: string } {
  const skipsDeclarant = row.nil || isListForm(formByCode(row.form_code, row.form_set));
  return skipsDeclarant
    ? { act: 'ask_head', text: 'Trình thủ trưởng duyệt' }
    : { act: 'ask_declarant', text: `Gửi ${row.declarant_name ?? ''} ký ở vai người khai` };
}

/** Draft → declarant (sheets) or head (lists, nil returns). From here the content is bound to its hash. */
export async function sendRequest(
  context: ActingContext,
  ports: RequestsPorts,
  id: string,
  body: Body,
): Promise<RequestView> {
  const ready = await prepareToSend(context, id, body);
  await command(context, async (tx) => {
    const { row: before } = await lockFor(tx, context, id, 'requests.send');
    if (ready === undefined || before.version !== body.version) {
      throw versionConflict();
    }
    const file = await insertFile(tx, context, before.agency_id, ready.page, context.subject.userId);
    const { act, text } = nextStep(before);
    const row = await transitionRequest(tx, context, { agencyId: before.agency_id, id }, act, {
      content: ready.row.content,
      content_hash: contentHash(ready.row.content),
      prefilled: ready.row.prefilled,
      findings: ready.row.findings,
      errors: 0,
      warnings: ready.row.warnings,
      signs_regularly: ready.row.signs_regularly,
      signs_what: ready.row.signs_what,
      returned_reason: null,
      returned_by: null,
      returned_at: null,
      returned_fields: [],
      file_id: file.id,
      file_sha256: file.sha256,
      pages: ready.row.pages,
      version: before.version + 1,
    });
    const detail = { page: file.sha256, content: row.content_hash, signsRegularly: row.signs_regularly };
    await finishStep(tx, context, ports, row, { from: before.state, verb: 'sent', text, detail });
    return { id };
  });
  return viewRequest(context, id);
}
