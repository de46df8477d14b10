import type { DraftBlock } from '@congvu/contracts';
import { Editor } from '@tiptap/react';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { blocksOf, docOf, KIND_ORDER } from './blocks.ts';
import { BODY_EXTENSIONS } from './schema.ts';

let editor: Editor | undefined;

function open(blocks: readonly DraftBlock[]): Editor {
  editor = new Editor({ extensions: BODY_EXTENSIONS, content: docOf(blocks), injectCSS: false });
  return editor;
}

afterEach(() => editor?.destroy());

const styles = [{}, { bold: true }, { italic: true }, { bold: true, italic: true }] as const;
const words = fc.stringMatching(/^[A-Za-zĐđăâêôơưấềẫử 0-9.,;/-]{1,20}$/u).map((text) => text.normalize('NFC'));

/** Runs as the editor can hold them: no two neighbours in one style. */
const runs = fc
  .array(fc.record({ text: words, style: fc.constantFrom(...styles) }), { maxLength: 5 })
  .map((list) =>
    list
      .filter((run, index) => index === 0 || run.style !== list[index - 1]?.style)
      .map(({ text, style }) => ({ text, ...style })),
  );

describe('blocks of a draft in the editor', () => {
  it('come back as they went in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ kind: fc.constantFrom(...KIND_ORDER), runs }), { minLength: 1, maxLength: 6 }),
        (list) => {
          const blocks = list.map((block, index) => ({ id: `b${index}`, ...block }));
          const own = open(blocks);
          expect(blocksOf(own.state.doc)).toEqual(blocks);
          own.destroy();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('have a line to write on when there is none', () => {
    const [only] = blocksOf(open([]).state.doc);
    expect(only).toMatchObject({ kind: 'paragraph', runs: [] });
    expect(only?.id).toMatch(/^b/);
  });

  it('leave in NFC whatever the keyboard gave', () => {
    const own = open([{ id: 'b1', kind: 'paragraph', runs: [] }]);
    own.commands.insertContentAt(1, { type: 'text', text: 'Điều'.normalize('NFD') });
    expect(blocksOf(own.state.doc)[0]?.runs).toEqual([{ text: 'Điều'.normalize('NFC') }]);
  });

  it('keep the id of the first part and give the second one of its own when a block is split', () => {
    const own = open([{ id: 'b1', kind: 'basis', runs: [{ text: 'Căn cứ thứ nhất; Căn cứ thứ hai;' }] }]);
    own.commands.setTextSelection(18);
    own.view.dom.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    const [first, second] = blocksOf(own.state.doc);
    expect(first).toMatchObject({ id: 'b1', kind: 'basis' });
    expect(second).toMatchObject({ kind: 'basis' });
    expect(second?.id).not.toBe('b1');
  });

  it('go on in the kind that usually follows after Enter at the end', () => {
    const own = open([{ id: 'b1', kind: 'heading', runs: [{ text: '1. Bảo mật', bold: true }] }]);
    own.commands.setTextSelection(own.state.doc.content.size - 1);
    own.view.dom.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    expect(blocksOf(own.state.doc).map((block) => block.kind)).toEqual(['heading', 'paragraph']);
  });

  it('give pasted paragraphs ids of their own', () => {
    const own = open([{ id: 'b1', kind: 'paragraph', runs: [{ text: 'Một' }] }]);
    own.commands.insertContentAt(own.state.doc.content.size, '<p data-id="b1">Hai</p><p>Ba</p>');
    const ids = blocksOf(own.state.doc).map((block) => block.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids[0]).toBe('b1');
  });

  it('are never rewritten by what is typed', () => {
    const own = open([{ id: 'b1', kind: 'paragraph', runs: [] }]);
    for (const letter of '1. **x** -> "a" --') {
      own.commands.insertContent({ type: 'text', text: letter });
    }
    expect(blocksOf(own.state.doc)[0]?.runs).toEqual([{ text: '1. **x** -> "a" --' }]);
  });
});
