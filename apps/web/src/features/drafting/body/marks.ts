import type { DraftComment, FormatFinding } from '@congvu/contracts';
import type { Node as PmNode } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { Extension } from '@tiptap/react';

export interface PageMarks {
  findings: readonly FormatFinding[];
  comments: readonly DraftComment[];
  openCommentId: string | undefined;
}

export const MARKS_KEY = new PluginKey<DecorationSet>('pageMarks');

function placesOf(doc: PmNode): Map<string, { position: number; node: PmNode }> {
  const places = new Map<string, { position: number; node: PmNode }>();
  doc.forEach((node, position) => {
    places.set(String(node.attrs.id), { position, node });
  });
  return places;
}

/** Where the words stand in the document; the whole block when they are no longer there word for word. */
function rangeOf(place: { position: number; node: PmNode }, words: string): [number, number] | undefined {
  const start = place.position + 1;
  const at = words === '' ? -1 : place.node.textContent.indexOf(words);
  if (at >= 0) {
    return [start + at, start + at + words.length];
  }
  return words === '' && place.node.content.size > 0 ? [start, start + place.node.content.size] : undefined;
}

function decorate(doc: PmNode, { findings, comments, openCommentId }: PageMarks): DecorationSet {
  const places = placesOf(doc);
  const decorations: Decoration[] = [];
  const put = (blockId: string | null, words: string, attributes: Record<string, string>): void => {
    const place = blockId === null ? undefined : places.get(blockId);
    const range = place && rangeOf(place, words);
    if (range !== undefined) {
      decorations.push(Decoration.inline(range[0], range[1], attributes));
    }
  };
  for (const finding of findings) {
    put(finding.blockId, finding.found, { class: 'draft-lint', 'data-n': String(finding.no) });
  }
  for (const comment of comments) {
    if (comment.resolvedAt === null && comment.quote !== '') {
      const open = comment.id === openCommentId ? ' is-open' : '';
      put(comment.blockId, comment.quote, { class: `draft-said${open}`, 'data-comment': comment.id });
    }
  }
  return DecorationSet.create(doc, decorations);
}

/**
 * Findings and comments on the page. They move with the text by mapping and are laid anew only when told to, so that nothing
 * under an input method's composition is redrawn.
 */
export const PageMarksExtension = Extension.create({
  name: 'pageMarks',
  addProseMirrorPlugins() {
    return [
      new Plugin<DecorationSet>({
        key: MARKS_KEY,
        state: {
          init: () => DecorationSet.empty,
          apply: (transaction, marks) => {
            const told = transaction.getMeta(MARKS_KEY) as PageMarks | undefined; // set by body-editor only
            return told === undefined
              ? marks.map(transaction.mapping, transaction.doc)
              : decorate(transaction.doc, told);
          },
        },
        props: { decorations: (state) => MARKS_KEY.getState(state) },
      }),
    ];
  },
});
