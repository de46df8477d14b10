import type { RequestKind } from '@congvu/contracts';
import type { FieldValue, FilledForm, FormDefinition } from '@congvu/forms';
import { emptyForm, serialKey } from '@congvu/forms';
import {
  type CertificateEntryRow,
  getEntry,
  listEntriesOfPerson,
  listTokensOfPerson,
  type TokenRow,
} from '#modules/certificates';
import { mailboxOfAgency, mailboxOfPerson } from '#modules/mail';
import { type Agency, getAgency } from '#modules/org';
import type { Db, Tx } from '../../../platform/db.ts';
import { type Answers, earlierAnswers } from './earlier-answers.ts';
import { getPerson, type PersonRecord } from './people.ts';

export interface PrefillFor {
  agencyId: string;
  kind: RequestKind;
  form: FormDefinition;
  declarantPersonId: string | null;
  /** Whom it is about when that is not the declarant. */
  subjectPersonId: string | null;
  certificateEntryId: string | null;
  consolidatorName: string;
  /** Whether who opens the form may read the declarant's personal data. */
  personal: boolean;
  on: string;
}

interface Known {
  agency: Agency;
  declarant: PersonRecord | undefined;
  entry: CertificateEntryRow | undefined;
  token: TokenRow | undefined;
  declarantMail: string;
  agencyMail: string;
  earlier: { person: Answers; agency: Answers };
  personal: boolean;
}

/** The certificate a sheet is about: the one named, else the newest of the person that still counts. */
async function findEntry(db: Db | Tx, wanted: PrefillFor): Promise<CertificateEntryRow | undefined> {
  if (wanted.certificateEntryId !== null) {
    return getEntry(db, wanted.agencyId, wanted.certificateEntryId);
  }
  const personId = wanted.subjectPersonId ?? wanted.declarantPersonId;
  if (personId === null || wanted.kind === 'cert.issue.org') {
    return undefined;
  }
  const entries = await listEntriesOfPerson(db, { agencyId: wanted.agencyId, personId });
  return entries.find(
    ({ state, person_id }) => person_id === personId && state !== 'revoked' && state !== 'transferred_out',
  );
}

async function findToken(
  db: Db | Tx,
  wanted: PrefillFor,
  entry: CertificateEntryRow | undefined,
): Promise<TokenRow | undefined> {
  const holder = entry?.person_id ?? entry?.custodian_person_id ?? wanted.declarantPersonId;
  if (holder === null) {
    return undefined;
  }
  const tokens = await listTokensOfPerson(db, { agencyId: wanted.agencyId, personId: holder });
  return entry?.token_id == null ? tokens[0] : tokens.find(({ id }) => id === entry.token_id);
}

async function gather(db: Db | Tx, wanted: PrefillFor): Promise<Known> {
  const { agencyId, declarantPersonId: personId, on } = wanted;
  const entry = await findEntry(db, wanted);
  const needsToken = wanted.kind === 'cert.revoke' || wanted.kind === 'cert.restore';
  const mailbox = personId === null ? undefined : await mailboxOfPerson(db, { agencyId, personId });
  return {
    agency: await getAgency(db, agencyId),
    declarant: personId === null ? undefined : await getPerson(db, agencyId, personId, on),
    entry,
    token: needsToken ? await findToken(db, wanted, entry) : undefined,
    declarantMail: mailbox?.address ?? '',
    agencyMail: wanted.kind === 'cert.issue.org' ? ((await mailboxOfAgency(db, agencyId))?.address ?? '') : '',
    earlier: await earlierAnswers(db, { agencyId, personId: wanted.personal ? personId : null }),
    personal: wanted.personal,
  };
}

type Fields = Record<string, FieldValue>;

function personOf(known: Known, prefix: '' | 'declarant.'): Fields {
  const { declarant, agency } = known;
  if (declarant === undefined) {
    return {};
  }
  // The record of today stands above what was written once.
  const recorded: Fields = known.personal
    ? { bornOn: declarant.bornOn ?? '', 'identity.number': declarant.identityNumber, mobile: declarant.phone }
    : {};
  const said = { ...known.earlier.person, ...nonEmpty(recorded) };
  return {
    ...Object.fromEntries(Object.entries(said).map(([key, value]) => [`${prefix}${key}`, value])),
    [`${prefix}fullName`]: declarant.fullName,
    [`${prefix}position`]: declarant.title,
    [`${prefix}employer`]: agency.name,
  };
}

