import type { AgencyLine, AgencyTree } from '@congvu/contracts';
import { matchesWords } from '../../../shared/text/names.ts';

export interface TreeRow {
  key: string;
  level: number;
  name: string;
  /** Undefined for a heading that only gathers agencies. */
  line: AgencyLine | undefined;
  /** How many agencies a heading gathers. */
  gathered: number;
  accounts: number;
  open: boolean | undefined;
}

interface Node {
  key: string;
  name: string;
  line?: AgencyLine;
  children: Node[];
}

/** Agencies that are many and alike are gathered under one heading. */
const GATHERED: readonly { group: string; name: string }[] = [
  { group: 'communes', name: 'UBND xã, thị trấn' },
  { group: 'others', name: 'Cơ quan, đơn vị khác' },
];
const GATHER_FROM = 2;

/** Who merged away is shown under who took over, so that history reads where it went. */
function homesOf(tree: AgencyTree): Map<string, string | null> {
  const known = new Set(tree.agencies.map((agency) => agency.id));
  const homes = new Map<string, string | null>();
  for (const agency of tree.agencies) {
    const heir = tree.events.find((event) => event.agencyId === agency.id && event.kind === 'merge')?.successorId;
    const home = agency.state === 'ended' && heir !== undefined && heir !== null ? heir : agency.parentId;
    homes.set(agency.id, home !== null && known.has(home) && agency.id !== tree.rootId ? home : null);
  }
  return homes;
}

function gather(parentKey: string, children: Node[]): Node[] {
  const groups = GATHERED.flatMap(({ group, name }) => {
    const inside = children.filter((child) => child.line?.group === group);
    return inside.length < GATHER_FROM ? [] : [{ key: `${parentKey} ${group}`, name, children: inside }];
  });
  const gathered = new Set(groups.flatMap((group) => group.children));
  return [...children.filter((child) => !gathered.has(child)), ...groups];
}

function growNodes(tree: AgencyTree): Node[] {
  const homes = homesOf(tree);
  const childrenOf = new Map<string | null, AgencyLine[]>();
  for (const agency of tree.agencies) {
    const home = homes.get(agency.id) ?? null;
    childrenOf.set(home, [...(childrenOf.get(home) ?? []), agency]);
  }
  const grow = (line: AgencyLine): Node => ({
    key: line.id,
    name: line.shortName,
    line,
    children: gather(line.id, (childrenOf.get(line.id) ?? []).map(grow)),
  });
  const tops = childrenOf.get(null) ?? [];
  const own = tops.filter((line) => line.id === tree.rootId).map(grow);
  const above = tops.filter((line) => line.id !== tree.rootId).map(grow);
  return above.length === 0 ? own : [...own, { key: 'above', name: 'Cơ quan ngoài hệ thống', children: above }];
}

/** Ids of all headings and agencies that stand open before anybody touched the tree. */
export function firstOpen(tree: AgencyTree): ReadonlySet<string> {
  return new Set([tree.rootId]);
}

interface RowOptions {
  open: ReadonlySet<string>;
  typed: string;
  accounts: Record<string, number>;
}

function accountsOf(node: Node, accounts: Record<string, number>): number {
  const own = node.line === undefined ? 0 : (accounts[node.line.id] ?? 0);
  return node.children.reduce((sum, child) => sum + accountsOf(child, accounts), own);
}

function matches(node: Node, typed: string): boolean {
  const text = node.line === undefined ? '' : `${node.line.name} ${node.line.shortName} ${node.line.code ?? ''}`;
  return matchesWords(text, typed) || node.children.some((child) => matches(child, typed));
}

/** The tree as rows from top to bottom: what is open, or what matches the words typed with the way to it. */
export function rowsOf(tree: AgencyTree, { open, typed, accounts }: RowOptions): TreeRow[] {
  const words = typed.trim();
  const walk = (node: Node, level: number): TreeRow[] => {
    if (words !== '' && !matches(node, words)) {
      return [];
    }
    const isOpen = words !== '' || open.has(node.key);
    const row: TreeRow = {
      key: node.key,
      level,
      name: node.name,
      line: node.line,
      gathered: node.line === undefined ? node.children.length : 0,
      accounts: accountsOf(node, accounts),
      open: node.children.length === 0 ? undefined : isOpen,
    };
    return [row, ...(isOpen ? node.children.flatMap((child) => walk(child, level + 1)) : [])];
  };
  return growNodes(tree).flatMap((node) => walk(node, 0));
}
