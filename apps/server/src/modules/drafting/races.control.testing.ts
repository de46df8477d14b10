import { AndNode, type KyselyPlugin, type RootOperationNode, WhereNode } from 'kysely';
import type { Db } from '../../platform/db.ts';

/** The last condition falls away: in a transition that is the state it starts from. */
function withoutLast(where: WhereNode | undefined): WhereNode | undefined {
  return where !== undefined && AndNode.is(where.where) ? WhereNode.create(where.where.left) : where;
}

function loosen(node: RootOperationNode): RootOperationNode {
  if (node.kind === 'SelectQueryNode') {
    const { endModifiers: _locks, ...rest } = node;
    return rest;
  }
  if (node.kind === 'UpdateQueryNode') {
    const where = withoutLast(node.where);
    return where === undefined ? node : { ...node, where };
  }
  return node;
}

const LOOSE: KyselyPlugin = {
  transformQuery: ({ node }) => loosen(node),
  transformResult: async ({ result }) => result,
};

/** Control: rows are read without a lock, and moved from whatever state they are in. */
export function withoutLocks(db: Db): Db {
  return db.withPlugin(LOOSE);
}
