import { z } from 'zod';
import { Abilities, DateOnly, Id, Instant, PageQuery, text } from './common.ts';
import { AgencyKind, PositionRank, RecipientGroupKey, Role, SigningCapacity, StaffKind, Tier } from './org.ts';

/** Official codes: letters, digits, dots and dashes (QĐ 20/2020 `H35.9.1`, QCVN 102:2016 `000.01.35.H35`). */
export const AgencyCodeValue = text(35, 1).pipe(z.string().regex(/^[\p{L}\d]+(?:[.-][\p{L}\d]+)*$/u));

/** Facts of an agency as typed on the form; names in capital letters are derived when left empty. */
export const AgencyFacts = z.object({
  name: text(200, 3),
  shortName: text(120).default(''),
  /** Line above the agency in ô 2, e.g. `UBND TỈNH LAI CHÂU`; empty for none. */
  governingName: text(300).default(''),
  /** The agency in ô 2, lines divided by a line break. */
  headingName: text(300).default(''),
  place: text(100, 1),
  /** Abbreviation in the symbol of its documents, e.g. `UBND`. */
  symbol: text(30, 1),
  kind: AgencyKind,
  tier: Tier,
  code: AgencyCodeValue,
  oldCode: AgencyCodeValue.nullable().default(null),
  email: text(200).default(''),
  /** Works as a collective body, so that its head signs "TM."; by kind when left out. */
  collective: z.boolean().optional(),
});
export type AgencyFacts = z.infer<typeof AgencyFacts>;

export const CreateAgency = AgencyFacts.extend({
  parentId: Id.nullable(),
  group: RecipientGroupKey.nullable().default(null),
  hosted: z.boolean().default(true),
  validFrom: DateOnly.optional(),
});
export type CreateAgency = z.infer<typeof CreateAgency>;
/** Everything that is no name: names change by an event, so that old documents keep theirs. */
export const EditAgency = z.object({
  place: text(100, 1),
  email: text(200),
  group: RecipientGroupKey.nullable(),
  hosted: z.boolean(),
  collective: z.boolean(),
  sortOrder: z.int().min(0).max(100_000),
  code: AgencyCodeValue,
  oldCode: AgencyCodeValue.nullable(),
});
export type EditAgency = z.infer<typeof EditAgency>;

const EventCommon = { effectiveOn: DateOnly, basis: text(500, 5) };
const NewNames = z.object({
  name: text(200, 3),
  shortName: text(120).default(''),
  governingName: text(300).optional(),
  headingName: text(300).default(''),
  symbol: text(30, 1).optional(),
});
export type NewNames = z.infer<typeof NewNames>;
/** Next post of somebody whose agency ends; whoever is not named ends with it. */
const NextPost = z.object({
  positionId: Id,
  agencyId: Id,
  unitId: Id,
  title: text(150, 2),
  rank: PositionRank,
  roles: z.array(Role).max(7),
});
export type NextPost = z.infer<typeof NextPost>;
export const AgencyEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rename'), agencyId: Id, names: NewNames, ...EventCommon }),
  z.object({
    kind: z.literal('merge'),
    agencyIds: z.array(Id).min(1).max(50),
    successorId: Id,
    nextPosts: z.array(NextPost).max(1_000).default([]),
    ...EventCommon,
  }),
  z.object({
    kind: z.literal('split'),
    agencyId: Id,
    into: z.array(AgencyFacts).min(2).max(20),
    ...EventCommon,
  }),
  z.object({ kind: z.literal('dissolve'), agencyId: Id, successorId: Id.nullable().default(null), ...EventCommon }),
]);
export type AgencyEvent = z.infer<typeof AgencyEvent>;

export const AgencyEventView = z.object({
  id: Id,
  kind: z.enum(['merge', 'split', 'dissolve', 'rename']),
  agencyId: Id,
  agencyName: z.string(),
  successorId: Id.nullable(),
  successorName: z.string().nullable(),
  effectiveOn: DateOnly,
  basis: z.string(),
  /** One sentence: "Phòng Y tế nhập vào Văn phòng HĐND và UBND". */
  text: z.string(),
  /** False while the day has not come. */
  inForce: z.boolean(),
});
export type AgencyEventView = z.infer<typeof AgencyEventView>;

/** One agency as a line in time. */
export const AgencyLine = z.object({
  id: Id,
  parentId: Id.nullable(),
  name: z.string(),
  shortName: z.string(),
  kind: AgencyKind,
  tier: Tier,
  group: z.string().nullable(),
  hosted: z.boolean(),
  code: z.string().nullable(),
  people: z.int(),
  validFrom: DateOnly,
  validTo: DateOnly.nullable(),
  state: z.enum(['coming', 'living', 'ending', 'ended']),
});
export type AgencyLine = z.infer<typeof AgencyLine>;
export const AgencyTree = z.object({
  today: DateOnly,
  rootId: Id,
  agencies: z.array(AgencyLine),
  events: z.array(AgencyEventView),
});
export type AgencyTree = z.infer<typeof AgencyTree>;

export const AgencyDetail = AgencyLine.extend({
  governingName: z.string(),
  headingName: z.string(),
  place: z.string(),
  symbol: z.string(),
  email: z.string(),
  collective: z.boolean(),
  sortOrder: z.int(),
  codes: z.array(
    z.object({
      scheme: z.enum(['qd20', 'qcvn102']),
      value: z.string(),
      validFrom: DateOnly,
      validTo: DateOnly.nullable(),
    }),
  ),
  names: z.array(z.object({ name: z.string(), validFrom: DateOnly, validTo: DateOnly.nullable() })),
  units: z.array(
    z.object({
      id: Id,
      parentId: Id.nullable(),
      name: z.string(),
      symbol: z.string(),
      code: z.string().nullable(),
      people: z.int(),
      validFrom: DateOnly,
      validTo: DateOnly.nullable(),
    }),
  ),
  abilities: Abilities,
});
export type AgencyDetail = z.infer<typeof AgencyDetail>;
export const AgencyParams = z.object({ id: Id });

