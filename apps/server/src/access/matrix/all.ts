import { audit } from './audit.ts';
import { drafting } from './drafting.ts';
import {
  addressbook,
  amendments,
  carriers,
  compliance,
  everyday,
  evidence,
  interchange,
  secondPerson,
  training,
  upkeep,
} from './exchange.ts';
import { identity } from './identity.ts';
import { incoming, tasks } from './incoming.ts';
import { mail, mailbridge, mailflow, threats, webmail } from './mails.ts';
import { org } from './org.ts';
import { outgoing } from './outgoing.ts';
import { accounts, certificates, signing } from './registers.ts';
import { campaigns, proposals, requests, rosters } from './requests.ts';
import type { Matrix } from './rules.ts';

/** The whole expectation: one line a route. A new module adds its file here, a new route its line; until then the test fails. */
export const MATRIX: Matrix = {
  ...audit,
  ...identity,
  ...org,
  ...drafting,
  ...outgoing,
  ...incoming,
  ...tasks,
  ...requests,
  ...rosters,
  ...campaigns,
  ...proposals,
  ...accounts,
  ...certificates,
  ...signing,
  ...mail,
  ...webmail,
  ...mailflow,
  ...mailbridge,
  ...threats,
  ...interchange,
  ...amendments,
  ...evidence,
  ...carriers,
  ...addressbook,
  ...training,
  ...secondPerson,
  ...upkeep,
  ...compliance,
  ...everyday,
};
