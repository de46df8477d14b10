import { type CheckMark, type ExpectedDigits, type RenderedPdf, renderPdf } from '@congvu/nd30/render';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import type { DraftRow } from '../drafting.store.ts';
import { composeLetter, letterFacts } from './compose-letter.ts';
import { refuseLetter } from './refuse-letter.ts';

type Renderable = Pick<DraftRow, 'agency_id' | 'unit_id' | 'content'>;

export interface RenderDraftOptions {
  placeholders?: boolean;
  expectedDigits?: ExpectedDigits | undefined;
  /** Mark of the public check at the foot of page 1. */
  check?: CheckMark | undefined;
}

/**
 * The page of a draft: PDF/A with number and date left blank, and the places later steps fill. The same draft gives the same
 * bytes. `placeholders` shows a half-written draft with "…" where something is missing; `expectedDigits` fits the blanks to what
 * will be filled in.
 * @throws AppError 422 `drafting.render_failed`
 */
export async function renderDraft(
  db: Db | Tx,
  context: Context,
  draft: Renderable,
  options: RenderDraftOptions = {},
): Promise<RenderedPdf> {
  const { letter } = composeLetter(draft.content, await letterFacts(db, context, draft), options);
  try {
    const { expectedDigits, check } = options;
    return renderPdf(letter, { demo: context.config.demo, expectedDigits, check });
  } catch (error) {
    throw refuseLetter(error);
  }
}
