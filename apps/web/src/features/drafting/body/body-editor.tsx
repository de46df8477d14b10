import type { DraftBlock } from '@congvu/contracts';
import { type Editor, EditorContent, useEditor } from '@tiptap/react';
import { useEffect, useRef } from 'react';
import { blocksOf, docOf } from './blocks.ts';
import { MARKS_KEY, type PageMarks, PageMarksExtension } from './marks.ts';
import { BODY_EXTENSIONS } from './schema.ts';

const EXTENSIONS = [...BODY_EXTENSIONS, PageMarksExtension];

interface BodyOptions {
  blocks: readonly DraftBlock[];
  /** Raised when the text was replaced from outside (a fix, another person's version). */
  revision: number;
  editable: boolean;
  marks: PageMarks;
  onBlocks: (blocks: DraftBlock[]) => void;
  onCommentPicked: (commentId: string) => void;
}

function pickedComment(event: MouseEvent): string | undefined {
  const { target } = event;
  return target instanceof Element ? target.closest<HTMLElement>('[data-comment]')?.dataset.comment : undefined;
}

/** The caret stays where it was as far as the new text reaches. */
function replaceText(editor: Editor, blocks: readonly DraftBlock[]): void {
  const { from, to } = editor.state.selection;
  editor.commands.setContent(docOf(blocks), { emitUpdate: false });
  const end = editor.state.doc.content.size;
  editor.commands.setTextSelection({ from: Math.min(from, end), to: Math.min(to, end) });
}

/**
 * The body of the letter, edited on the page itself. What is typed is never rewritten: no input rules, no autocorrection,
 * pasted text in NFC; the rest is taken when it leaves.
 */
export function useBodyEditor(options: BodyOptions): Editor | null {
  const latest = useRef(options);
  latest.current = options;
  const editor = useEditor({
    extensions: EXTENSIONS,
    content: docOf(options.blocks),
    editable: options.editable,
    enableInputRules: false,
    enablePasteRules: false,
    injectCSS: false,
    immediatelyRender: true,
    shouldRerenderOnTransaction: false,
    editorProps: {
      attributes: {
        class: 'draft-body',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': 'Nội dung văn bản',
        lang: 'vi',
        spellcheck: 'false',
        autocorrect: 'off',
        autocapitalize: 'off',
      },
      transformPastedHTML: (html) => html.normalize('NFC'),
      transformPastedText: (text) => text.normalize('NFC'),
      handleClick: (_view, _position, event) => {
        const id = pickedComment(event);
        if (id !== undefined) {
          latest.current.onCommentPicked(id);
        }
        return false;
      },
    },
    onUpdate: ({ editor: self }) => latest.current.onBlocks(blocksOf(self.state.doc)),
  });
  const { revision, editable, marks } = options;
  const shown = useRef(revision);
  useEffect(() => {
    if (editor !== null && shown.current !== revision) {
      shown.current = revision;
      replaceText(editor, latest.current.blocks);
      editor.view.dispatch(editor.state.tr.setMeta(MARKS_KEY, latest.current.marks));
    }
  }, [editor, revision]);
  useEffect(() => {
    editor?.setEditable(editable, false);
  }, [editor, editable]);
  useEffect(() => {
    if (editor !== null && !editor.view.composing) {
      editor.view.dispatch(editor.state.tr.setMeta(MARKS_KEY, marks));
    }
  }, [editor, marks]);
  return editor;
}

export function BodyEditor({ editor }: { editor: Editor | null }) {
  return <EditorContent editor={editor} className="draft-body-host" />;
}
