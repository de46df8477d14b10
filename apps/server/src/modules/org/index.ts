export { type AgencyAround, listAgenciesAround, listOfficers, type Officer } from './agencies-around.ts';
export { agenciesByCode, type CodedAgency, codesOfAgencies, successionsOf } from './agency-codes.ts';
export { listLineage } from './agency-lineage.ts';
export { listSubjects, loadSubject } from './load-subject.ts';
export { orgGuardedKinds } from './org.guarded-kinds.ts';
export { createOrgModule } from './org.module.ts';
export { isTopAgency, listManagedAgencyIds } from './org.scope.ts';
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
} from './org.store.ts';
export type { SigningCapacity } from './org.tables.ts';
export {
  insertAgency,
  insertPerson,
  insertPosition,
  insertUnit,
} from './org-entry.store.ts';
export { type HostedAgency, listHostedAgencies, listLiveCodes } from './queries/hosted-agencies.ts';
export {
  agenciesByName,
  findAgencyNamed,
  findNamed,
  type NamedPerson,
  peopleByName,
} from './queries/register-names.ts';
export { getPostEver, whyOver } from './queries/view-position-rights.ts';
export { listRecipientGroups } from './recipient-groups.ts';
export { areSamePerson, isDelegatedBetween, listPossibleSeconds, type PossibleSecond } from './second-persons.ts';
export { assertMaySign, listSigningAuthorities } from './signing-authority.ts';
export { describeSigningGround } from './signing-ground.ts';
export { storeTree } from './tree/store-tree.ts';
export {
  memberKey,
  type StoredTree,
  type TreeAgency,
  type TreeRows,
} from './tree/tree-rows.ts';
