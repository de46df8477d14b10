import { type Editor, useEditorState } from '@tiptap/react';
import { Bold, BookMarked, Italic, MessageSquarePlus, Redo2, Undo2 } from 'lucide-react';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { type BlockKind, isKind, KIND_LABELS, KIND_ORDER } from '../body/blocks.ts';
import type { Quote } from '../side/comments.tsx';

interface DraftToolsProps {
  editor: Editor | null;
  editable: boolean;
  mayComment: boolean;
  onBasis: () => void;
  onQuote: (quote: Quote) => void;
}

/** The words picked on the page, within the first block they touch. */
export function quoteOf(editor: Editor): Quote | undefined {
  const { from, to, $from } = editor.state.selection;
  const end = Math.min(to, $from.end());
  const text = editor.state.doc.textBetween(from, end).trim();
  const words = text === '' ? $from.parent.textContent.slice(0, 200).trim() : text.slice(0, 500);
  return $from.depth === 0 || words === '' ? undefined : { blockId: String($from.parent.attrs.id), text: words };
}

const KINDS = KIND_ORDER.map((value) => ({ value, label: KIND_LABELS[value] }));

function kindOf(value: unknown): BlockKind {
  return isKind(value) ? value : 'paragraph';
}

function StyleTools({ editor }: { editor: Editor }) {
  const state = useEditorState({
    editor,
    selector: ({ editor: self }) => ({
      kind: kindOf(self.state.selection.$from.parent.attrs.kind),
      bold: self.isActive('bold'),
      italic: self.isActive('italic'),
      undo: self.can().undo(),
      redo: self.can().redo(),
    }),
  });
  const pick = (kind: BlockKind): void => {
    editor.chain().focus().setKind(kind).run();
  };
  const tools = [
    {
      key: 'bold',
      label: 'Đậm (Ctrl+B)',
      icon: Bold,
      on: state.bold,
      act: () => editor.chain().focus().toggleBold().run(),
    },
    {
      key: 'italic',
      label: 'Nghiêng (Ctrl+I)',
      icon: Italic,
      on: state.italic,
      act: () => editor.chain().focus().toggleItalic().run(),
    },
    {
      key: 'undo',
      label: 'Hoàn tác (Ctrl+Z)',
      icon: Undo2,
      off: !state.undo,
      act: () => editor.chain().focus().undo().run(),
    },
    {
      key: 'redo',
      label: 'Làm lại (Ctrl+Y)',
      icon: Redo2,
      off: !state.redo,
      act: () => editor.chain().focus().redo().run(),
    },
  ];
  return (
    <>
      <SmallSelect label="Kiểu đoạn" className="draft-kind" value={state.kind} options={KINDS} onChange={pick} />
      <span className="draft-tool-group">
        {tools.map(({ key, label, icon: Icon, on, off, act }) => (
          <button
            key={key}
            type="button"
            className={on === true ? 'draft-tool is-on' : 'draft-tool'}
            title={label}
            aria-label={label}
            aria-pressed={on}
            disabled={off}
            // The caret must not leave the text.
            onMouseDown={(event) => event.preventDefault()}
            onClick={act}
          >
            <Icon className="icon icon-18" aria-hidden />
          </button>
        ))}
      </span>
    </>
  );
}

export function DraftTools({ editor, editable, mayComment, onBasis, onQuote }: DraftToolsProps) {
  const comment = (): void => {
    const quote = editor === null ? undefined : quoteOf(editor);
    if (quote !== undefined) {
      onQuote(quote);
    }
  };
  return (
    <div className="draft-tools" role="toolbar" aria-label="Công cụ soạn thảo">
      {editable && editor !== null && <StyleTools editor={editor} />}
      {editable && (
        <button type="button" className="draft-tool" onMouseDown={(event) => event.preventDefault()} onClick={onBasis}>
          <BookMarked className="icon icon-18" aria-hidden />
          <span>Chèn căn cứ</span>
        </button>
      )}
      {mayComment && (
        <button type="button" className="draft-tool" onMouseDown={(event) => event.preventDefault()} onClick={comment}>
          <MessageSquarePlus className="icon icon-18" aria-hidden />
          <span>Góp ý</span>
        </button>
      )}
      {!editable && <span className="quiet draft-tools-note">Chỉ xem</span>}
    </div>
  );
}
