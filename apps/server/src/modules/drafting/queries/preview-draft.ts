import type { ActingContext } from '../../../platform/context.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { renderDraft } from '../letter/render-draft.ts';
import { getVisibleDraft } from './view-draft.ts';

/** The print of the draft as it stands, shown beside the editor; never stored. */
export async function previewDraft(context: ActingContext, id: string): Promise<FileAnswer> {
  const draft = await getVisibleDraft(context, id);
  const { pdf } = await renderDraft(context.db, context, draft, { placeholders: true });
  const name = encodeURIComponent(`Dự thảo ${draft.content.abstract || 'chưa có trích yếu'}.pdf`.slice(0, 120));
  return {
    stream: Buffer.from(pdf),
    headers: {
      'content-type': 'application/pdf',
      'content-length': String(pdf.length),
      'content-disposition': `inline; filename*=UTF-8''${name}`,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'private, no-store',
    },
  };
}
