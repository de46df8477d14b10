import { createAccountsModule, enterUsers, refreshHolders } from '#modules/accounts';
import { createAddressbookModule } from '#modules/addressbook';
import { createAmendmentsModule } from '#modules/amendments';
import { createAuditModule, createRefusals } from '#modules/audit';
import { campaignPorts, createCampaignsModule } from '#modules/campaigns';
import { addressbookPorts, chooseWays, createCarriersModule, listUsableConnections } from '#modules/carriers';
import { createCertificatesModule, provePerson, timestampAuthorityFor } from '#modules/certificates';
import { createComplianceModule } from '#modules/compliance';
import {
  documentsNamed,
  findNumbered,
  guardAgainstStateSecret,
  guardBody,
  guardUpload,
  listDocumentFiles,
  nameDocuments,
} from '#modules/documents';
import { countOpenDrafts, createDraftingModule } from '#modules/drafting';
import { createEvidenceModule } from '#modules/evidence';
import { createExplanationsModule } from '#modules/explanations';
import { createFilesModule } from '#modules/files';
import { createIdentityModule, endSessionsOfPeople, type IdentityModule, type IdentityPorts } from '#modules/identity';
import { createIncomingModule, maySeeIncoming, movePartOf } from '#modules/incoming';
import { createInterchangeModule, storeArrivals, takeReturned } from '#modules/interchange';
import { closeDoors, createMailModule, mailGuardedKinds, membersLeft } from '#modules/mail';
import { createMailbridgeModule } from '#modules/mailbridge';
import { createMailflowModule, judgeSignatureAgain, type MailflowModule, queueOut } from '#modules/mailflow';
import { createNotificationsModule, notify } from '#modules/notifications';
import { createOrgModule, orgGuardedKinds } from '#modules/org';
import { createOutgoingModule, maySeeOutgoing, type OutgoingPorts, outgoingPurposes } from '#modules/outgoing';
import { createProposalsModule, lossReportedWith } from '#modules/proposals';
import { createRequestsModule, type RequestsPorts, requestGuardedKinds, requestPurposes } from '#modules/requests';
import { createRostersModule, documentMoved, type RostersPorts, rosterPorts } from '#modules/rosters';
import { searchModule } from '#modules/search';
import { createSecondPersonModule } from '#modules/secondperson';
import { createSigningModule, lossPorts } from '#modules/signing';
import { countOpenParts, createTasksModule, isWorkingDay, loadCalendar } from '#modules/tasks';
import { activeCampaigns, createThreatsModule } from '#modules/threats';
import { createTrainingModule } from '#modules/training';
import { createUpkeepModule, upkeepGuardedKinds } from '#modules/upkeep';
import {
  createWebmailModule,
  eraseMessages,
  exportMessages,
  kick,
  mailPurposes,
  type WebmailPorts,
} from '#modules/webmail';
import { deskRoutes, viewDesk } from './desk.ts';
import type { Subject } from './platform/authorise.ts';
import type { ActingContext } from './platform/context.ts';
import type { Db, Tx } from './platform/db.ts';
import type { DeskSource, ModuleDefinition } from './platform/module.ts';

/** By key of the rail; `desk` is what lies on Bàn làm việc, so that the two never disagree. */
async function countAll(context: ActingContext, modules: ModuleDefinition[]): Promise<Record<string, number>> {
  const sources = modules.flatMap((module) => (module.counts === undefined ? [] : [module.counts]));
  const [desk, ...parts] = await Promise.all([
    viewDesk(context, deskSources(modules)),
    ...sources.map((source) => source(context)),
  ]);
  return Object.assign({ desk: desk.summary.waiting }, ...parts);
}

function deskSources(modules: ModuleDefinition[]): DeskSource[] {
  return modules.flatMap((module) => (module.desk === undefined ? [] : [module.desk]));
}

async function maySee(db: Db | Tx, subject: Subject, id: string): Promise<boolean> {
  return (await maySeeIncoming(db, subject, id)) || (await maySeeOutgoing(db, subject, id));
}

export interface OfficeModules {
  all: ModuleDefinition[];
  identity: IdentityModule;
  mailflow: MailflowModule;
  /** No door for words is without the guard of state secrets, whatever its use case asks. */
  inspectBody: typeof guardBody;
  /** Keeps the trace of what policies forbade. */
  refused: ReturnType<typeof createRefusals>;
}

async function workedDays(db: Db | Tx): Promise<(day: string) => boolean> {
  const calendar = await loadCalendar(db);
  return (day) => isWorkingDay(day, calendar);
}

