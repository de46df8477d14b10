import type { DraftContent } from '@congvu/contracts';
import type { SecrecyInput } from '#modules/documents';

/** Every text a drafter can type, by the place a refusal names. */
export function secrecyOf(typed: {
  declaredSecrecy?: string;
  abstract?: string;
  content?: DraftContent | undefined;
}): SecrecyInput {
  const { content } = typed;
  const texts = [{ place: 'Trích yếu', text: typed.abstract ?? '' }];
  if (content !== undefined) {
    texts.push({ place: 'Trích yếu', text: content.abstract });
    texts.push({
      place: 'Nơi nhận',
      text: [...content.addressees, ...content.recipients].map((pick) => pick.label).join('\n'),
    });
    texts.push({
      place: 'Nội dung',
      text: content.blocks.map((block) => block.runs.map((run) => run.text).join('')).join('\n'),
    });
  }
  return { declared: typed.declaredSecrecy, texts };
}
