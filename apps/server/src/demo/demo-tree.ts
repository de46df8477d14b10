import type { TreeAgency, TreeRows } from '#modules/org';
import { DEMO_AGENCIES, type DemoAgency } from './demo-agencies.ts';
import { type DemoPerson, type DemoPost, demoPeople, demoUnits } from './demo-people.ts';
import { agencyMailbox, demoRecords } from './demo-records.ts';

const SINCE = '2016-07-01';

function codeOf(agencyKey: string): string {
  const agency = DEMO_AGENCIES.find((candidate) => candidate.key === agencyKey);
  if (agency === undefined) {
    throw new Error(`demo agency ${agencyKey} is not in the list`);
  }
  return agency.code;
}

function treeAgency(agency: DemoAgency, index: number): TreeAgency {
  return {
    code: agency.code,
    name: agency.name,
    shortName: agency.shortName,
    governingName: agency.governing,
    headingName: agency.heading,
    place: agency.place,
    symbol: agency.symbol,
    kind: agency.kind,
    tier: agency.tier,
    parentCode: agency.parent,
    group: agency.group,
    hosted: agency.hosted,
    email: agency.hosted ? agencyMailbox(agency.key) : '',
    sortOrder: index + 1,
    validFrom: SINCE,
  };
}

/** Stable, so that the story finds a post again: agency, unit and seat. */
export function personCode(index: number): string {
  return `CB${String(index + 1).padStart(3, '0')}`;
}

function positionsOf(person: DemoPerson, index: number) {
  return person.posts.map((post: DemoPost, order) => ({
    agencyCode: codeOf(post.agency),
    unitCode: post.unit,
    personCode: personCode(index),
    personAgencyCode: codeOf(person.agency),
    title: post.title,
    rank: post.rank,
    roles: post.roles,
    sortOrder: order,
    validFrom: SINCE,
  }));
}

/** Huyện Tam Đường of March 2021 as rows: 28 offices of this installation, the bodies around them, units, people and posts. */
export function demoTree(): TreeRows {
  const people = demoPeople();
  const records = demoRecords(people);
  return {
    agencies: DEMO_AGENCIES.map(treeAgency),
    units: demoUnits().map((unit, index) => ({
      agencyCode: codeOf(unit.agency),
      code: unit.key,
      name: unit.name,
      symbol: unit.symbol,
      sortOrder: index,
      validFrom: SINCE,
    })),
    people: people.map((person, index) => ({
      agencyCode: codeOf(person.agency),
      code: personCode(index),
      fullName: person.fullName,
      ...records[index],
    })),
    positions: people.flatMap(positionsOf),
  };
}