/** What a document of the office sends by mail: the letter as it was issued or received, and its enclosures. */
const SENT_BY_MAIL = new Set(['issued', 'received', 'attachment']);

const webmailPorts: WebmailPorts = {
  queueOut,
  documentFiles: async ({ db, subject }, id) =>
    (await maySee(db, subject, id))
      ? (await listDocumentFiles(db, subject.agencyId, id)).filter(({ role }) => SENT_BY_MAIL.has(role))
      : undefined,
  issuedDocuments: findNumbered,
  guardTexts: guardAgainstStateSecret,
  guardFile: guardUpload,
};

const identityPorts: Omit<IdentityPorts, 'counts'> = {
  userAdded: async (tx, context, personId) => void (await enterUsers(tx, context, { personId })),
  tellPerson: notify,
  proveByCertificate: provePerson,
};

const requestsPorts: RequestsPorts = { ...campaignPorts, ...rosterPorts };

/** What nobody does alone (security.md §2.5). */
const GUARDED_KINDS = [...mailGuardedKinds, ...requestGuardedKinds, ...upkeepGuardedKinds, ...orgGuardedKinds];

const orgPorts: Parameters<typeof createOrgModule>[0] = {
  postsEnded: async (tx, context, personIds) => {
    await endSessionsOfPeople(tx, context, { personIds, reason: 'post_ended' });
    await refreshHolders(tx, context, personIds);
    await membersLeft(tx, context, personIds);
  },
};

/** Every module with what it needs from above plugged in; the order is the order of their rows on the desk. */
export function createModules(): OfficeModules {
  const carriers = createCarriersModule({ arrived: storeArrivals, returned: takeReturned });
  const amendments = createAmendmentsModule({
    loadCalendar: workedDays,
    // The two need each other; the exchange below is there when the first letter asks.
    dispatchMore: (tx, context, wanted) => interchange.dispatchMore(tx, context, wanted),
  });
  const interchange = createInterchangeModule({
    amendments: amendments.exchangePorts,
    loadCalendar: workedDays,
    carriers: carriers.carriers,
    chooseWays,
    listConnections: listUsableConnections,
  });
  const rostersPorts: RostersPorts = { loadCalendar: workedDays };
  const outgoingPorts: OutgoingPorts = {
    ...interchange.outgoingPorts,
    documentMoved: async (tx, context, step) => {
      await documentMoved(tx, context, rostersPorts, step);
      await amendments.documentMoved(tx, context, step);
    },
  };
  const mailflow = createMailflowModule({ campaigns: activeCampaigns, submission: webmailPorts });
  const working = [
    createOutgoingModule(outgoingPorts),
    createIncomingModule(interchange.incomingPorts),
    createTasksModule(),
    createRequestsModule(requestsPorts),
    createRostersModule(),
    createCampaignsModule({ maySee }),
    createThreatsModule({ closeDoors }),
    createProposalsModule({ movePartOf }),
    createAccountsModule({
      openWork: async (db, person) => (await countOpenParts(db, person)) + (await countOpenDrafts(db, person)),
    }),
    createMailbridgeModule({ incoming: interchange.incomingPorts, webmail: webmailPorts }),
    mailflow,
    createWebmailModule({ ...webmailPorts, signatureAgain: judgeSignatureAgain }),
    createMailModule({ kick, exportMessages, eraseMessages }),
    createDraftingModule({ maySee }),
    interchange,
    amendments,
    createEvidenceModule({ timestampAuthorityFor }),
    createExplanationsModule(),
    carriers,
    createAddressbookModule(addressbookPorts),
    createTrainingModule(),
    createUpkeepModule(),
    createComplianceModule(),
    createSecondPersonModule(GUARDED_KINDS),
    createSigningModule({
      purposes: [...outgoingPurposes(outgoingPorts), ...requestPurposes(requestsPorts), ...mailPurposes],
    }),
    createCertificatesModule({ ...lossPorts, lossReported: lossReportedWith(lossPorts) }),
    createNotificationsModule(),
    createFilesModule(),
    createOrgModule(orgPorts),
    searchModule,
    createAuditModule({ maySee, nameDocuments, documentsNamed }),
  ];
  const identity = createIdentityModule({
    counts: (context) => countAll(context, working),
    ...identityPorts,
  });
  const desk: ModuleDefinition = { name: 'desk', routes: deskRoutes(deskSources(working)) };
  return { all: [identity, ...working, desk], identity, mailflow, inspectBody: guardBody, refused: createRefusals() };
}
