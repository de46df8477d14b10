import type { FormCode, RequestTemplates } from '@congvu/contracts';
import { FORMS, formByCode } from '@congvu/forms';
import { formDocxTemplate } from '@congvu/forms/render';
import { getFile, serveFile } from '#modules/files';
import { getAgency } from '#modules/org';
import type { ActingContext } from '../../../../platform/context.ts';
import type { Db, Tx } from '../../../../platform/db.ts';
import { notFound } from '../../../../platform/errors.ts';
import type { FileAnswer } from '../../../../platform/http/route.ts';
import { alsoWithin } from '../../../../platform/reach.ts';
import { asDownload } from '../../queries/read-files.ts';
import { settingPolicies } from '../settings.policy.ts';
import { findTemplate, guidingOfficeOf, listTemplates } from './templates.store.ts';

export function templateMissing() {
  return notFound(
    'requests.template_not_found',
    'Mẫu này đang in theo mẫu của hệ thống, chưa có mẫu nào được thay. Tải lại trang để xem mẫu đang dùng.',
  );
}

/** The ten forms and what each is printed by. */
export async function readTemplates(db: Db | Tx, agencyId: string): Promise<RequestTemplates> {
  const guidingId = await guidingOfficeOf(db, agencyId);
  const guiding = guidingId === undefined ? undefined : await getAgency(db, guidingId);
  const sets = [...new Set(FORMS.map(({ set }) => set))];
  const held = (await Promise.all(sets.map((set) => listTemplates(db, agencyId, set)))).flat();
  const above =
    guiding === undefined ? [] : (await Promise.all(sets.map((set) => listTemplates(db, guiding.id, set)))).flat();
  return {
    items: FORMS.map(({ code, set, label, shortTitle }) => {
      const isIt = (row: { form_code: FormCode; form_set: string }) => row.form_code === code && row.form_set === set;
      const own = held.find(isIt);
      const theirs = above.find(isIt);
      return {
        form: code,
        label,
        title: shortTitle,
        own: own === undefined ? null : { name: own.name, by: own.set_by_name, since: own.set_at.toISOString() },
        guiding: theirs === undefined || guiding === undefined ? null : { name: theirs.name, agencyName: guiding.name },
      };
    }),
  };
}

export async function viewTemplates(context: ActingContext): Promise<RequestTemplates> {
  settingPolicies.authorize('requests.configure', context.subject, null);
  return readTemplates(context.db, context.subject.agencyId);
}

/** What an office starts from: the page of the letter with its tags. */
export async function downloadBuiltIn(context: ActingContext, form: FormCode): Promise<FileAnswer> {
  settingPolicies.authorize('requests.configure', context.subject, null);
  const { set, label, shortTitle } = formByCode(form);
  return asDownload(await formDocxTemplate(form, set), `${label} - ${shortTitle}.docx`, 'docx');
}

/** The file that holds: the office's own, else that of its guiding office. */
export async function downloadTemplateOf(context: ActingContext, form: FormCode): Promise<FileAnswer> {
  settingPolicies.authorize('requests.configure', context.subject, null);
  const { db, subject } = context;
  const { set } = formByCode(form);
  const own = await findTemplate(db, { agencyId: subject.agencyId, form, set });
  const guidingId = own === undefined ? await guidingOfficeOf(db, subject.agencyId) : undefined;
  const held =
    own ?? (guidingId === undefined ? undefined : await findTemplate(db, { agencyId: guidingId, form, set }));
  if (held === undefined) {
    throw templateMissing();
  }
  const file = await alsoWithin('party', [held.agency_id], () => getFile(db, held.agency_id, held.file_id));
  return serveFile(context, file, { inline: false });
}
