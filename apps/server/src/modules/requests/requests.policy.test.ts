import { describe, expect, test } from 'vitest';
import type { Role, Subject } from '../../platform/authorise.ts';
import { newId } from '../../platform/ids.ts';
import { type RequestAction, type RequestFacts, requestDeskPolicies, requestPolicies } from './requests.policy.ts';

const AGENCY = newId();
const OFFICE = newId();
const PROVINCE = newId();
const UNIT = newId();
const [PREPARER, DECLARANT] = [newId(), newId()];

function somebody(agencyId: string, roles: Role[], given: Partial<Subject> = {}): Subject {
  return {
    userId: newId(),
    personId: newId(),
    positionId: newId(),
    agencyId,
    unitId: UNIT,
    unitIds: [UNIT],
    roles,
    displayName: 'Ai đó',
    title: '',
    ...given,
  };
}

const PEOPLE = {
  preparer: somebody(AGENCY, ['specialist'], { personId: PREPARER }),
  declarant: somebody(AGENCY, ['specialist'], { personId: DECLARANT }),
  colleague: somebody(AGENCY, ['specialist']),
  clerk: somebody(AGENCY, ['clerk']),
  leader: somebody(AGENCY, ['leader']),
  unitHead: somebody(AGENCY, ['unit_head']),
  otherHead: somebody(AGENCY, ['unit_head'], { unitIds: [newId()] }),
  auditor: somebody(AGENCY, ['auditor']),
  ownFocal: somebody(AGENCY, ['focal']),
  officeFocal: somebody(OFFICE, ['focal']),
  officeLeader: somebody(OFFICE, ['leader']),
  officeStaff: somebody(OFFICE, ['specialist']),
  provinceFocal: somebody(PROVINCE, ['focal']),
  stranger: somebody(newId(), ['leader', 'clerk', 'focal', 'auditor']),
};
type Who = keyof typeof PEOPLE;

function facts(given: Partial<RequestFacts> = {}): RequestFacts {
  return {
    agencyId: AGENCY,
    unitId: UNIT,
    kind: 'cert.issue.person',
    state: 'draft',
    preparedBy: PREPARER,
    declarantPersonId: DECLARANT,
    consolidatorAgencyId: OFFICE,
    destinationAgencyId: null,
    headPersonId: null,
    guidesItself: false,
    ...given,
  };
}

function whoMay(action: RequestAction, given: Partial<RequestFacts>): Who[] {
  const all = Object.keys(PEOPLE) as Who[];
  return all.filter((who) => requestPolicies.decide(action, PEOPLE[who], facts(given)).allowed).sort();
}

describe('who may', () => {
  const table: [RequestAction, Partial<RequestFacts>, Who[]][] = [
    [
      'requests.read',
      { state: 'draft' },
      ['auditor', 'clerk', 'declarant', 'leader', 'ownFocal', 'preparer', 'unitHead'],
    ],
    [
      'requests.read',
      { state: 'submitted' },
      ['auditor', 'clerk', 'declarant', 'leader', 'officeFocal', 'officeLeader', 'ownFocal', 'preparer', 'unitHead'],
    ],
    ['requests.read_personal', { state: 'draft' }, ['clerk', 'declarant', 'leader', 'preparer']],
    ['requests.read_personal', { state: 'submitted' }, ['clerk', 'declarant', 'leader', 'officeFocal', 'preparer']],
    [
      'requests.read_personal',
      { state: 'forwarded', destinationAgencyId: PROVINCE },
      ['clerk', 'declarant', 'leader', 'officeFocal', 'preparer', 'provinceFocal'],
    ],
    ['requests.edit', { state: 'draft' }, ['clerk', 'declarant', 'leader', 'preparer', 'unitHead']],
    ['requests.edit', { state: 'awaiting_head' }, []],
    ['requests.declare', { state: 'awaiting_declarant' }, ['declarant']],
    ['requests.approve', { state: 'awaiting_head' }, ['leader']],
    ['requests.approve', { state: 'awaiting_head', guidesItself: true }, ['leader', 'unitHead']],
    // What he prepared himself, somebody above him approves.
    [
      'requests.approve',
      { state: 'awaiting_head', guidesItself: true, preparedBy: PEOPLE.unitHead.personId },
      ['leader'],
    ],
    ['requests.approve', { state: 'draft' }, []],
    ['requests.seal', { state: 'awaiting_seal' }, ['clerk']],
    ['requests.seal', { state: 'awaiting_seal', headPersonId: PEOPLE.clerk.personId }, []],
    ['requests.scan', { state: 'awaiting_declarant' }, ['clerk', 'declarant', 'leader', 'preparer', 'unitHead']],
    // The paper of the head is the head's to bring: nobody goes past him with a scan.
    ['requests.scan', { state: 'awaiting_head' }, ['leader']],
    ['requests.override', { state: 'awaiting_head' }, ['leader', 'ownFocal']],
    ['requests.give_back', { state: 'awaiting_head' }, ['declarant', 'leader']],
    ['requests.give_back', { state: 'awaiting_seal' }, ['clerk', 'declarant', 'leader']],
    ['requests.withdraw', { state: 'draft' }, ['declarant', 'leader', 'preparer']],
    ['requests.withdraw', { state: 'submitted' }, ['leader']],
    ['requests.withdraw', { state: 'batched' }, []],
    ['requests.accept', { state: 'submitted' }, ['officeFocal']],
    ['requests.return', { state: 'accepted' }, ['officeFocal']],
    ['requests.return', { state: 'batched' }, []],
    ['requests.refuse', { state: 'submitted' }, ['officeFocal']],
    ['requests.correct', { state: 'returned' }, ['clerk', 'declarant', 'leader', 'preparer', 'unitHead']],
  ];
  test.each(table)('%s when %o', (action, given, expected) => {
    expect(whoMay(action, given)).toEqual(expected);
  });

  test('a sheet about oneself is everybody’s right, a list is work of the office', () => {
    const may = (who: Who, own: boolean) => requestDeskPolicies.decide('requests.create', PEOPLE[who], { own }).allowed;
    expect(may('auditor', true)).toBe(true);
    expect(may('auditor', false)).toBe(false);
    expect(may('clerk', false)).toBe(true);
  });
});
