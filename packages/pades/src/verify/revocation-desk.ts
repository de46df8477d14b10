import {
  type Certificate,
  checkRevocation,
  PkiError,
  parseOcspResponse,
  type RevocationEvidence,
  type RevocationStatus,
} from '@congvu/pki';
import { PadesError } from '../errors.ts';

/** Answers about revocation from a fixed set of evidence; each question is worked out once. */
export interface RevocationDesk {
  ask(certificate: Certificate, issuer: Certificate, at: Date): RevocationStatus;
}

/** Pieces of evidence of one file and the office together. */
const MAX_EVIDENCE = 2_000;
/** Answers about one serial number; each of them costs a signature to check. */
const MAX_ANSWERS = 64;
/** Questions times the answers they have to look at, all of one file. */
const MAX_WORK = 4_000;

export interface DeskBudget {
  work: number;
}

export function deskBudget(): DeskBudget {
  return { work: MAX_WORK };
}

function tooMuch(): PadesError {
  return new PadesError('pades.limit', 'Tệp PDF kèm quá nhiều chứng cứ để kiểm tra.');
}

/** By serial, so that a certificate is only compared with answers that can be about it. */
function sortAnswers(evidence: readonly RevocationEvidence[]): Map<string, RevocationEvidence[]> {
  const found = new Map<string, RevocationEvidence[]>();
  for (const item of evidence) {
    for (const serial of serialsIn(item)) {
      const known = found.get(serial) ?? [];
      found.set(serial, known);
      known.push(item);
      if (known.length > MAX_ANSWERS) {
        throw tooMuch();
      }
    }
  }
  return found;
}

function serialsIn(item: RevocationEvidence): Set<string> {
  try {
    const { answers } = parseOcspResponse(item.der);
    return new Set(answers.map(({ id }) => Buffer.from(id.serialRaw).toString('hex')));
  } catch (error) {
    if (error instanceof PkiError) {
      return new Set();
    }
    throw error;
  }
}

export function revocationDesk(
  evidence: readonly RevocationEvidence[],
  pool: readonly Certificate[],
  budget: DeskBudget,
): RevocationDesk {
  const distinct = [...new Set(evidence)];
  if (distinct.length > MAX_EVIDENCE) {
    throw tooMuch();
  }
  const lists = distinct.filter(({ kind }) => kind === 'crl');
  let answers: Map<string, RevocationEvidence[]> | undefined;
  const known = new Map<Certificate, Map<string, RevocationStatus>>();

  function work(certificate: Certificate, issuer: Certificate, at: Date): RevocationStatus {
    answers ??= sortAnswers(distinct.filter(({ kind }) => kind === 'ocsp'));
    const own = answers.get(Buffer.from(certificate.serialRaw).toString('hex')) ?? [];
    budget.work -= own.length + 1;
    if (budget.work < 0) {
      throw tooMuch();
    }
    return checkRevocation({ certificate, issuer, evidence: [...lists, ...own], at, pool });
  }

  return {
    ask(certificate, issuer, at) {
      const key = `${at.getTime()} ${issuer.serial}`;
      const asked = known.get(certificate) ?? new Map<string, RevocationStatus>();
      known.set(certificate, asked);
      const status = asked.get(key) ?? work(certificate, issuer, at);
      asked.set(key, status);
      return status;
    },
  };
}
