export { loadSubject } from './load-subject.ts';
export { createOrgModule } from './org.module.ts';
export {
  type Agency,
  currentAgencyCode,
  findAgency,
  findAgencyByCode,
  findPosition,
  getAgency,
  listPositions,
  listPositionsOfPerson,
  listUnits,
  type PositionView,
  type Unit,
  unitsBelow,
} from './org.store.ts';
export type { AgencyKind, PositionRank, SigningCapacity, Tier } from './org.tables.ts';
export {
  insertAgency,
  insertPerson,
  insertPosition,
  insertUnit,
} from './org-entry.store.ts';
export { listRecipientGroups } from './recipient-groups.ts';
export { assertMaySign, listSigningAuthorities, type SigningClaim } from './signing-authority.ts';
export { storeTree } from './tree/store-tree.ts';
export {
  memberKey,
  type StoredTree,
  type TreeAgency,
  type TreeRows,
} from './tree/tree-rows.ts';
