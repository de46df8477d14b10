import { type FormCode, type RequestTemplates, TEMPLATE_MOST_BYTES } from '@congvu/contracts';
import { emptyForm, exampleForm, formByCode } from '@congvu/forms';
import { record } from '#modules/audit';
import { guardAgainstStateSecret } from '#modules/documents';
import { assertScanned, cleanFileName, insertFile, storeBytes, unseenFile } from '#modules/files';
import { type ActingContext, command } from '../../../../platform/context.ts';
import type { Tx } from '../../../../platform/db.ts';
import { type AppError, invalid } from '../../../../platform/errors.ts';
import { publish } from '../../../../platform/events.ts';
import type { UploadedFile } from '../../../../platform/http/route.ts';
import { newId } from '../../../../platform/ids.ts';
import { oneAtATime } from '../../../../platform/sql.ts';
import { MEDIA_TYPES } from '../../queries/read-files.ts';
import { requestTables } from '../../requests.tables.ts';
import { settingPolicies } from '../settings.policy.ts';
import { renderDocx } from './render-docx.ts';
import { findTemplate, type TemplateKey, type TemplateRow } from './templates.store.ts';
import { readTemplates, templateMissing } from './view-templates.ts';

function refuse(message: string): AppError {
  return invalid('forms.template_invalid', message);
}

async function readOne(context: ActingContext, files: AsyncIterable<UploadedFile>) {
  for await (const file of files) {
    const name = cleanFileName(file.name);
    const door = { agencyId: context.subject.agencyId, name: 'requests.template', objectId: context.subject.agencyId };
    await guardAgainstStateSecret(context, door, { fileNames: [name] });
    if (!/\.docx$/i.test(name)) {
      throw refuse(`Tệp "${name}" không phải mẫu Word. Lưu mẫu dạng .docx rồi tải lên lại.`);
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const part of file.stream) {
      const chunk = typeof part === 'string' ? Buffer.from(part) : part;
      size += chunk.length;
      if (size > TEMPLATE_MOST_BYTES) {
        throw refuse('Mẫu Word lớn hơn 5 MB. Giảm cỡ hình ảnh trong mẫu rồi tải lên lại.');
      }
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    await assertScanned(context, unseenFile(name, bytes));
    return { name, bytes };
  }
  throw refuse('Chưa chọn tệp. Chọn một mẫu Word (.docx) rồi tải lên.');
}

/** A template that fails would be found out by whoever prints a request on the last day. */
async function assertPrints(form: FormCode, set: string, bytes: Uint8Array): Promise<void> {
  await renderDocx({ ...exampleForm(form), set }, bytes);
  await renderDocx(emptyForm(form, set), bytes);
}

async function endCurrent(tx: Tx, context: ActingContext, key: TemplateKey): Promise<TemplateRow | undefined> {
  // Two who replace the same form at once: the second replaces what the first has set.
  await oneAtATime(tx, `requests.template ${key.agencyId} ${key.set} ${key.form}`);
  const current = await findTemplate(tx, key);
  if (current !== undefined) {
    await requestTables(tx)
      .updateTable('request_template')
      .set({ replaced_at: context.clock.now() })
      .where('agency_id', '=', current.agency_id)
      .where('id', '=', current.id)
      .execute();
  }
  return current;
}

/** From now on this office, and those it guides, print the form by its own file; what was printed before stays as it is. */
export async function setTemplate(
  context: ActingContext,
  form: FormCode,
  files: AsyncIterable<UploadedFile>,
): Promise<RequestTemplates> {
  const { subject, clock } = context;
  const { agencyId } = subject;
  settingPolicies.authorize('requests.configure', subject, null);
  const { set } = formByCode(form);
  const { name, bytes } = await readOne(context, files);
  await assertPrints(form, set, bytes);
  const blob = await storeBytes(context, bytes, name, MEDIA_TYPES.docx);
  return command(context, async (tx) => {
    const before = await endCurrent(tx, context, { agencyId, form, set });
    const file = await insertFile(tx, context, agencyId, blob, subject.userId);
    const id = newId(clock.now().getTime());
    await requestTables(tx)
      .insertInto('request_template')
      .values({
        agency_id: agencyId,
        id,
        form_code: form,
        form_set: set,
        file_id: file.id,
        name: file.name,
        set_by_name: subject.displayName,
        set_at: clock.now(),
        replaced_at: null,
      })
      .execute();
    await record(tx, context, {
      action: 'requests.template_set',
      agencyId,
      objectKind: 'request_template',
      objectId: id,
      detail: { form, set, name: file.name, sha256: file.sha256, replaced: before?.id ?? null },
    });
    await publish(tx, { topic: 'requests', agencyId });
    return readTemplates(tx, agencyId);
  });
}

/** Back to that of the guiding office, or the built-in one. */
export async function removeTemplate(context: ActingContext, form: FormCode): Promise<RequestTemplates> {
  const { agencyId } = context.subject;
  settingPolicies.authorize('requests.configure', context.subject, null);
  const { set } = formByCode(form);
  return command(context, async (tx) => {
    const before = await endCurrent(tx, context, { agencyId, form, set });
    if (before === undefined) {
      throw templateMissing();
    }
    await record(tx, context, {
      action: 'requests.template_removed',
      agencyId,
      objectKind: 'request_template',
      objectId: before.id,
      detail: { form, set, name: before.name },
    });
    await publish(tx, { topic: 'requests', agencyId });
    return readTemplates(tx, agencyId);
  });
}
