import { DOMParser as TextReader } from '@tiptap/pm/model';
import { EditorContent, getSchema, type JSONContent, useEditor, useEditorState } from '@tiptap/react';
import { StarterKit } from '@tiptap/starter-kit';
import { Bold, Italic, List, ListOrdered, type LucideIcon, TextQuote, Underline } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../../shared/ui/button.tsx';
import { purifyToTree } from '../body/purify.ts';

interface MailEditorProps {
  html: string;
  /** Raised when the text was replaced from outside. */
  revision: number;
  editable: boolean;
  autoFocus: boolean;
  onHtml: (html: string) => void;
}

/** Simple marks; nothing rewrites what is typed (no input rules: they fight UniKey), no picture, no link of our making. */
const EXTENSIONS = [
  StarterKit.configure({
    code: false,
    codeBlock: false,
    heading: false,
    link: false,
    strike: false,
    trailingNode: false,
  }),
];

const READER = TextReader.fromSchema(getSchema(EXTENSIONS));

/** Read here: given the text itself the editor would hand it to the browser's parser as it stands, which the page's policy refuses. */
function readMailText(html: string): JSONContent {
  return READER.parse(purifyToTree(html)).toJSON() as JSONContent; // a document of this very schema
}

type Mark = 'bold' | 'italic' | 'underline' | 'bulletList' | 'orderedList' | 'blockquote';

const TOOLS: readonly { mark: Mark; label: string; icon: LucideIcon }[] = [
  { mark: 'bold', label: 'Đậm', icon: Bold },
  { mark: 'italic', label: 'Nghiêng', icon: Italic },
  { mark: 'underline', label: 'Gạch chân', icon: Underline },
  { mark: 'bulletList', label: 'Danh sách', icon: List },
  { mark: 'orderedList', label: 'Danh sách số', icon: ListOrdered },
  { mark: 'blockquote', label: 'Trích dẫn', icon: TextQuote },
];

export function MailEditor({ html, revision, editable, autoFocus, onHtml }: MailEditorProps) {
  const latest = useRef(onHtml);
  latest.current = onHtml;
  const editor = useEditor({
    extensions: EXTENSIONS,
    content: readMailText(html),
    editable,
    enableInputRules: false,
    enablePasteRules: false,
    injectCSS: false,
    immediatelyRender: true,
    editorProps: {
      attributes: {
        class: 'mail-editor',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': 'Nội dung thư',
        lang: 'vi',
        spellcheck: 'false',
      },
      transformPastedHTML: (pasted) => pasted.normalize('NFC'),
      transformPastedText: (pasted) => pasted.normalize('NFC'),
    },
    onUpdate: ({ editor: self }) => latest.current(self.getHTML()),
  });
  const [focusFirst] = useState(autoFocus);
  useEffect(() => {
    // At once: the editor's own way takes the focus a frame later, from whoever has begun to type elsewhere.
    if (focusFirst) {
      editor?.view.dom.focus({ preventScroll: true });
    }
  }, [editor, focusFirst]);
  const shown = useRef(revision);
  useEffect(() => {
    if (shown.current !== revision) {
      shown.current = revision;
      editor?.commands.setContent(readMailText(html), { emitUpdate: false });
    }
  }, [editor, revision, html]);
  useEffect(() => {
    editor?.setEditable(editable, false);
  }, [editor, editable]);
  const on = useEditorState({
    editor,
    selector: ({ editor: self }) => TOOLS.filter(({ mark }) => self?.isActive(mark)).map(({ mark }) => mark),
  });
  const toggle = (mark: Mark): void => {
    const chain = editor?.chain().focus();
    const acts: Record<Mark, () => unknown> = {
      bold: () => chain?.toggleBold().run(),
      italic: () => chain?.toggleItalic().run(),
      underline: () => chain?.toggleUnderline().run(),
      bulletList: () => chain?.toggleBulletList().run(),
      orderedList: () => chain?.toggleOrderedList().run(),
      blockquote: () => chain?.toggleBlockquote().run(),
    };
    acts[mark]();
  };
  return (
    <>
      {editable && (
        <div className="mail-editor-tools" role="toolbar" aria-label="Trình bày">
          {TOOLS.map(({ mark, label, icon }) => {
            const active = on?.includes(mark) === true;
            return (
              <Button
                key={mark}
                kind="ghost"
                size="small"
                icon={icon}
                aria-label={label}
                title={label}
                aria-pressed={active}
                className={active ? 'is-on' : ''}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => toggle(mark)}
              />
            );
          })}
        </div>
      )}
      <EditorContent editor={editor} />
    </>
  );
}
