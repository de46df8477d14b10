import type { TokenView } from '@congvu/contracts';
import type { Subject } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { keeperOf, type TokenInView } from '../entries/entries.policy.ts';
import type { CustodyRow, TokenRow } from '../entries/entries.tables.ts';
import { loadPeople } from '../entries/org-facts.ts';
import { listCustody } from './custody.store.ts';
import { isWaiting, presentToken, type TokenParts } from './tokens.presenter.ts';

interface InToken {
  tokenId: string;
  entryId: string;
  serial: string;
  subjectName: string;
}

async function listCertificatesIn(db: Db | Tx, tokens: readonly TokenRow[]): Promise<InToken[]> {
  return rawQuery<InToken>(
    db,
    `select token_id as "tokenId", id as "entryId", serial, subject_name as "subjectName" from certificate_entry
     where agency_id = any($1::uuid[]) and token_id = any($2::uuid[]) order by valid_to desc nulls last, id`,
    [[...new Set(tokens.map((token) => token.agency_id))], tokens.map(({ id }) => id)],
  );
}

async function agencyNames(db: Db | Tx, tokens: readonly TokenRow[]): Promise<Map<string, string>> {
  const rows = await rawQuery<{ id: string; name: string }>(
    db,
    'select id, name from org_agency where id = any($1::uuid[])',
    [[...new Set(tokens.map((token) => token.agency_id))]],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function inLog(subject: Subject, lines: readonly CustodyRow[]): boolean {
  return lines.some((line) => line.to_person_id === subject.personId || line.from_person_id === subject.personId);
}

/** Rows with what lies around them, in a few statements for all. */
export async function assembleTokens(
  db: Db | Tx,
  { subject, clock }: Pick<ActingContext, 'subject' | 'clock'>,
  tokens: readonly TokenRow[],
): Promise<TokenParts[]> {
  if (tokens.length === 0) {
    return [];
  }
  const keepers = tokens.flatMap((token) => keeperOf(token) ?? []);
  // One after the other: a transaction has one connection.
  const names = await agencyNames(db, tokens);
  const certificates = await listCertificatesIn(db, tokens);
  const custody = await listCustody(db, tokens);
  const people = await loadPeople(db, keepers, vietnamDate(clock.now()));
  return tokens.map((token) => {
    const lines = custody.get(token.id) ?? [];
    const keeper = keeperOf(token);
    return {
      token,
      keeperGone: keeper === null || people.get(keeper)?.inOffice !== true,
      open: lines.find(isWaiting),
      inLog: inLog(subject, lines),
      agencyName: names.get(token.agency_id) ?? '',
      certificates: certificates
        .filter(({ tokenId }) => tokenId === token.id)
        .map(({ entryId, serial, subjectName }) => ({ entryId, serial, subjectName })),
      custody: lines,
    };
  });
}

/** As the policies look at one device. */
export async function viewOf(db: Db | Tx, context: ActingContext, token: TokenRow): Promise<TokenInView & TokenParts> {
  const [parts] = await assembleTokens(db, context, [token]);
  if (parts === undefined) {
    throw new Error('a token without its parts');
  }
  return parts;
}

export async function presentFresh(tx: Tx, context: ActingContext, token: TokenRow): Promise<TokenView> {
  return presentToken(await viewOf(tx, context, token), context.subject);
}
