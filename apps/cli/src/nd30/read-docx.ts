import { type Letter, letterFromPage, Nd30Error, type PageItem, type PageLine } from '@congvu/nd30';
import { SaxesParser } from 'saxes';
import { readZipPart } from './unzip.ts';

interface Node {
  name: string;
  attributes: Record<string, string>;
  children: Node[];
  text: string;
}

const MAX_DEPTH = 200;

function unreadable(): Nd30Error {
  return new Nd30Error('nd30.unreadable_document', 'Nội dung tệp Word không đọc được.');
}

/** The document part as a tree. DOCTYPE is refused, depth is bounded. */
function parseXml(xml: string): Node {
  const root: Node = { name: '', attributes: {}, children: [], text: '' };
  const open: Node[] = [root];
  const parser = new SaxesParser();
  parser.on('error', () => {
    throw unreadable();
  });
  parser.on('doctype', () => {
    throw unreadable();
  });
  parser.on('opentag', ({ name, attributes }) => {
    const node: Node = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(node);
    open.push(node);
    if (open.length > MAX_DEPTH) {
      throw unreadable();
    }
  });
  parser.on('text', (text) => {
    const node = open.at(-1);
    if (node !== undefined) {
      node.text += text;
    }
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(xml).close();
  return root;
}

function find(node: Node | undefined, ...path: string[]): Node | undefined {
  return path.reduce<Node | undefined>((at, name) => at?.children.find((child) => child.name === name), node);
}

function all(node: Node, name: string): Node[] {
  return node.children.flatMap((child) => (child.name === name ? [child] : all(child, name)));
}

function runText(run: Node): string {
  return run.children
    .map((child) => (child.name === 'w:t' ? child.text : child.name === 'w:tab' || child.name === 'w:br' ? ' ' : ''))
    .join('');
}

function isOn(run: Node, mark: string): boolean {
  const value = find(run, 'w:rPr', mark);
  return value !== undefined && !['0', 'false', 'off'].includes(value.attributes['w:val'] ?? '1');
}

function toLine(paragraph: Node, side: PageLine['side']): PageLine {
  const runs = all(paragraph, 'w:r').filter((run) => runText(run).trim() !== '');
  return {
    kind: 'line',
    side,
    text: all(paragraph, 'w:r').map(runText).join(''),
    bold: runs.length > 0 && runs.every((run) => isOn(run, 'w:b')),
    italic: runs.length > 0 && runs.every((run) => isOn(run, 'w:i')),
  };
}

function cellsOf(table: Node): Node[][] {
  return table.children
    .filter((child) => child.name === 'w:tr')
    .map((row) => row.children.filter((child) => child.name === 'w:tc'));
}

const BOX_TABLE = /CỘNG\s+(?:HÒA|HOÀ)\s+XÃ\s+HỘI|Nơi nhận|^(?:TM|KT|TL|TUQ|Q)\s*\.|THƯ KÝ/mu;

/** Two columns that hold the head or the foot of a letter, not data. */
function isBoxTable(rows: Node[][], isFirst: boolean): boolean {
  const text = rows.flat().flatMap((cell) => all(cell, 'w:p').map((line) => toLine(line, 'left').text));
  const isPair = rows.length > 0 && rows.every((cells) => cells.length <= 2);
  return isPair && (isFirst || BOX_TABLE.test(text.join('\n').normalize('NFC')));
}

function boxLines(rows: Node[][]): PageItem[] {
  return rows.flatMap((cells) =>
    cells.flatMap((cell, column) => all(cell, 'w:p').map((line) => toLine(line, column === 0 ? 'left' : 'right'))),
  );
}

function dataTable(rows: Node[][]): PageItem {
  const textOf = (cell: Node): string =>
    all(cell, 'w:p')
      .map((line) => toLine(line, 'full').text)
      .join(' ');
  return { kind: 'table', rows: rows.map((cells) => cells.map(textOf)) };
}

/** The letter in a Word file. @throws Nd30Error `nd30.unreadable_document` */
export function readDocx(bytes: Buffer): Letter {
  const body = find(parseXml(readZipPart(bytes, 'word/document.xml')), 'w:document', 'w:body');
  if (body === undefined) {
    throw unreadable();
  }
  const firstTable = body.children.find((child) => child.name === 'w:tbl');
  const items = body.children.flatMap((child): PageItem[] => {
    if (child.name === 'w:p') {
      return [toLine(child, 'full')];
    }
    if (child.name !== 'w:tbl') {
      return [];
    }
    const rows = cellsOf(child);
    return isBoxTable(rows, child === firstTable) ? boxLines(rows) : [dataTable(rows)];
  });
  return letterFromPage(items);
}
