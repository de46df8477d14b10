import type { PdfFile } from '../../pdf/file.ts';
import { listPages, type Page } from '../../pdf/pages.ts';
import { isArray, isDict, isRef, isSameValue, nameOf, type PdfValue } from '../../pdf/values.ts';

/** The pages of one state, and every object that decides which they are. */
export interface PageTree {
  pages: readonly Page[];
  /** Index of a page by its object number. */
  places: ReadonlyMap<number, number>;
  /** Nodes above the pages, lists of kids included. */
  nodes: ReadonlySet<number>;
}

function addNode(file: PdfFile, value: PdfValue | undefined, nodes: Set<number>, queue: PdfValue[]): void {
  let current = value ?? null;
  while (isRef(current) && !nodes.has(current.number)) {
    nodes.add(current.number);
    current = file.object(current.number);
  }
  queue.push(current);
}

function nodesOf(file: PdfFile): Set<number> {
  const nodes = new Set<number>();
  const queue: PdfValue[] = [];
  addNode(file, file.catalog().entries.get('Pages'), nodes, queue);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (isDict(next) && next.entries.has('Kids')) {
      addNode(file, next.entries.get('Kids'), nodes, queue);
    }
    for (const kid of isArray(next) ? next.items : []) {
      addNode(file, kid, nodes, queue);
    }
  }
  return nodes;
}

/** @throws PadesError `pades.broken` */
export function listPageTree(file: PdfFile): PageTree {
  const pages = listPages(file);
  const places = new Map(pages.map(({ number }, index) => [number, index]));
  const nodes = nodesOf(file);
  for (const { number } of pages) {
    nodes.delete(number);
  }
  return { pages, places, nodes };
}

function isLeaf(file: PdfFile, value: PdfValue): boolean {
  return (
    isDict(value) && (nameOf(value.entries.get('Type')) === 'Page' || !isArray(file.resolve(value.entries.get('Kids'))))
  );
}

/** The tree of an older state: the same with the older pages in it, unless something that decides about the tree changed. */
export function pageTreeBefore(tree: PageTree, older: PdfFile, newer: PdfFile, touched: ReadonlySet<number>): PageTree {
  const [then, now] = [older, newer].map((file) => file.catalog().entries.get('Pages') ?? null);
  const changed = [...touched].filter((number) => tree.places.has(number));
  const isSameTree =
    isSameValue(then ?? null, now ?? null) &&
    ![...touched].some((number) => tree.nodes.has(number)) &&
    changed.every((number) => isLeaf(older, older.object(number)));
  if (!isSameTree) {
    return listPageTree(older);
  }
  if (changed.length === 0) {
    return tree;
  }
  const pages = [...tree.pages];
  for (const number of changed) {
    const dict = older.object(number);
    if (isDict(dict)) {
      pages[tree.places.get(number) ?? 0] = { number, dict };
    }
  }
  return { ...tree, pages };
}
