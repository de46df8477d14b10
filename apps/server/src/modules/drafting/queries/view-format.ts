import type { FormatReport } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { checkDraftFormat } from '../letter/check-format.ts';
import { getVisibleDraft } from './view-draft.ts';

export async function viewFormat(context: ActingContext, id: string): Promise<FormatReport> {
  return checkDraftFormat(context, await getVisibleDraft(context, id));
}
