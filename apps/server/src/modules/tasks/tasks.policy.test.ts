import { describe, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { type AssignmentFacts, taskPolicies } from './tasks.policy.ts';

const BASE: Subject = {
  userId: 'u',
  personId: 'me',
  positionId: 'p',
  agencyId: 'a',
  unitId: 'unit',
  unitIds: ['unit'],
  roles: ['specialist'],
  displayName: 'Nguyễn Thị Vân Anh',
  title: 'Chuyên viên',
};
const HEAD: Subject = { ...BASE, personId: 'head', roles: ['unit_head'], unitIds: ['unit', 'below'] };
const STRANGER: Subject = { ...BASE, agencyId: 'b' };
const LEADER: Subject = { ...BASE, personId: 'boss', unitId: 'vp', unitIds: ['vp'], roles: ['leader'] };

const UNIT_PART: AssignmentFacts = {
  agencyId: 'a',
  personId: null,
  unitId: 'unit',
  unitHasHead: true,
  role: 'lead',
  state: 'in_progress',
  isDecider: false,
};
const MY_PART: AssignmentFacts = { ...UNIT_PART, personId: 'me' };

describe('who may', () => {
  test.each([
    ['report', 'the person named', BASE, MY_PART, true],
    ['report', 'the head of a unit part', HEAD, UNIT_PART, true],
    ['report', 'the head of a unit below', HEAD, { ...UNIT_PART, unitId: 'below' }, true],
    ['report', 'staff of a unit with a head', BASE, UNIT_PART, false],
    ['report', 'staff of a unit without a head', BASE, { ...UNIT_PART, unitHasHead: false }, true],
    ['report', 'the head for a person named', HEAD, MY_PART, false],
    ['report', 'the leader', LEADER, UNIT_PART, false],
    ['report', 'somebody of another agency', STRANGER, MY_PART, false],
    ['report', 'whoever is only informed', BASE, { ...MY_PART, role: 'informed' }, false],
    ['report', 'after reporting', BASE, { ...MY_PART, state: 'reported' }, false],
    ['sub_assign', 'the head', HEAD, UNIT_PART, true],
    ['sub_assign', 'the person named who heads nothing', BASE, MY_PART, false],
    ['sub_assign', 'the head after the report', HEAD, { ...UNIT_PART, state: 'done' }, false],
    ['approve_result', 'the decider', LEADER, { ...MY_PART, state: 'reported', isDecider: true }, true],
    ['approve_result', 'the decider before the report', LEADER, { ...MY_PART, isDecider: true }, false],
    ['approve_result', 'the holder himself', BASE, { ...MY_PART, state: 'reported' }, false],
    ['return_result', 'the decider', LEADER, { ...MY_PART, state: 'reported', isDecider: true }, true],
    ['return_result', 'anybody else', HEAD, { ...MY_PART, state: 'reported' }, false],
  ] as const)('%s: %s', (verb, _who, subject, part, allowed) => {
    expect(taskPolicies.decide(`tasks.${verb}`, subject, part).allowed).toBe(allowed);
  });
});
