import { Plugin } from '@tiptap/pm/state';
import { type Editor, Extension, mergeAttributes, Node } from '@tiptap/react';
import { StarterKit } from '@tiptap/starter-kit';
import { AFTER, isKind, newBlockId } from './blocks.ts';

declare module '@tiptap/react' {
  interface Commands<ReturnType> {
    draftBlock: { setKind: (kind: string) => ReturnType };
  }
}

/** Enter: the rest of the line becomes a block of the kind that usually follows. Never while an input method composes. */
function splitBlock(editor: Editor): boolean {
  const { $from } = editor.state.selection;
  const kind: unknown = $from.parent.attrs.kind;
  const atEnd = $from.parentOffset === $from.parent.content.size;
  const next = isKind(kind) && atEnd ? AFTER[kind] : kind;
  return editor
    .chain()
    .command(({ tr, dispatch }) => {
      if (dispatch) {
        tr.deleteSelection().split(tr.selection.from, 1, [
          { type: $from.parent.type, attrs: { id: newBlockId(), kind: next } },
        ]);
        tr.scrollIntoView();
      }
      return true;
    })
    .run();
}

/** One paragraph of ô 6 with the id that comments and findings hang on. */
const Block = Node.create({
  name: 'block',
  group: 'block',
  content: 'text*',
  addAttributes() {
    return {
      id: {
        default: null,
        parseHTML: (element) => element.getAttribute('data-id'),
        renderHTML: ({ id }) => ({ 'data-id': id }),
      },
      kind: {
        default: 'paragraph',
        parseHTML: (element) => element.getAttribute('data-kind') ?? 'paragraph',
        renderHTML: ({ kind }) => ({ 'data-kind': kind }),
      },
    };
  },
  parseHTML() {
    return ['p', 'li', 'h1', 'h2', 'h3', 'h4', 'td'].map((tag) => ({ tag }));
  },
  renderHTML({ HTMLAttributes }) {
    return ['p', mergeAttributes(HTMLAttributes), 0];
  },
  addCommands() {
    return {
      setKind:
        (kind) =>
        ({ commands }) =>
          commands.updateAttributes('block', { kind }),
    };
  },
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => !editor.view.composing && splitBlock(editor),
      'Shift-Enter': ({ editor }) => !editor.view.composing && splitBlock(editor),
    };
  },
});

/** A pasted or split block gets an id of its own; the first of two equal ones keeps it. */
const StableIds = Extension.create({
  name: 'stableIds',
  addProseMirrorPlugins() {
    return [
      new Plugin({
        appendTransaction: (transactions, _before, state) => {
          if (!transactions.some((transaction) => transaction.docChanged)) {
            return null;
          }
          const seen = new Set<string>();
          const change = state.tr;
          state.doc.forEach((node, position) => {
            const id: unknown = node.attrs.id;
            if (typeof id !== 'string' || seen.has(id)) {
              change.setNodeMarkup(position, undefined, { ...node.attrs, id: newBlockId() });
            } else {
              seen.add(id);
            }
          });
          return change.docChanged ? change : null;
        },
      }),
    ];
  },
});

/** Bold, italic and undo of the kit; nothing that rewrites what is typed (no input rules: they fight UniKey). */
export const BODY_EXTENSIONS = [
  StarterKit.configure({
    blockquote: false,
    bulletList: false,
    code: false,
    codeBlock: false,
    dropcursor: false,
    gapcursor: false,
    hardBreak: false,
    heading: false,
    horizontalRule: false,
    link: false,
    listItem: false,
    listKeymap: false,
    orderedList: false,
    paragraph: false,
    strike: false,
    trailingNode: false,
    underline: false,
  }),
  Block,
  StableIds,
];
