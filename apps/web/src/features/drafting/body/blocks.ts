import type { DraftBlock, DraftRun } from '@congvu/contracts';
import type { Node as PmNode } from '@tiptap/pm/model';
import type { JSONContent } from '@tiptap/react';

export type BlockKind = DraftBlock['kind'];

export const KIND_LABELS: Record<BlockKind, string> = {
  paragraph: 'Nội dung',
  basis: 'Căn cứ',
  heading: 'Tên khoản',
  article: 'Điều',
  clause: 'Khoản',
  point: 'Điểm, gạch đầu dòng',
};

export const KIND_ORDER: readonly BlockKind[] = ['paragraph', 'basis', 'heading', 'article', 'clause', 'point'];

/** What stands on the next line when Enter ends a block. */
export const AFTER: Record<BlockKind, BlockKind> = {
  paragraph: 'paragraph',
  basis: 'basis',
  heading: 'paragraph',
  article: 'clause',
  clause: 'clause',
  point: 'point',
};

export function isKind(value: unknown): value is BlockKind {
  return typeof value === 'string' && Object.hasOwn(KIND_LABELS, value);
}

/** Stable for the life of a block: comments and findings hang on it. */
export function newBlockId(): string {
  return `b${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}`;
}

function markedText({ text, bold, italic }: DraftRun): JSONContent {
  const marks = [...(bold === true ? [{ type: 'bold' }] : []), ...(italic === true ? [{ type: 'italic' }] : [])];
  return { type: 'text', text, ...(marks.length > 0 && { marks }) };
}

function nodeOf({ id, kind, runs }: DraftBlock): JSONContent {
  const content = runs.filter((run) => run.text !== '').map(markedText);
  return { type: 'block', attrs: { id, kind }, ...(content.length > 0 && { content }) };
}

/** The blocks of a draft as the editor holds them; a draft without any still has a line to write on. */
export function docOf(blocks: readonly DraftBlock[]): JSONContent {
  const content = blocks.map(nodeOf);
  return {
    type: 'doc',
    content: content.length > 0 ? content : [nodeOf({ id: newBlockId(), kind: 'paragraph', runs: [] })],
  };
}

function sameStyle(one: DraftRun, other: DraftRun): boolean {
  return one.bold === other.bold && one.italic === other.italic;
}

function runsOf(block: PmNode): DraftRun[] {
  const runs: DraftRun[] = [];
  block.forEach((child) => {
    const has = (name: string): boolean => child.marks.some((mark) => mark.type.name === name);
    const run: DraftRun = {
      text: (child.text ?? '').normalize('NFC'),
      ...(has('bold') && { bold: true }),
      ...(has('italic') && { italic: true }),
    };
    const last = runs.at(-1);
    if (last !== undefined && sameStyle(last, run)) {
      last.text += run.text;
    } else {
      runs.push(run);
    }
  });
  return runs;
}

/** The editor's document as blocks of the draft, NFC. */
export function blocksOf(doc: PmNode): DraftBlock[] {
  const blocks: DraftBlock[] = [];
  doc.forEach((node) => {
    const { id, kind } = node.attrs;
    blocks.push({ id: String(id), kind: isKind(kind) ? kind : 'paragraph', runs: runsOf(node) });
  });
  return blocks;
}

export function textOfBlock(block: DraftBlock): string {
  return block.runs.map((run) => run.text).join('');
}