export const SaveUnit = z.object({
  name: text(200, 2),
  symbol: text(30).default(''),
  code: text(30).default(''),
  parentId: Id.nullable().default(null),
  sortOrder: z.int().min(0).max(100_000).default(0),
});
export type SaveUnit = z.infer<typeof SaveUnit>;
export const UnitParams = z.object({ id: Id, unitId: Id });
export const CloseUnit = z.object({ validTo: DateOnly });

export const PersonFacts = z.object({
  fullName: text(100, 2),
  code: text(30).default(''),
  staffKind: StaffKind.default('civil_servant'),
  bornOn: DateOnly.nullable().default(null),
  email: text(200).default(''),
  phone: text(30).default(''),
  identityNumber: text(20).default(''),
});
export type PersonFacts = z.infer<typeof PersonFacts>;
export const PositionFacts = z.object({
  agencyId: Id,
  unitId: Id,
  title: text(150, 2),
  rank: PositionRank.default('staff'),
  roles: z.array(Role).max(7),
  fields: z.array(text(100, 1)).max(30).default([]),
  validFrom: DateOnly,
  validTo: DateOnly.nullable().default(null),
});
export type PositionFacts = z.infer<typeof PositionFacts>;
export const CreatePerson = z.object({ agencyId: Id, person: PersonFacts, position: PositionFacts.optional() });
export type CreatePerson = z.infer<typeof CreatePerson>;
export const PersonParams = z.object({ id: Id });
export const PersonLeaves = z.object({ leaveReason: z.enum(['transferred', 'retired', 'resigned']), leftOn: DateOnly });
export type PersonLeaves = z.infer<typeof PersonLeaves>;
export const CreatePosition = PositionFacts.extend({ personId: Id });
export type CreatePosition = z.infer<typeof CreatePosition>;
export const PositionParams = z.object({ id: Id });
/** Rights of a post; another title or unit is another post. */
export const EditPosition = z.object({
  roles: z.array(Role).max(7),
  fields: z.array(text(100, 1)).max(30).default([]),
  sortOrder: z.int().min(0).max(100_000).default(0),
});
export type EditPosition = z.infer<typeof EditPosition>;
export const EndPosition = z.object({ validTo: DateOnly, reason: text(500).default('') });

export const PositionTerm = z.object({
  positionId: Id,
  agencyId: Id,
  agencyName: z.string(),
  unitId: Id,
  unitName: z.string(),
  title: z.string(),
  rank: PositionRank,
  roles: z.array(z.string()),
  fields: z.array(z.string()),
  validFrom: DateOnly,
  validTo: DateOnly.nullable(),
  state: z.enum(['coming', 'in_office', 'ended']),
});
export type PositionTerm = z.infer<typeof PositionTerm>;
export const PersonView = z.object({
  id: Id,
  agencyId: Id,
  agencyName: z.string(),
  fullName: z.string(),
  code: z.string().nullable(),
  staffKind: StaffKind,
  bornOn: DateOnly.nullable(),
  email: z.string(),
  phone: z.string(),
  /** Masked but for the last three characters. */
  identityNumber: z.string(),
  leftOn: DateOnly.nullable(),
  leaveReason: z.string().nullable(),
  positions: z.array(PositionTerm),
  abilities: Abilities,
});
export type PersonView = z.infer<typeof PersonView>;
export const PersonQuery = PageQuery.extend({
  agencyId: Id,
  unitId: Id.optional(),
  q: z.string().max(200).optional(),
  left: z.enum(['true', 'false']).default('false'),
});
export type PersonQuery = z.infer<typeof PersonQuery>;
export const PersonPage = z.object({ items: z.array(PersonView), nextCursor: z.string().nullable() });

export const CreateDelegation = z.object({
  capacity: SigningCapacity.exclude(['TM']),
  fromPositionId: Id.nullable().default(null),
  toPositionId: Id,
  /** Number and symbol of the decision, regulation or written authorisation. */
  basis: text(500, 5),
  basisOn: DateOnly,
  documentTypes: z.array(z.string().min(1).max(60)).max(40).default([]),
  fields: z.array(text(100, 1)).max(30).default([]),
  validFrom: DateOnly,
  validTo: DateOnly.nullable().default(null),
});
export type CreateDelegation = z.infer<typeof CreateDelegation>;
export const DelegationParams = z.object({ id: Id });
export const RevokeDelegation = z.object({ reason: text(500, 3) });
export const DelegationView = z.object({
  id: Id,
  agencyId: Id,
  capacity: SigningCapacity,
  capacityLabel: z.string(),
  fromName: z.string().nullable(),
  fromTitle: z.string().nullable(),
  toPositionId: Id,
  toName: z.string(),
  toTitle: z.string(),
  toUnitName: z.string(),
  basis: z.string(),
  basisOn: DateOnly,
  documentTypes: z.array(z.string()),
  fields: z.array(z.string()),
  validFrom: DateOnly,
  validTo: DateOnly.nullable(),
  revokedAt: Instant.nullable(),
  revokedReason: z.string().nullable(),
  state: z.enum(['coming', 'in_force', 'ended', 'revoked']),
  stateLabel: z.string(),
  abilities: Abilities,
});
export type DelegationView = z.infer<typeof DelegationView>;
export const DelegationList = z.object({ items: z.array(DelegationView) });
export const AgencyIdQuery = z.object({ agencyId: Id });
export const OrgIdAnswer = z.object({ id: Id });