function nonEmpty(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

/** When, and by whom, the papers of the certificate's owner were issued, as he wrote on an earlier form. */
function subjectPapers({ earlier }: Known): Fields {
  return {
    'subject.identity.issuedOn': earlier.person['identity.issuedOn'] ?? '',
    'subject.identity.issuedBy': earlier.person['identity.issuedBy'] ?? '',
  };
}

function oldCertificate({ entry }: Known): Fields {
  return entry === undefined || entry.serial === ''
    ? {}
    : {
        'oldCertificate.serial': entry.serial,
        'oldCertificate.issuedOn': entry.valid_from ?? '',
        'oldCertificate.expiresOn': entry.valid_to ?? '',
      };
}

function containerOf({ entry }: Known): string {
  return entry?.container === 'token' || entry?.container === 'pki_sim' ? entry.container : '';
}

function certificateOf(known: Known): Fields {
  const { entry } = known;
  if (entry === undefined) {
    return {};
  }
  return {
    'subject.kind': entry.subject_kind,
    'subject.name': entry.subject_name,
    'subject.email': entry.email,
    'certificate.serial': serialKey(entry.serial) === '' ? '' : entry.serial,
    'certificate.issuedOn': entry.valid_from ?? '',
    'certificate.expiresOn': entry.valid_to ?? '',
    container: containerOf(known),
    ...(entry.container === 'pki_sim' && { 'subject.mobile': entry.mobile }),
  };
}

const SHEETS: Partial<Record<RequestKind, (known: Known) => Fields>> = {
  'cert.issue.person': (known) => ({
    ...known.earlier.agency,
    ...personOf(known, ''),
    email: known.declarantMail || (known.declarant?.email ?? ''),
    ...oldCertificate(known),
  }),
  'cert.issue.org': (known) => ({
    ...known.earlier.agency,
    organisationName: known.agency.name,
    email: known.agencyMail || known.agency.email,
    ...oldCertificate(known),
  }),
  'cert.renew_change': certificateOf,
  'cert.revoke': (known) => ({
    ...personOf(known, 'declarant.'),
    ...certificateOf(known),
    'subject.identity.number':
      known.personal && known.entry?.subject_kind === 'person' ? known.entry.identity_number : '',
    ...(known.entry?.person_id === known.declarant?.personId && subjectPapers(known)),
    'subject.taxCode': known.entry?.tax_code ?? '',
    'subject.budgetCode': known.entry?.budget_code ?? '',
    'token.serial': known.token?.serial ?? '',
  }),
  'cert.restore': (known) => ({
    ...personOf(known, 'declarant.'),
    'subject.name': known.entry?.subject_name ?? '',
    'subject.email': known.entry?.email ?? '',
    'token.serial': known.token?.serial ?? '',
  }),
};

/** A form with what the registers know, and the keys that were filled. Lists begin empty: their rows are chosen. */
export async function prefill(db: Db | Tx, wanted: PrefillFor): Promise<{ form: FilledForm; prefilled: string[] }> {
  const empty = emptyForm(wanted.form.code, wanted.form.set);
  const { layout } = wanted.form;
  if (layout.kind === 'list') {
    const { place } = await getAgency(db, wanted.agencyId);
    return { form: { ...empty, place, date: null }, prefilled: [] };
  }
  const known = await gather(db, wanted);
  const answers = SHEETS[wanted.kind]?.(known) ?? {};
  const keys = new Set(layout.fields.map(({ key }) => key));
  const filled = Object.entries(answers).filter(([key, value]) => keys.has(key) && value !== '');
  return {
    form: {
      ...empty,
      place: known.agency.place,
      date: null,
      addressee: layout.addressee === 'managing_organisation' ? known.agency.name : wanted.consolidatorName,
      signerName: known.declarant?.fullName ?? '',
      fields: { ...empty.fields, ...Object.fromEntries(filled) },
    },
    prefilled: filled.map(([key]) => key),
  };
}
